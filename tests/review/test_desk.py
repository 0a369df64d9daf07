"""待办: what waits, the most urgent first, within one's districts; found, filtered, counted and exported."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ca_auth.choices import Role
from portal.filing.models import Event, Filing
from portal.review import queues, services
from portal.review.rows import Deadline, deadline_of
from tests import factories
from tests.search import envelopes

pytestmark = pytest.mark.django_db
DESK = "/internal/review/"
SESSION = ("ca_auth_loginsession", "django_session", "otp_totp_totpdevice")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_shows_the_district_only(reviewer_client, filing, elsewhere):
    for address in (DESK, f"{DESK}?tab=open", f"{DESK}all/"):
        page = text(reviewer_client.get(address))
        assert filing.online_application_no in page
        assert elsewhere.online_application_no not in page


def test_municipal_reviewer_sees_all_districts(municipal_client, filing, elsewhere):
    page = text(municipal_client.get(f"{DESK}?tab=open"))
    assert filing.online_application_no in page
    assert elsewhere.online_application_no in page


def test_what_was_never_submitted_is_nobodys_business(reviewer_client):
    saved = factories.declaration()
    assert saved.online_application_no not in text(reviewer_client.get(f"{DESK}all/"))
    assert reviewer_client.get(f"{DESK}{saved.uuid}/").status_code == 404


@pytest.mark.parametrize("role", [Role.IMPLEMENTER, Role.SYSTEM_ADMIN, Role.AUDITOR])
@pytest.mark.parametrize("path", ["", "all/", "done/", "batch/?action=accept", "batch/result/"])
def test_nobody_else_gets_in(identity_of, client_of, role, path):
    assert client_of(identity_of(role)).get(f"{DESK}{path}").status_code in {302, 403, 404}


def test_opens_where_there_is_work(reviewer_client, filing):
    assert "未分派" in current_tab(reviewer_client.get(DESK))
    services.claim(filing=filing, actor=reviewer_client.identity)
    assert "我的待办" in current_tab(reviewer_client.get(DESK))
    services.release(filing=filing, actor=reviewer_client.identity)
    factories.act(filing, "return")
    assert "全部在办" in current_tab(reviewer_client.get(DESK))


def current_tab(answer) -> str:
    head, _, rest = text(answer).partition('aria-label="办件队列"')
    return rest.partition('aria-current="true">')[2][:20]


def test_tabs_hold_what_they_say(reviewer_client, colleague, accepted):
    mine, others, free = (factories.declaration(submitted=True) for _ in range(3))
    returned, done = factories.declaration(returned=True), factories.declaration(approved=True)
    services.claim(filing=mine, actor=reviewer_client.identity)
    services.claim(filing=others, actor=colleague)
    expected = {
        "mine": {mine}, "unassigned": {free, accepted}, "open": {mine, others, free, accepted}, "returned": {returned},
        "done": {done},
    }  # fmt: skip
    counts = queues.overview(reviewer_client.identity)
    for name, filings in expected.items():
        queue = queues.queue_of(reviewer_client.identity, {"tab": name})
        assert {one.pk for one in queue.filings()[0]} == {one.pk for one in filings}, name
        assert counts[name] == len(filings)


def test_overdue_first(reviewer_client):
    late, today, later = (factories.declaration(submitted=True) for _ in range(3))
    now = date(2026, 11, 20)
    for one, due in ((late, now - timedelta(days=2)), (today, now), (later, now + timedelta(days=9))):
        Filing.objects.filter(pk=one.pk).update(due_on=due)
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False):
        reviewer_client = fresh(reviewer_client)
        page = text(reviewer_client.get(f"{DESK}?tab=open"))
        numbers = [one.online_application_no for one in (late, today, later)]
        assert sorted(numbers, key=page.index) == numbers
        assert "超期 2 个工作日" in page
        assert "今日到期" in page
        overdue = text(reviewer_client.get(f"{DESK}?tile=overdue"))
        assert numbers[0] in overdue
        assert numbers[1] not in overdue
        assert numbers[1] in text(reviewer_client.get(f"{DESK}?tile=today"))


def fresh(client):
    """The same person logged in at the time to which the test has travelled."""
    from django.test import Client

    from tests.plugins.auth import sign_in

    return sign_in(Client(), client.identity)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 11, 18), Deadline("over", "超期 2 个工作日", "11-18")),
        (date(2026, 11, 20), Deadline("today", "今日到期", "11-20")),
        (date(2026, 11, 23), Deadline("soon", "剩 1 个工作日", "11-23")),
        (date(2026, 11, 27), Deadline("later", "剩 5 个工作日", "11-27")),
    ],
)
def test_deadlines_count_working_days(filing, due, expected):
    filing.due_on = due
    assert deadline_of(filing, date(2026, 11, 20)) == expected


def test_resubmission_carries_its_changes(reviewer_client, resubmitted, filing):
    again = resubmitted()
    assert "第 2 次上报，改动 2 处" in text(reviewer_client.get(f"{DESK}?tab=open"))
    page = text(reviewer_client.get(f"{DESK}?tile=again"))
    assert again.online_application_no in page
    assert filing.online_application_no not in page


def test_number_and_name_are_found(reviewer_client, filing, elsewhere):
    other = factories.declaration(submitted=True, project_name="彭浦新村3街坊成套改造工程")
    page = text(reviewer_client.get(f"{DESK}?tab=open&q={filing.online_application_no}"))
    assert other.title not in page
    assert filing.title in page
    page = text(reviewer_client.get(f"{DESK}?tab=open&q=彭浦"))
    assert filing.title not in page
    assert other.title in page
    assert "没有符合条件的办件" in text(reviewer_client.get(f"{DESK}?tab=open&q={elsewhere.online_application_no}"))
    assert "没有符合条件的办件" in text(reviewer_client.get(f"{DESK}?tab=open&q=%25"))


def test_conditions(reviewer_client, municipal_client, filing, elsewhere):
    name = filing.owner.name
    fitting = f"kind=repair.declaration&district=HK&applicant={name}"
    assert filing.title in text(reviewer_client.get(f"{DESK}?tab=open&{fitting}"))
    assert filing.title not in text(reviewer_client.get(f"{DESK}?tab=open&kind=repair.project"))
    assert filing.title not in text(reviewer_client.get(f"{DESK}?tab=open&applicant=没有这个单位"))
    page = text(municipal_client.get(f"{DESK}?tab=open&district=XH"))
    assert elsewhere.title in page
    assert filing.title not in page
    page = text(reviewer_client.get(f"{DESK}all/?status=accepted"))
    assert filing.title not in page


@pytest.mark.parametrize(
    "query",
    [
        "tab=x&tile=x&sort=x&kind=x&district=x&page=x", "page=-1", "page=99999999999", "after=x", "after=WzFd",
        "sort=-submitted", "sort=title", "page=0", "q=" + "长" * 300, "page=٣",
    ],
)  # fmt: skip
def test_an_address_typed_by_hand_is_answered_politely(reviewer_client, filing, query):
    for path in (DESK, f"{DESK}all/", f"{DESK}done/"):
        assert reviewer_client.get(f"{path}?{query}").status_code == 200


def test_a_page_of_rows_costs_no_query(reviewer_client, filing):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert reviewer_client.get(address).status_code == 200
        return len([query for query in seen if not any(table in query["sql"] for table in SESSION)])

    addresses = [DESK, f"{DESK}?tab=open", f"{DESK}?tile=to-accept", f"{DESK}?tab=open&q=测试路", f"{DESK}all/"]
    before = [queries(address) for address in addresses]
    for _ in range(4):
        factories.declaration(submitted=True)
    assert [queries(address) for address in addresses] == before
    assert max(before[:3]) <= 4, before
    assert max(before) <= 6, before


def test_long_lists_are_counted_and_paged_within_bounds(municipal_client, monkeypatch):
    from portal.filing.registry import filing_type

    monkeypatch.setattr(Filing, "type", property(lambda self: filing_type("repair.declaration")))
    made = envelopes.make(1100)
    page = text(municipal_client.get(f"{DESK}all/"))
    assert "共 1000+ 条，第 1 / 50 页" in page
    last = municipal_client.get(f"{DESK}all/?page=999")
    assert "第 50 / 50 页" in text(last)
    cursor = last.context["page_obj"].next_cursor
    deep = municipal_client.get(f"{DESK}all/?after={cursor}")
    newest_first = [one.online_application_no for one in reversed(made)]
    assert [row.number for row in deep.context["rows"]] == [numbers_of(one) for one in reversed(made)][1000:1020]
    assert newest_first[1000:1020]
    assert "第 50 页之后" in text(deep)


def numbers_of(filing) -> str:
    return filing.official_no or filing.online_application_no


def test_export_keeps_the_conditions_and_leaves_an_event(reviewer_client, filing, accepted, elsewhere):
    answer = reviewer_client.post(f"{DESK}export/?tab=open&q={filing.online_application_no}")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values)
    assert rows[0][:3] == ("名称", "网上申请编号", "正式编号")
    assert [row[1] for row in rows[1:]] == [filing.online_application_no]
    event = Event.objects.get(action="export")
    assert (event.identity, event.facts["rows"]) == (reviewer_client.identity, 1)
    assert reviewer_client.get(f"{DESK}export/").status_code == 405


def test_export_holds_no_contact_number(reviewer_client, filing):
    answer = reviewer_client.post(f"{DESK}export/?tab=open")
    cells = [str(cell) for row in openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values for cell in row]
    assert not any("13900000001" in cell for cell in cells)


def test_my_done(reviewer_client, filing, accepted, colleague):
    factories.act(filing, "accept", actor=reviewer_client.identity)
    factories.act(accepted, "return", actor=colleague, note="同事的意见")
    page = text(reviewer_client.get(f"{DESK}done/"))
    assert filing.online_application_no in page
    assert "同事的意见" not in page


def test_fragment_for_scripts(reviewer_client, filing):
    part = text(reviewer_client.get(f"{DESK}?tab=open", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert filing.online_application_no in part
    assert 'hx-swap-oob="true"' in part
