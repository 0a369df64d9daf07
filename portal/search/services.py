"""Finding filings by number or by a piece of their name, in any scope, at any size.

Numbers come first: the exact one, then those that begin so. Names: the newest rows of the scope are looked through;
only if they do not fill the page is the bigram index asked. Frequent words end in the first step, rare ones are short
lists in the second, and neither relies on the database's estimates.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from portal.search import postgresql, sqlite
from portal.search.keys import name_key

PROBE = 5_000
MOST_FOUND = 1_001
_NUMBER = re.compile(r"[A-Z0-9]{3,20}")
_NUMBERS = ("online_application_no", "official_no")
_LIKE = "{} LIKE %s ESCAPE '\\'"


@dataclass(frozen=True)
class Found:
    """Keys in the order of the list. `complete`: there are no others; else there are more than were needed."""

    ids: list[int]
    complete: bool


def find(scope: QuerySet, term: str, *, need: int = MOST_FOUND) -> Found:
    """The first `need` filings of `scope`, in its order, whose number or name has `term` in it.

    `scope` is a queryset of Filing or of one of its types, already narrowed to what the asker may see and ordered.
    """
    key = name_key(term)
    if not key:
        return Found([], complete=True)
    need = min(need, MOST_FOUND)
    return _by_number(scope, key.upper(), need) or _by_name(scope, key, need)


def search(scope: QuerySet, term: str, *, need: int = MOST_FOUND) -> QuerySet:
    """As `find`, as a queryset that can be narrowed, counted and paged; at most `need` rows."""
    return scope.filter(pk__in=find(scope, term, need=need).ids)


def _by_number(scope: QuerySet, number: str, need: int) -> Found | None:
    if not _NUMBER.fullmatch(number):
        return None
    for condition in (_exactly(number), _beginning(number, connections[scope.db].vendor)):
        ids = _keys(scope.filter(condition), need + 1)
        if ids:
            return Found(ids[:need], complete=len(ids) <= need)
    return None


def _exactly(number: str) -> Q:
    return Q(online_application_no=number) | Q(official_no=number)


def _beginning(number: str, vendor: str) -> Q:
    """SQLite uses an index for a range but not for its LIKE; PostgreSQL has an index made for LIKE."""
    condition = Q()
    for name in _NUMBERS:
        begins = Q(**{f"{name}__startswith": number})
        if vendor == "sqlite":
            begins &= Q(**{f"{name}__gte": number, f"{name}__lt": number + "\uffff"})
        condition |= begins
    return condition


def _by_name(scope: QuerySet, key: str, need: int) -> Found:
    ids, whole = _probe(scope, key, need)
    if len(ids) > need or whole:
        return Found(ids[:need], complete=len(ids) <= need)
    narrowed = scope.filter(title_key__contains=key) if len(key) < 2 else scope.filter(pk__in=_indexed(key, scope.db))
    ids = _keys(narrowed, need + 1)
    return Found(ids[:need], complete=len(ids) <= need)


def _probe(scope: QuerySet, key: str, need: int) -> tuple[list[int], bool]:
    """Hits among the first PROBE rows of the scope, and whether these are all it has. Pieces of numbers count here."""
    head = scope.values("title_key", *_NUMBERS, search_key=F("pk"))[:PROBE]
    try:
        sql, params = head.query.sql_with_params()
    except EmptyResultSet:
        return [], True
    conditions, patterns = [_LIKE.format("title_key")], [_pattern(key, scope.db)]
    if _NUMBER.fullmatch(key.upper()):
        conditions += [_LIKE.format(name) for name in _NUMBERS]
        patterns += [f"%{key.upper()}%"] * len(_NUMBERS)
    with connections[scope.db].cursor() as cursor:
        # The values are parameters; names and the scope's own SQL come from the code.
        hits = f"SELECT search_key FROM ({sql}) AS head WHERE {' OR '.join(conditions)} LIMIT %s"  # noqa: S608
        cursor.execute(hits, [*params, *patterns, need + 1])
        ids = [row[0] for row in cursor.fetchall()]
        if len(ids) > need:
            return ids, False
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS head", params)  # noqa: S608
        return ids, cursor.fetchone()[0] < PROBE


def _indexed(key: str, alias: str) -> RawSQL:
    index = sqlite if connections[alias].vendor == "sqlite" else postgresql
    return RawSQL(*index.hits(key, _pattern(key, alias)))  # noqa: S611 - fixed text, the word is a parameter


def _pattern(key: str, alias: str) -> str:
    return f"%{connections[alias].ops.prep_for_like_query(key)}%"


def _keys(queryset: QuerySet, most: int) -> list[int]:
    return list(queryset.values_list("pk", flat=True)[:most])
