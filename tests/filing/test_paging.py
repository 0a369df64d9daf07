"""Bounded counts, numbered pages to a limit, cursors behind it, and no address that breaks them."""

import base64
import json

import pytest
from django.db.models import Case, IntegerField, Value, When

from portal.filing import paging
from portal.filing.models import Filing
from portal.filing.states import Status
from tests.search import envelopes

pytestmark = pytest.mark.django_db


@pytest.fixture
def filings(monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 60)
    monkeypatch.setattr(paging, "LAST_NUMBERED_PAGE", 4)
    return envelopes.make(130)


def walk(queryset, size: int = 10) -> list[int]:
    """Every row by 下一页, from the first page on."""
    found, number, cursor = [], 1, ""
    while True:
        page = paging.CappedPaginator(queryset, size).get_page(number, cursor)
        found += [row.pk for row in page]
        if page.next_cursor:
            cursor = page.next_cursor
        elif page.has_next():
            number += 1
        else:
            return found


@pytest.mark.parametrize(
    "order", [("-pk",), ("pk",), ("due_on", "pk"), ("-due_on", "-pk"), ("-submitted_at", "pk"), ("title_key", "-pk")]
)
def test_next_page_reaches_every_row_once_and_in_order(filings, order):
    queryset = Filing.objects.filter(status__in=[Status.SUBMITTED, Status.ACCEPTED]).order_by(*order)
    Filing.objects.filter(status=Status.APPROVED).update(status=Status.ACCEPTED, due_on="2026-11-27")
    Filing.objects.filter(status=Status.RETURNED).update(status=Status.SUBMITTED, due_on="2026-11-26")
    assert walk(queryset) == list(queryset.values_list("pk", flat=True))


def test_list_whose_column_is_empty_throughout(filings):
    queryset = Filing.objects.filter(status=Status.APPROVED).order_by("-due_on", "-pk")
    assert walk(queryset) == list(queryset.values_list("pk", flat=True))


def test_keyset_has_the_form_that_both_databases_walk_an_index_for(filings):
    sql = str(paging.rows_after(Filing.objects.all(), ("due_on", "pk"), ["2026-11-20", 5]).query)
    assert '"due_on" >= ' in sql
    assert '"due_on" > ' in sql
    assert " OR " in sql


def test_count_stops(filings):
    paginator = paging.CappedPaginator(Filing.objects.order_by("-pk"), 10)
    assert (paginator.count, paginator.count_label, paginator.num_pages) == (60, "60+", 4)
    few = paging.CappedPaginator(Filing.objects.filter(pk__in=[one.pk for one in filings[:25]]).order_by("-pk"), 10)
    assert (few.count, few.count_label, few.num_pages) == (25, "25", 3)


@pytest.mark.parametrize(
    ("asked", "shown"), [("2", 2), ("99", 4), ("0", 4), ("-1", 4), ("x", 1), (None, 1), ("", 1), ("9" * 40, 4)]
)
def test_page_beyond_the_end_is_the_last(filings, asked, shown):
    page = paging.CappedPaginator(Filing.objects.order_by("-pk"), 10).get_page(asked)
    assert page.number == shown


def test_no_rows():
    page = paging.CappedPaginator(Filing.objects.order_by("-pk"), 10).get_page("5")
    assert (page.number, list(page), page.next_cursor, page.paginator.num_pages) == (1, [], "", 1)


def cursor(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "x", "%%%", "A", "é", cursor(), cursor("1"), cursor("x", "1"), cursor("2026-11-20", "x"), "W10" * 900,
        cursor("2026-11-20", None), cursor("2026-99-99", "1"), cursor({"a": 1}, "1"), cursor("2026-11-20", 1),
        cursor([], "1"),
    ],
)  # fmt: skip
def test_cursor_typed_by_hand_shows_the_first_page(filings, text):
    queryset = Filing.objects.order_by("due_on", "pk")
    page = paging.CappedPaginator(queryset, 10).get_page(1, text)
    assert not page.is_deep
    assert page.number == 1


def test_order_by_an_expression_ends_with_the_numbered_pages(filings):
    exact = Case(When(district="HP", then=Value(0)), default=Value(1), output_field=IntegerField())
    page = paging.CappedPaginator(Filing.objects.order_by(exact, "-pk"), 10).get_page(4)
    assert page.next_cursor == ""


def test_counts_in_one_query(filings, django_assert_num_queries):
    every = Filing.objects.all()
    with django_assert_num_queries(1):
        few = every.filter(pk__in=[one.pk for one in filings[:7]])
        counts = paging.capped_counts(all=every, few=few, none=every.none())
    assert counts == {"all": 61, "few": 7, "none": 0}
    assert [paging.count_label(count) for count in counts.values()] == ["60+", "7", "0"]
