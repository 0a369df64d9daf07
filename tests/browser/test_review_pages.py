"""The reviewers' desk: who has a case, batches, remarks, two reviewers at once, going through the queue."""

import re

import pytest
from playwright.sync_api import expect

from ca_auth.choices import Role
from portal.filing.models import CannedReason, Event
from tests import factories
from tests.browser import steps
from tests.plugins.browser import check_accessibility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def three(db) -> list:
    return [factories.declaration(submitted=True) for _ in range(3)]


def path_of(filing, query: str = "tab=open") -> str:
    return f"/internal/review/{filing.uuid}/?{query}"


def test_a_case_is_claimed_seen_as_claimed_and_released(desk, three, identity_of, new_browser):
    colleague = new_browser(identity_of(Role.DISTRICT_REVIEWER))
    steps.go(desk, path_of(three[0]))
    desk.get_by_role("button", name="认领，由本人办理").click()
    expect(desk.get_by_text("由您办理")).to_be_visible()
    steps.go(colleague, path_of(three[0]))
    expect(colleague.get_by_text(f"由 {desk.identity.account} 办理")).to_be_visible()
    for decision in colleague.locator("#decision-state input[type=radio]").all():
        expect(decision).to_be_disabled()
    steps.go(desk, "/internal/review/?tab=mine")
    expect(desk.locator("#result tbody tr")).to_have_count(1)
    steps.go(desk, path_of(three[0]))
    desk.get_by_role("button", name="释放，交由他人认领").click()
    expect(desk.get_by_text("尚未认领")).to_be_visible()


def test_the_tiles_are_filters(desk, three):
    steps.go(desk, "/internal/review/")
    tile = desk.locator(".stat a", has_text="待受理")
    expect(tile.locator("b")).to_have_text("3")
    tile.click()
    expect(desk.locator(".stat a[aria-current]")).to_contain_text("待受理")
    expect(desk.locator("#result tbody tr")).to_have_count(3)


def test_a_batch_answers_for_each_item(desk, three, new_browser, identity_of):
    """One was returned by somebody else while the question stood on the screen."""
    steps.go(desk, "/internal/review/?tab=open")
    desk.get_by_label("全选本页").check()
    desk.get_by_role("button", name="批量受理").click()
    expect(desk.get_by_role("heading", name="是否确定受理以下 3 件？")).to_be_visible()
    factories.act(three[1], "return")
    desk.get_by_role("button", name="确定受理").click()
    expect(desk.get_by_role("heading", name="成功 2，失败 1")).to_be_visible()
    expect(desk.get_by_role("alert")).to_contain_text(three[1].title)
    assert Event.objects.filter(action="accept").count() == 2
    check_accessibility(desk)


def test_canned_reasons_join_what_was_typed(desk, three):
    CannedReason.objects.get_or_create(text="附件不清晰，请重新扫描。")
    steps.go(desk, path_of(three[0]))
    desk.get_by_label("总体说明").fill("第一句")
    desk.get_by_label("常用退回原因").select_option(label="附件不清晰，请重新扫描。")
    expect(desk.get_by_label("总体说明")).to_have_value("第一句\n附件不清晰，请重新扫描。")


def test_a_remark_is_written_and_removed_with_the_keyboard(desk, three):
    steps.go(desk, path_of(three[0]))
    row = desk.locator("#row-site_address")
    row.locator(".rv-remark summary").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("请写明弄号")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(row.get_by_text("本次意见")).to_be_visible()
    expect(desk.locator("#decision-state .remarks")).to_contain_text("请写明弄号")
    row.locator(".rv-remark summary").click()
    row.get_by_role("button", name="删除意见").click()
    expect(row.get_by_text("本次意见")).to_have_count(0)


def test_a_masked_number_is_shown_once_and_on_the_record(desk):
    project = factories.project_filing(submitted=True)
    steps.go(desk, path_of(project))
    row = desk.locator("#row-client_manager_id_no")
    expect(row).not_to_contain_text(factories.MANAGER_ID)
    row.get_by_text("查看完整内容").click()
    row.get_by_label("查看原因").fill("核对身份证复印件")
    row.get_by_role("button", name="查看").click()
    expect(desk.get_by_text(factories.MANAGER_ID)).to_be_visible()
    assert Event.objects.get(action="reveal").note == "核对身份证复印件"
    desk.get_by_role("link", name="返回办件").click()
    expect(desk.locator("#row-client_manager_id_no")).not_to_contain_text(factories.MANAGER_ID)


def test_the_second_of_two_reviewers_loses_nothing(desk, three, identity_of, new_browser):
    colleague = new_browser(identity_of(Role.DISTRICT_REVIEWER))
    for page in (desk, colleague):
        steps.go(page, path_of(three[0]))
    steps.decide(colleague, "受理")
    desk.expected.append("409")
    desk.get_by_label("退回修改").check()
    desk.get_by_label("总体说明").fill("这段意见不能丢")
    desk.get_by_role("button", name="提交审核意见").click()
    clash = desk.get_by_role("alert").filter(has_text="没有办理")
    expect(clash).to_contain_text(str(colleague.identity.account))
    expect(desk.get_by_label("总体说明")).to_have_value("这段意见不能丢")
    check_accessibility(desk)


def test_previous_and_next_keep_to_the_queue(desk, three):
    steps.go(desk, "/internal/review/?tab=open")
    order = desk.locator("#result .t").all_inner_texts()
    desk.get_by_role("link", name=order[0], exact=True).click()
    for title in order[1:]:
        desk.get_by_role("link", name="下一件").click()
        expect(desk.locator("h1")).to_contain_text(title)
    expect(desk.get_by_role("link", name="下一件")).to_have_count(0)
    desk.get_by_role("link", name="上一件").click()
    expect(desk.locator("h1")).to_contain_text(order[1])


def test_the_reviewer_reads_the_print(desk, three):
    steps.go(desk, path_of(three[0]))
    href = desk.get_by_role("link", name="打印").get_attribute("href")
    answer = desk.context.request.get(desk.address + href)
    assert answer.body().startswith(b"%PDF")


def test_a_double_click_decides_once(desk, three):
    steps.go(desk, path_of(three[0]))
    desk.get_by_label("受理").check()
    desk.get_by_role("button", name="提交审核意见").dblclick()
    expect(desk.get_by_text(re.compile("已办理“受理”"))).to_be_visible()
    assert Event.objects.filter(action="accept").count() == 1
