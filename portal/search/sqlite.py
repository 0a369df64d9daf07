"""The bigram index on SQLite: a contentless FTS5 table, kept in step by triggers.

Each pair of characters is one token, written as the hex of its bytes so that no tokenizer can split or drop it. SQLite
before 3.43 cannot delete from a contentless table by row: a rename has to hand in the old text. FTS5's own trigram
tokenizer silently finds nothing for words of two Chinese characters.
"""

from portal.search.keys import bigrams

LONGEST_KEY = 240
TRIGGERS = ("search_title_insert", "search_title_update", "search_title_delete")

_GRAMS = (
    "(SELECT group_concat(hex(substr({0}.title_key, n, 2)), ' ') FROM search_position WHERE n < length({0}.title_key))"
)
_ADD = f"INSERT INTO search_title(rowid, grams) VALUES (new.id, {_GRAMS.format('new')});"  # noqa: S608
_DROP = f"INSERT INTO search_title(search_title, rowid, grams) VALUES ('delete', old.id, {_GRAMS.format('old')});"  # noqa: S608
_TABLES = [
    "CREATE TABLE IF NOT EXISTS search_position (n INTEGER PRIMARY KEY)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_title USING fts5("
    "grams, content='', detail=none, columnsize=0, tokenize='ascii')",
]
_CREATE_TRIGGERS = [
    f"CREATE TRIGGER search_title_insert AFTER INSERT ON filing_filing BEGIN {_ADD} END",
    f"CREATE TRIGGER search_title_delete AFTER DELETE ON filing_filing BEGIN {_DROP} END",
    "CREATE TRIGGER search_title_update AFTER UPDATE OF title_key ON filing_filing "
    f"WHEN old.title_key IS NOT new.title_key BEGIN {_DROP} {_ADD} END",
]
REMOVE = [
    *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS),
    "DROP TABLE IF EXISTS search_title",
    "DROP TABLE IF EXISTS search_position",
]
_HITS = """
SELECT f.id FROM search_title s JOIN filing_filing f ON f.id = s.rowid
WHERE search_title MATCH %s AND f.title_key LIKE %s ESCAPE '\\'
"""


def install(cursor) -> None:
    """Make what is missing. Django rebuilds a SQLite table to alter it, which drops its triggers without a word: so
    this runs after every migrate, and an index that may have missed rows is filled anew."""
    if _is_complete(cursor):
        return
    for statement in [*REMOVE, *_TABLES]:
        cursor.execute(statement)
    cursor.executemany("INSERT INTO search_position (n) VALUES (%s)", [(n,) for n in range(1, LONGEST_KEY)])
    for statement in _CREATE_TRIGGERS:
        cursor.execute(statement)
    cursor.execute(
        f"INSERT INTO search_title(rowid, grams) SELECT f.id, {_GRAMS.format('f')} FROM filing_filing f"  # noqa: S608
    )


def _is_complete(cursor) -> bool:
    names = [*TRIGGERS, "search_title", "search_position"]
    cursor.execute(f"SELECT COUNT(*) FROM sqlite_master WHERE name IN ({', '.join(['%s'] * len(names))})", names)  # noqa: S608
    return cursor.fetchone()[0] == len(names)


def hits(key: str, pattern: str) -> tuple[str, list]:
    """SQL and parameters of the filings whose title key has `key` in it. `pattern` is the escaped LIKE pattern."""
    return _HITS, [" AND ".join(gram.encode().hex() for gram in bigrams(key)), pattern]
