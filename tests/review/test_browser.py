"""The desk in a browser: without complaints, operable, and nothing typed is lost when a remark is saved."""

import os
import re

import pytest

from ca_auth.choices import Role
from portal.filing.models import CannedReason, Event, Remark
from portal.review import services
from tests import factories
from tests.plugins.auth import sign_in
from tests.plugins.browser import DESKTOP, PHONE, check_accessibility, check_no_overflow, resize

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(context, live_server, client, identity_of):
    """A browser of a reviewer of 虹口."""
    identity = identity_of(Role.DISTRICT_REVIEWER)
    sign_in(client, identity)
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
    return identity


def picture(page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


PAGES = {
    "inbox": "", "all": "all/", "done": "done/", "filing": "{0}/?tab=open", "only": "{0}/?only=1",
    "side": "{0}/side-by-side/title-proof/", "batch": "batch/?action=accept&item={0}",
}  # fmt: skip


def test_look_and_access(desk, page, live_server, resubmitted):
    filing = resubmitted()
    for _ in range(3):
        factories.declaration(submitted=True)
    factories.declaration(accepted=True)
    for size in (DESKTOP, PHONE):
        resize(page, size)
        for name, path in PAGES.items():
            page.goto(f"{live_server.url}/internal/review/{path.format(filing.uuid)}")
            picture(page, f"{name}-{size[0]}")
            check_accessibility(page)
            check_no_overflow(page)


def test_remark_keeps_what_was_typed_and_closes_the_approval(desk, page, live_server, accepted):
    page.goto(f"{live_server.url}/internal/review/{accepted.uuid}/")
    page.get_by_label("总体说明").fill("请尽快补正")
    row = page.locator("#row-site_address")
    row.locator("summary").click()
    row.get_by_label("对建设地点的意见").fill("请写明弄号")
    row.get_by_role("button", name="保存意见").click()
    row.get_by_text("本次意见").wait_for()
    assert page.get_by_label("总体说明").input_value() == "请尽快补正"
    assert page.get_by_label("审核通过").is_disabled()
    assert page.locator("#decision-state input[value=return]").is_checked()
    picture(page, "remark")
    check_accessibility(page)
    page.get_by_role("button", name="提交审核意见").click()
    page.get_by_text("已办理“退回修改”").wait_for()
    assert (Remark.objects.get().text, Event.objects.get(action="return").note) == ("请写明弄号", "请尽快补正")


def test_remark_is_taken_back(desk, page, live_server, accepted):
    services.write_remark(filing=accepted, submission=1, target="site_address", text="请写明弄号", actor=desk)
    page.goto(f"{live_server.url}/internal/review/{accepted.uuid}/")
    assert page.get_by_label("审核通过").is_disabled()
    row = page.locator("#row-site_address")
    row.locator("summary").click()
    row.get_by_role("button", name="删除意见").click()
    row.get_by_text("本次意见").wait_for(state="detached")
    page.get_by_label("审核通过").check()
    page.get_by_role("button", name="提交审核意见").click()
    page.get_by_text("已办理“审核通过”").wait_for()


def test_finding_on_an_attachment(desk, page, live_server, accepted):
    page.goto(f"{live_server.url}/internal/review/{accepted.uuid}/")
    page.expected.append("422")
    slot = page.locator("#row-attachment-title-proof")
    slot.get_by_role("button", name="不符合").click()
    slot.get_by_text("请说明不符合之处").wait_for()
    slot.get_by_label("的审核说明").fill("缺盖章页")
    slot.get_by_role("button", name="不符合").click()
    slot.get_by_text("审核：").wait_for()
    assert page.get_by_label("审核通过").is_disabled()
    slot.get_by_role("button", name=re.compile("^符合")).click()
    page.locator("#decision-state input[value=approve]:enabled").wait_for()
    picture(page, "finding")


def test_return_asks_for_an_opinion_before_it_is_sent(desk, page, live_server, filing):
    CannedReason.objects.get_or_create(text="附件不清晰，请重新扫描。")
    page.goto(f"{live_server.url}/internal/review/{filing.uuid}/")
    page.get_by_label("退回修改").check()
    page.get_by_role("button", name="提交审核意见").click()
    assert page.locator("[data-decision-error]").is_visible()
    page.get_by_label("常用退回原因").select_option(index=1)
    assert page.get_by_label("总体说明").input_value()
    page.get_by_role("button", name="提交审核意见").click()
    page.get_by_text("已办理“退回修改”").wait_for()


def test_only_changes_switch(desk, page, live_server, resubmitted):
    page.goto(f"{live_server.url}/internal/review/{resubmitted().uuid}/")
    page.get_by_label("只看改动").check()
    assert page.locator("#row-site_address").is_visible()
    assert not page.locator("#row-project_name").is_visible()
    assert not page.locator("#row-attachment-photos").is_visible()


def test_batch_from_the_list(desk, page, live_server):
    filings = [factories.declaration(submitted=True) for _ in range(2)]
    accepted = factories.declaration(accepted=True)
    page.goto(f"{live_server.url}/internal/review/?tab=open")
    page.get_by_label(f"选择 {accepted.title}").check()
    page.get_by_label(f"选择 {filings[0].title}").check()
    assert page.get_by_role("button", name="批量受理").is_disabled()
    page.get_by_label(f"选择 {accepted.title}").uncheck()
    page.get_by_label(f"选择 {filings[1].title}").check()
    page.get_by_role("button", name="批量受理").click()
    page.get_by_role("button", name="确定受理").click()
    page.get_by_role("heading", name="成功 2，失败 0").wait_for()
    picture(page, "batch-result")
    check_accessibility(page)


def test_list_is_filtered_in_place(desk, page, live_server, filing):
    other = factories.declaration(submitted=True, project_name="彭浦新村3街坊成套改造工程")
    page.goto(f"{live_server.url}/internal/review/?tab=open")
    page.get_by_label("编号或名称").fill("彭浦")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name=filing.title, exact=True).wait_for(state="detached")
    assert page.get_by_role("link", name=other.title, exact=True).is_visible()
    assert "%E5%BD%AD%E6%B5%A6" in page.locator("#export").get_attribute("action")
    assert "tab=open" in page.url
