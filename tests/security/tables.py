"""The content of the database as one digest per table, so that "nothing was written" can be said of all of it."""

import hashlib

from django.db import connection

# A page may write these while it is only looked at; the same list, with reasons, stands in the read-only middleware.
FROM_LOOKING = {
    "django_session",
    "ca_auth_loginsession",
    "ca_auth_securityevent",
    "filing_event",
    "printing_printjob",
    "django_tasks_database_dbtaskresult",
}
# A refused act leaves a line in a log and uses up a try; nothing else.
FROM_REFUSALS = FROM_LOOKING | {"ca_auth_throttlebucket", "ca_auth_loginattempt", "ca_auth_loginchallenge"}


def digests(*, without: set[str] = frozenset()) -> dict[str, str]:
    """Digest by table name."""
    return {name: _digest(name) for name in names() if name not in without}


def names() -> list[str]:
    """Tables of models; the search index beside them follows by triggers."""
    there = connection.introspection.table_names()
    return sorted(set(connection.introspection.django_table_names(only_existing=True)) & set(there))


def _digest(name: str) -> str:
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} ORDER BY 1")
        for row in cursor.fetchall():
            digest.update(repr([bytes(one) if isinstance(one, memoryview) else one for one in row]).encode())
    return digest.hexdigest()


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after.get(name)]


def rows() -> dict[str, tuple[list[str], list[tuple]]]:
    """All rows by table, with the names of the columns."""
    found = {}
    for name in names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            found[name] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def new_rows(before: dict, after: dict) -> dict[str, tuple[list[str], list[tuple]]]:
    """What came since `before`; both as rows() gives them."""
    known = {name: {repr(row) for row in content[1]} for name, content in before.items()}
    fresh = {
        name: (columns, [row for row in content if repr(row) not in known[name]])
        for name, (columns, content) in after.items()
    }
    return {name: (columns, content) for name, (columns, content) in fresh.items() if content}


def put_back(content: dict[str, tuple[list[str], list[tuple]]]) -> None:
    """Rows as they were taken. Foreign keys are checked at the end of the transaction, so any order does."""
    with connection.cursor() as cursor:
        for name, (columns, lines) in content.items():
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(name)} ({names}) VALUES ({places})", lines)
