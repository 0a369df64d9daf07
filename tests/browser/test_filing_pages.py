"""The form as a clerk meets it: mistakes, keyboard, unsaved work, files, two tabs, end of session, signature."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.filing.models import Draft, Filing
from repair_projects import messages
from tests import factories
from tests.browser import steps
from tests.plugins.browser import check_accessibility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "/repair/declarations/new/"


@pytest.fixture
def saved(enterprise):
    """A declaration that could be submitted."""
    filing = factories.declaration(owner=enterprise.enterprise)
    factories.upload_missing(filing, actor=enterprise)
    return filing


@pytest.fixture
def form(clerk, saved) -> Page:
    return steps.go(clerk, steps.address_of(saved))


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def tab_to(page: Page, goal: str, most: int = 150) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("goal => document.activeElement.matches(goal)", goal):
            return
    raise AssertionError(f"{goal} is not reached by Tab")


# Mistakes


def test_every_line_of_the_error_summary_leads_to_its_place(clerk, enterprise):
    project = factories.project_filing(owner=enterprise.enterprise)
    steps.go(clerk, steps.address_of(project))
    clerk.expected.append("422")
    steps.fill_form(clerk, {"postal_code": "12", "fund_owner_pct": "4", "household_count": "69"})
    clerk.get_by_role("button", name="保存", exact=True).click()
    summary = clerk.locator(".errsum")
    expect(summary).to_be_focused()
    expect(clerk).to_have_title(re.compile("^错误："))
    expect(summary).to_contain_text("有 3 处内容需要修改，尚未保存")
    links = summary.get_by_role("link")
    assert links.all_inner_texts() == ["邮政编码", "市级政府财力补贴资金", "八、房屋明细"]
    for link, goal in zip(links.all(), ("id_postal_code", "id_fund_municipal_pct", "id_buildings-table"), strict=True):
        link.click()
        assert focused(clerk) == goal
    assert clerk.locator("#id_postal_code").get_attribute("aria-invalid") == "true"
    assert clerk.locator("#id_postal_code").get_attribute("aria-describedby") == "id_postal_code_error"
    expect(clerk.locator("#id_postal_code_error")).to_contain_text("邮政编码必须为6位数字！")
    assert clerk.locator("[name=household_count]").input_value() == "69"


def test_an_empty_form_says_everything_that_is_missing(clerk):
    steps.go(clerk, NEW)
    clerk.expected.append("422")
    clerk.get_by_role("button", name="保存", exact=True).click()
    summary = clerk.locator(".errsum")
    expect(summary).to_contain_text("项目名称不能为空！")
    expect(summary).to_contain_text("请选择所在区县！")
    assert summary.get_by_role("link").count() == summary.locator("li").count()


def test_an_unusable_declaration_number_is_told_on_leaving_the_field(clerk):
    steps.go(clerk, "/repair/projects/new/")
    clerk.locator("#id_declaration_no").fill("26SBHK9999")
    clerk.keyboard.press("Tab")
    expect(clerk.locator("#div_id_declaration_no [data-client-error]")).to_have_text(messages.DECLARATION_INVALID)


# Keyboard


def test_filling_saving_and_submitting_by_keyboard_alone(form, saved):
    form.keyboard.press("Tab")
    assert focused(form) == "跳到主要内容"
    form.keyboard.press("Enter")
    tab_to(form, "#id_site_address")
    form.keyboard.press("Control+A")
    form.keyboard.type("测试路8弄1-9号")
    tab_to(form, ".abar button[type=submit]")
    form.keyboard.press("Enter")
    form.locator(".notice", has_text=messages.DECLARATION_UPDATED).wait_for()
    steps.ready(form)
    tab_to(form, "[data-dialog-open=submit-dialog]")
    form.keyboard.press("Enter")
    form.locator("#submit-dialog option[value='ec-sign']").wait_for(state="attached")
    for _ in range(8):
        form.keyboard.press("Tab")
        assert form.evaluate("!document.hasFocus() || !!document.activeElement.closest('dialog')"
                             " || document.activeElement === document.body")  # fmt: skip
    form.keyboard.press("Escape")
    expect(form.locator("#submit-dialog")).to_be_hidden()
    assert focused(form) == "上报"
    form.keyboard.press("Enter")
    expect(form.get_by_label("证书密码")).to_be_focused()
    form.keyboard.type(steps.PIN)
    form.keyboard.press("Enter")
    form.wait_for_url("**/receipt/")
    saved.refresh_from_db()
    assert (saved.status, saved.concrete().site_address) == ("submitted", "测试路8弄1-9号")


# Unsaved work


def test_leaving_with_unsaved_changes_asks_and_stays(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    form.locator("#id_site_address").fill("改过的地点")
    expect(form.locator("[data-save-state]")).to_contain_text("有未保存的修改")
    form.get_by_role("link", name="返回", exact=True).click()
    expect(form.locator("#id_site_address")).to_have_value("改过的地点")
    assert asked == ["beforeunload"]
    steps.open_submit(form)
    expect(form.locator("#submit-dialog")).to_be_hidden()
    expect(form.locator("[data-save-state]")).to_contain_text("请先保存，再上报")


def test_what_was_typed_is_kept_as_a_draft_and_restored(clerk, saved):
    clerk.clock.install()
    steps.go(clerk, steps.address_of(saved))
    clerk.on("dialog", lambda dialog: dialog.accept())
    clerk.locator("#id_site_address").fill("打了一半的地点")
    clerk.clock.fast_forward(31_000)
    expect(clerk.locator("[data-save-state]")).to_contain_text("已暂存")
    assert "打了一半的地点" not in str(Draft.objects.values().get())
    steps.go(clerk, steps.address_of(saved))
    expect(clerk.locator("#id_site_address")).to_have_value("测试路194弄1-36号")
    clerk.get_by_role("link", name="恢复继续填写").click()
    expect(clerk.locator("#id_site_address")).to_have_value("打了一半的地点")
    steps.ready(clerk)
    steps.save(clerk, messages.DECLARATION_UPDATED)
    assert not Draft.objects.exists()
    saved.refresh_from_db()
    assert saved.concrete().site_address == "打了一半的地点"


def test_a_draft_can_be_dropped(clerk):
    clerk.clock.install()
    steps.go(clerk, NEW)
    clerk.on("dialog", lambda dialog: dialog.accept())
    clerk.locator("#id_project_name").fill("不要的名称")
    clerk.clock.fast_forward(31_000)
    expect(clerk.locator("[data-save-state]")).to_contain_text("已暂存")
    steps.go(clerk, NEW)
    clerk.get_by_role("button", name="放弃").click()
    clerk.wait_for_url(f"**{NEW}")
    expect(clerk.get_by_role("link", name="恢复继续填写")).to_have_count(0)
    assert not Filing.objects.exists()


def test_the_end_of_the_session_is_announced_and_put_off(clerk, saved):
    clerk.clock.install()
    steps.go(clerk, steps.address_of(saved))
    clerk.locator("#id_site_address").fill("会话将要结束")
    clerk.clock.fast_forward("25:30")
    warning = clerk.get_by_role("dialog", name="登录即将失效")
    expect(warning).to_contain_text("登录状态将在 5 分钟内失效")
    check_accessibility(clerk)
    expect(clerk.locator("[data-save-state]")).to_contain_text("已暂存")
    with clerk.expect_response("**/auth/session/**") as renewed:
        warning.get_by_role("button", name="继续使用").click()
    assert renewed.value.ok
    assert Draft.objects.filter(record=str(saved.uuid)).exists()


# Files


def slot_of(page: Page, name: str = "photos"):
    return page.locator(f"#slot-{name}")


def test_a_file_is_sent_at_once_with_progress_and_can_be_looked_at_and_removed(form, saved):
    waiting = []
    form.route("**/attachments/photos/", lambda route: waiting.append(route))
    form.set_input_files("#slot-photos input[type=file]", steps.picture("现状.png"))
    expect(slot_of(form).locator("progress")).to_be_visible()
    expect(slot_of(form)).to_contain_text("现状.png · 正在上传")
    waiting.pop().continue_()
    expect(slot_of(form).get_by_role("link", name="现状.png", exact=True)).to_be_visible()
    expect(slot_of(form).locator("[data-upload-state]")).to_have_text("已保存")
    preview = slot_of(form).get_by_role("link", name=re.compile("^预览"))
    answer = form.context.request.get(form.address + preview.get_attribute("href"))
    assert (answer.headers["content-type"], answer.headers["content-disposition"].split(";")[0]) == (
        "image/png",
        "inline",
    )
    slot_of(form).get_by_role("button", name="删除 现状.png").click()
    expect(slot_of(form)).to_contain_text("选传")
    assert not saved.attachments.current().filter(slot="photos").exists()


def test_a_second_file_joins_the_first(form):
    steps.upload(form, "photos", steps.picture("一.png"))
    steps.upload(form, "photos", steps.picture("二.png", "black"))
    expect(slot_of(form).get_by_role("button", name=re.compile("^删除"))).to_have_count(2)


def test_a_wrong_type_is_refused_here_and_a_disguised_one_by_the_portal(form):
    form.expected.append("422")
    exe = {"name": "照片.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    form.set_input_files("#slot-photos input[type=file]", exe)
    expect(slot_of(form).get_by_role("alert")).to_contain_text("只能上传 PDF、JPG")
    form.set_input_files("#slot-photos input[type=file]", exe | {"name": "照片.png"})
    expect(slot_of(form).get_by_role("alert")).to_contain_text("附件格式或大小不符合要求！“照片.png”")
    assert slot_of(form).evaluate("slot => slot.classList.contains('has-err')")
    steps.upload(form, "photos", steps.picture("真照片.png"))
    expect(slot_of(form).get_by_role("alert")).to_have_count(0)


def test_a_broken_upload_is_sent_again(form):
    form.expected.append("ERR_FAILED")
    form.route("**/attachments/photos/", lambda route: route.abort(), times=1)
    form.set_input_files("#slot-photos input[type=file]", steps.picture("断线.png"))
    expect(slot_of(form).get_by_role("alert")).to_contain_text("网络中断")
    slot_of(form).get_by_role("button", name="重试").click()
    expect(slot_of(form).get_by_role("link", name="断线.png", exact=True)).to_be_visible()


def test_files_of_a_form_that_was_never_saved_come_along(clerk):
    steps.go(clerk, NEW)
    steps.upload(clerk, "title-proof")
    steps.fill_form(clerk, factories.declaration_data())
    steps.save(clerk, messages.DECLARATION_CREATED)
    expect(slot_of(clerk, "title-proof").get_by_role("link", name="title-proof.png", exact=True)).to_be_visible()


# Twice


def test_two_tabs_of_one_record_clash_without_loss(form, saved):
    other = form.context.new_page()
    other.address = form.address
    steps.go(other, steps.address_of(saved))
    other.locator("#id_site_address").fill("另一窗口的地点")
    steps.save(other, messages.DECLARATION_UPDATED)
    form.expected.append("409")
    form.locator("#id_site_address").fill("本窗口的地点")
    form.get_by_role("button", name="保存", exact=True).click()
    expect(form.get_by_role("heading", name="这条记录刚刚被更新，您的操作没有生效")).to_be_visible()
    row = form.get_by_role("row", name="建设地点")
    assert row.get_by_role("cell").all_inner_texts() == ["另一窗口的地点", "本窗口的地点"]
    check_accessibility(form)
    form.get_by_role("link", name="刷新查看").click()
    form.get_by_role("link", name="恢复继续填写").click()
    expect(form.locator("#id_site_address")).to_have_value("本窗口的地点")


def test_a_double_click_saves_one_record(clerk):
    steps.go(clerk, NEW)
    steps.fill_form(clerk, factories.declaration_data())
    clerk.get_by_role("button", name="保存", exact=True).dblclick()
    clerk.wait_for_url("**/edit/")
    steps.ready(clerk)
    assert Filing.objects.count() == 1


def test_a_double_click_submits_once(form, saved):
    dialog = steps.open_submit(form)
    dialog.locator("option[value='ec-sign']").wait_for(state="attached")
    dialog.get_by_label("证书密码").fill(steps.PIN)
    dialog.get_by_role("button", name="签名并上报").dblclick()
    form.wait_for_url("**/receipt/")
    assert saved.events.filter(action="submit").count() == 1


# The signature


def test_a_wrong_pin_says_how_many_tries_are_left_and_keeps_the_dialog(form, saved):
    form.expected.append("/v1/sign-submit")
    dialog = steps.open_submit(form)
    dialog.locator("option[value='ec-sign']").wait_for(state="attached")
    pin = dialog.get_by_label("证书密码")
    for left in (5, 4):
        pin.fill("000000")
        dialog.get_by_role("button", name="签名并上报").click()
        expect(dialog.get_by_role("alert")).to_contain_text(f"还可尝试 {left} 次")
        expect(pin).to_have_value("")
    check_accessibility(form)
    pin.fill(steps.PIN)
    dialog.get_by_role("button", name="签名并上报").click()
    form.wait_for_url("**/receipt/")


def test_without_the_driver_the_dialog_says_what_to_do(form, saved, agent):
    form.expected.append("/v1/")
    form.route("**/v1/**", lambda route: route.abort("connectionrefused"))
    dialog = steps.open_submit(form)
    expect(dialog.get_by_role("alert")).to_contain_text("数字证书驱动")
    expect(dialog.get_by_role("combobox")).to_contain_text("没有可用的证书")
    dialog.get_by_label("证书密码").fill(steps.PIN)
    dialog.get_by_role("button", name="签名并上报").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有可用的证书")
    saved.refresh_from_db()
    assert saved.status == "saved"


def test_what_is_missing_is_listed_with_the_way_there(clerk, enterprise):
    filing = factories.declaration(owner=enterprise.enterprise)
    steps.go(clerk, steps.address_of(filing))
    dialog = steps.open_submit(clerk)
    expect(dialog.get_by_role("button", name="签名并上报")).to_be_disabled()
    dialog.locator("li", has_text="房屋产权或管理权证明").get_by_role("link", name="去处理").click()
    expect(dialog).to_be_hidden()
    assert focused(clerk) == "slot-title-proof"
