"""The public query: number and check code show how far a filing has come, in words and days, without names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from portal.filing import clock
from portal.printing.check_code import check_code
from tests import factories


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def returned_and_sent_again():
    with clock.set_to(at(2)):
        filing = factories.act(factories.declaration(), "submit")
    with clock.set_to(at(3)):
        filing = factories.act(filing, "return", note="内部意见不公开")
    with clock.set_to(at(5)):
        form = factories.form_of(
            filing.type, factories.declaration_data(contact_name="改名"), actor=factories.implementer(filing.owner),
            instance=filing,
        )  # fmt: skip
        filing = factories.act(factories.act(filing, "save", change=form), "submit")
    with clock.set_to(at(6, 23)):
        return factories.act(filing, "accept")


def code_of(filing) -> str:
    snapshot = filing.snapshots.order_by("-number").first()
    return check_code(filing.online_application_no, snapshot.sha256)


def test_the_way_in_words_and_days(client, db):
    filing = returned_and_sent_again()
    page = client.get(f"/verify/{filing.online_application_no}/", {"code": code_of(filing)}).content.decode()
    history = page.split('id="history-title"')[1].split("</ol>")[0]
    words = ["已上报", "2026-03-02", "退回修改", "2026-03-03", "已上报（第 2 次）", "2026-03-05", "已受理"]
    words.append("2026-03-06")
    places = [history.index(f">{word}<") for word in words]
    assert places == sorted(places)
    assert ":" not in "".join(part.split("<")[0] for part in history.split(">")), "no time of day"


def test_no_names_and_no_opinions(client, db):
    filing = returned_and_sent_again()
    page = client.get(f"/verify/{filing.online_application_no}/", {"code": code_of(filing)}).content.decode()
    people = {event.actor_name for event in filing.events.all()} - {filing.owner.name}
    assert people
    assert not any(name in page for name in people)
    assert "内部意见不公开" not in page
    assert "保存" not in page


def test_a_wrong_code_tells_nothing(client, db):
    filing = returned_and_sent_again()
    page = client.get(f"/verify/{filing.online_application_no}/", {"code": "0000000000"}).content.decode()
    assert "没有查到相符的记录" in page
    assert "history-title" not in page
    assert "2026-03" not in page
