"""The bigram index on PostgreSQL: a GIN index over an immutable function, nothing stored, no extension to install.

pg_trgm cannot serve words of two characters, which is what Chinese readers type.
"""

from portal.search.keys import bigrams

INSTALL = [
    """
CREATE FUNCTION portal_bigrams(value text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    grams text[] := '{}';
BEGIN
    FOR n IN 1 .. length(value) - 1 LOOP
        grams := grams || substr(value, n, 2);
    END LOOP;
    RETURN grams;
END
$$
""",
    "CREATE INDEX search_title_bigrams ON filing_filing USING gin (portal_bigrams(title_key))",
    "CREATE INDEX search_official_no_prefix ON filing_filing (official_no varchar_pattern_ops)",
]
REMOVE = [
    "DROP INDEX IF EXISTS search_official_no_prefix",
    "DROP INDEX IF EXISTS search_title_bigrams",
    "DROP FUNCTION IF EXISTS portal_bigrams(text)",
]

# MATERIALIZED keeps the planner from walking the whole scope: it multiplies the selectivity of the grams and errs.
_HITS = """
WITH hit AS MATERIALIZED (
    SELECT id, title_key FROM filing_filing WHERE portal_bigrams(title_key) @> %s::text[]
) SELECT id FROM hit WHERE title_key LIKE %s
"""


def hits(key: str, pattern: str) -> tuple[str, list]:
    """SQL and parameters of the filings whose title key has `key` in it. `pattern` is the escaped LIKE pattern."""
    return _HITS, [bigrams(key), pattern]
