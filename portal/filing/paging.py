"""Pages of long lists. What is counted and skipped is bounded: a million rows open like a hundred."""

import base64
import json
from collections.abc import Sequence
from functools import cached_property
from math import ceil
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist, ValidationError
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import Q, QuerySet

MOST_COUNTED = 1000
LAST_NUMBERED_PAGE = 50
Order = tuple[str, ...]


def capped_counts(**querysets: QuerySet) -> dict[str, int]:
    """How many rows each has, in a single query; MOST_COUNTED + 1 means "more than can be counted quickly"."""
    parts, params = [], []
    for place, queryset in enumerate(querysets.values()):
        try:
            sql, values = queryset.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, values = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS part{place})")  # noqa: S608 - compiled querysets, bound values
        params += values
    alias = next(iter(querysets.values())).db
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(querysets, cursor.fetchone(), strict=True))


def count_label(count: int) -> str:
    """A capped count as it is shown: 37, or 1000+."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def order_of(queryset: QuerySet) -> Order | None:
    """("due_on", "pk")-like names if the list is ordered by at most one own column and then the key; else None."""
    names = tuple(queryset.query.order_by)
    if not 1 <= len(names) <= 2 or not all(isinstance(name, str) for name in names):
        return None
    if names[-1].lstrip("-") not in {"pk", "id"} or any("__" in name for name in names):
        return None
    return names


def flipped(order: Order) -> Order:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def values_of(row: Any, order: Order) -> list[Any]:
    return [getattr(row, name.lstrip("-")) for name in order]


def rows_after(queryset: QuerySet, order: Order, values: Sequence[Any]) -> QuerySet:
    """The rows behind the one with these values. `a <= x AND (a < x OR id < y)`: the one form both databases walk an
    index for. A column that may be empty must be empty in all rows of the list or in none."""
    queryset = queryset.order_by(*order)
    key = Q(**{f"pk__{_beyond(order[-1])}": values[-1]})
    if len(order) == 1:
        return queryset.filter(key)
    column = order[0].lstrip("-")
    if values[0] is None:
        return queryset.filter(key, **{f"{column}__isnull": True})
    beyond = _beyond(order[0])
    return queryset.filter(Q(**{f"{column}__{beyond}": values[0]}) | key, **{f"{column}__{beyond}e": values[0]})


def _beyond(name: str) -> str:
    return "lt" if name.startswith("-") else "gt"


class CappedPage(Page):
    """As Django's page. `next_cursor` leads on where numbered pages end; `is_deep` marks a page reached that way."""

    is_deep = False

    @cached_property
    def next_cursor(self) -> str:
        paginator = self.paginator
        if paginator.order is None or not self.object_list:
            return ""
        ends_numbers = self.number == paginator.num_pages and paginator.has_more_than_numbered
        if not (self.has_more if self.is_deep else ends_numbers):
            return ""
        return _packed(values_of(self.object_list[-1], paginator.order))


class CappedPaginator(Paginator):
    """Counts to MOST_COUNTED, numbers pages to LAST_NUMBERED_PAGE, and goes on by cursor behind them.

    A page number beyond the end shows the last page, one that is no number the first. `known_count` saves the query
    where the count is known already.
    """

    def __init__(self, object_list, per_page: int, *, known_count: int | None = None, at_least: bool = False):
        super().__init__(object_list, per_page)
        self.known_count, self.at_least = known_count, at_least

    @cached_property
    def raw_count(self) -> int:
        if self.known_count is not None:
            return self.known_count
        if isinstance(self.object_list, QuerySet):
            return self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return len(self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.raw_count, MOST_COUNTED)

    @property
    def count_label(self) -> str:
        label = count_label(self.raw_count)
        return f"{label}+" if self.at_least and not label.endswith("+") else label

    @cached_property
    def num_pages(self) -> int:
        return min(max(1, ceil(self.count / self.per_page)), LAST_NUMBERED_PAGE)

    @property
    def has_more_than_numbered(self) -> bool:
        return self.raw_count > self.num_pages * self.per_page

    @cached_property
    def order(self) -> Order | None:
        return order_of(self.object_list) if isinstance(self.object_list, QuerySet) else None

    def page(self, number):
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return self._get_page(list(self.object_list[start : start + self.per_page]), number, self)

    def _get_page(self, *args, **kwargs) -> CappedPage:
        return CappedPage(*args, **kwargs)

    def get_page(self, number, cursor: str = "") -> CappedPage:
        values = _unpacked(cursor, self.object_list.model, self.order) if cursor and self.order else None
        if values is None:
            return super().get_page(number)
        rows = list(rows_after(self.object_list, self.order, values)[: self.per_page + 1])
        page = self._get_page(rows[: self.per_page], self.num_pages, self)
        page.is_deep, page.has_more = True, len(rows) > self.per_page
        return page


def _packed(values: list[Any]) -> str:
    text = json.dumps([None if value is None else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(cursor: str, model, order: Order) -> list[Any] | None:
    """The values of a cursor, or None for anything that is none: an address is typed by anybody."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [_column(model, name.lstrip("-")) for name in order]
        if not isinstance(values, list) or len(values) != len(fields) or not isinstance(values[-1], str):
            return None
        return [None if value is None else field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, RecursionError, ValidationError, FieldDoesNotExist):
        return None


def _column(model, name: str):
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
