"""The figures of the desk against figures counted by hand."""

import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ca_auth.choices import Role
from portal.filing import clock
from portal.filing.models import CannedReason, Event
from portal.review.statistics import OTHER_REASONS, Handling, Statistics
from tests import factories

PAGE = "/internal/review/statistics/"
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def filed(*acts: tuple[str, datetime], note: str = "", **changes):
    """A declaration saved on the day before its first act and brought forward on given days."""
    with clock.set_to(acts[0][1]):
        filing = factories.declaration(**changes)
    for name, moment in acts:
        with clock.set_to(moment):
            filing = factories.act(filing, name, note=note if name == "return" else "")
    return filing


@pytest.fixture
def counted(db):
    """虹口: A–D and E (saved, never counted); 徐汇: F.

    Working days of March 2026: Mon 2 – Fri 6, Mon 9 – Fri 13.
    A  上报 Mon 2 受理 Wed 4 (2) 审核 Fri 6 (2): 4 in all
    B  上报 Fri 6 受理 Mon 9 (1) 审核 Mon 9 (0): 1 in all
    C  上报 Mon 2 受理 Mon 2 (0) 审核 Thu 12 (8): 8 in all, late
    D  上报 Mon 13 April, 退回 next day, canned reason and a word
    F  上报 Mon 20 April, waits
    """
    reason = CannedReason.objects.first().text
    return {
        "A": filed(("submit", at(3, 2)), ("accept", at(3, 4)), ("approve", at(3, 6))),
        "B": filed(("submit", at(3, 6)), ("accept", at(3, 9)), ("approve", at(3, 9, 16))),
        "C": filed(("submit", at(3, 2)), ("accept", at(3, 2, 11)), ("approve", at(3, 12))),
        "D": filed(("submit", at(4, 13)), ("return", at(4, 14)), note=f"{reason}请尽快。"),
        "E": factories.declaration(),
        "F": filed(("submit", at(4, 20)), district="XH", subdistrict="田林街道"),
        "reason": reason,
    }


@pytest.fixture
def desk(identity_of):
    return identity_of(Role.DISTRICT_REVIEWER)


@pytest.fixture
def municipal(identity_of):
    return identity_of(Role.MUNICIPAL_REVIEWER)


def test_by_kind_district_and_state(counted, municipal):
    """已上报 F, 退回修改 D, 已受理 none, 已审核 A B C."""
    figures = Statistics(municipal, **YEAR)
    assert figures.all.counts == (1, 1, 0, 3)
    assert [(one.label, one.counts) for one in figures.by_kind] == [("项目申报", (1, 1, 0, 3))]
    assert [(one.label, one.counts) for one in figures.by_district] == [
        ("徐汇区", (1, 0, 0, 0)),
        ("虹口区", (0, 1, 0, 3)),
    ]


def test_only_the_own_districts_are_counted(counted, desk):
    figures = Statistics(desk, **YEAR)
    assert [one.label for one in figures.by_district] == ["虹口区"]
    assert figures.all.total == 4
    assert Statistics(desk, **YEAR, district="XH").all.total == 0


def test_by_month(counted, municipal):
    months = [(one.label, one.submitted, one.approved) for one in Statistics(municipal, **YEAR).by_month]
    assert months == [("2026-03", 3, 3), ("2026-04", 2, 0)]


def test_handling_in_working_days(counted, desk):
    """受理 (2+1+0)/3, 审核 (2+0+8)/3 = 3.33, 全程 (4+1+8)/3 = 4.33, longest 8, one above five days."""
    assert Statistics(desk, **YEAR).handling == [
        Handling("项目申报", 3, 3, Decimal("1.0"), Decimal("3.3"), Decimal("4.3"), 8, late=1, limit=5)
    ]


def test_holidays_are_no_working_days(db, desk):
    """Wed 30 September 2026 to Thu 8 October: the week of the national day does not count."""
    filed(("submit", at(9, 30)), ("accept", at(10, 8)))
    assert Statistics(desk, **YEAR).handling[0].to_accept == Decimal("1.0")


def test_the_day_is_the_day_in_shanghai(db, desk):
    """Half past seven in the morning of the 1st in Shanghai is still the day before in Greenwich."""
    filed(("submit", at(4, 1, 7)))
    april = Statistics(desk, first=date(2026, 4, 1), last=date(2026, 4, 30))
    assert [one.label for one in april.by_month] == ["2026-04"]
    assert Statistics(desk, first=date(2026, 3, 1), last=date(2026, 3, 31)).all.total == 0


def test_the_last_day_counts_and_the_next_does_not(counted, municipal):
    assert Statistics(municipal, first=date(2026, 3, 2), last=date(2026, 3, 6)).all.total == 3
    assert Statistics(municipal, first=date(2026, 3, 3), last=date(2026, 3, 6)).all.total == 1
    assert Statistics(municipal, first=date(2026, 4, 1), last=date(2026, 4, 20)).all.total == 2


def test_returns_by_reason(counted, municipal, desk):
    other = filed(("submit", at(5, 6)), ("return", at(5, 7)), note="图纸与现场不符。")
    both = CannedReason.objects.all()[:2]
    filed(("submit", at(5, 6)), ("return", at(5, 8)), note=f"{both[0].text}{both[1].text}")
    found = {one.text: one.count for one in Statistics(municipal, **YEAR).returns}
    assert found == {counted["reason"]: 2, both[1].text: 1, OTHER_REASONS: 1}
    assert Event.objects.filter(action="return").count() == 3
    assert other.status == "returned"
    CannedReason.objects.all().delete()
    assert [(one.text, one.count) for one in Statistics(desk, **YEAR).returns] == [(OTHER_REASONS, 3)]


def test_the_page_and_its_conditions(counted, reviewer_client):
    page = reviewer_client.get(PAGE, {"first": "2026-01-01", "last": "2026-12-31"}).content.decode()
    assert "办件统计" in page
    assert counted["reason"] in page
    assert '<svg class="st-chart"' in page
    assert "style=" not in page
    none = reviewer_client.get(PAGE, {"first": "2020-01-01", "last": "2020-12-31"}).content.decode()
    assert "期间内没有上报的办件" in none


@pytest.mark.parametrize("query", ["?first=x", "?first=2026-05-01&last=2026-04-01", "?district=XH", "?kind=none"])
def test_conditions_that_cannot_be_understood(counted, reviewer_client, query):
    page = reviewer_client.get(PAGE + query)
    assert page.status_code == 200
    if "last" in query:
        assert "结束日期不能早于开始日期" in page.content.decode()


def test_the_workbook_says_the_same(counted, reviewer_client):
    answer = reviewer_client.post(f"{PAGE}export/?first=2026-01-01&last=2026-12-31")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["按区县", "按事项", "按月", "办理用时", "退回原因"]
    assert [tuple(row) for row in book["按区县"].values] == [
        ("区县", "已上报", "退回修改", "已受理", "已审核", "合计"),
        ("虹口区", 0, 1, 0, 3, 4),
        ("合计", 0, 1, 0, 3, 4),
    ]
    assert list(book["办理用时"].values)[1] == ("项目申报", 3, 3, 1, 3.3, 4.3, 8, 5, 1)
    assert list(book["退回原因"].values)[1] == (counted["reason"], 1)
    assert Event.objects.filter(action="export", facts__list="statistics").count() == 1


def test_for_reviewers_only(enterprise_client, admin_client):
    assert enterprise_client.get(PAGE).status_code in {302, 403, 404}
    assert admin_client.get(PAGE).status_code == 403


def test_the_database_counts(counted, municipal, reviewer_client):
    """The number of queries does not depend on the number of filings."""
    reviewer_client.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        reviewer_client.get(PAGE)
    for _ in range(5):
        filed(("submit", at(6, 1)), ("accept", at(6, 2)))
    with CaptureQueriesContext(connection) as after:
        reviewer_client.get(PAGE)
    assert len(after) == len(before)
