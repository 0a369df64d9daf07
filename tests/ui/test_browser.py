"""The kit at work in Chromium, under the portal's own content security policy."""

import json

import pytest

from tests.plugins import browser as kit

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.ui.urls")]


@pytest.fixture
def guide(page, live_server, settings):
    settings.DEBUG = True

    def open_guide(query: str = "", size=kit.DESKTOP):
        kit.resize(page, size)
        page.goto(f"{live_server.url}/styleguide/{query}")
        page.locator("html[data-ready]").wait_for()
        return page

    return open_guide


@pytest.mark.parametrize("query", ["", "?errors"])
@pytest.mark.parametrize("size", kit.SIZES.values(), ids=kit.SIZES)
def test_accessible_and_not_too_wide(guide, query, size):
    page = guide(query, size)
    kit.check_accessibility(page)
    kit.check_no_overflow(page)


@pytest.mark.parametrize("name", ["submit-dialog", "blocked-dialog", "delete-dialog", "pick-dialog"])
def test_dialogs_hold_the_focus_and_give_it_back(guide, name):
    page = guide()
    page.expected.append("ERR_CONNECTION_REFUSED")  # no certificate driver listens here
    page.locator(f"[data-dialog-open={name}]").first.click()
    assert page.evaluate("() => document.activeElement.closest('dialog')?.id") == name
    kit.check_accessibility(page)
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.dialogOpen") == name


def test_the_error_summary_has_the_focus_and_leads_to_the_control(guide):
    page = guide("?errors")
    assert page.evaluate("() => document.activeElement.className") == "errsum"
    page.get_by_role("link", name="邮政编码").click()
    assert page.evaluate("() => document.activeElement.id") == "id_postcode"


@pytest.mark.parametrize("size", [kit.DESKTOP, kit.LAPTOP, kit.ZOOMED], ids=["desktop", "laptop", "zoomed"])
def test_no_control_is_reached_behind_the_bars(guide, size):
    assert kit.hidden_stops(guide("", size)) == []


def test_the_total_follows_the_rows(guide):
    page = guide()
    total = page.locator("[data-total-output]")
    assert total.inner_text() == "合计 95%，还差 5%"
    page.fill("#id_funding-2-percent", "３０.００")  # full-width digits
    assert total.inner_text() == "合计 100%"
    page.get_by_role("button", name="添加资金来源").click()
    page.keyboard.press("Tab")
    page.fill("#id_funding-3-percent", "0.1")
    assert total.inner_text() == "合计 100.1%，超出 0.1%"
    page.get_by_role("button", name="删除第 1 行").click()
    assert total.inner_text() == "合计 60.1%，还差 39.9%"
    assert page.locator("#id_funding-TOTAL_FORMS").input_value() == "4"
    assert page.locator("#id_funding-0-DELETE").is_checked()
    assert page.locator("[data-formset-number]:visible").all_inner_texts() == ["1", "2", "3"]


def test_the_last_row_cannot_be_removed(guide):
    page = guide()
    for _ in range(2):
        page.get_by_role("button", name="删除第 1 行").click()
    assert page.get_by_role("button", name="删除第 1 行").is_disabled()


@pytest.mark.parametrize("typed", ["20270801", "2027/8/1", "2027.08.01", "2027年8月1日", "２０２７－８－１"])
def test_dates_are_understood_as_people_write_them(guide, typed):
    page = guide()
    page.fill("#id_start", typed)
    page.locator("#id_end").focus()
    assert page.locator("#id_start").input_value() == "2027-08-01"


def test_a_day_that_does_not_exist_is_left_for_the_server_to_refuse(guide):
    page = guide()
    page.fill("#id_start", "2027-02-30")
    page.locator("#id_end").focus()
    assert page.locator("#id_start").input_value() == "2027-02-30"


def test_unsaved_changes_are_shown_and_block_the_submission(guide):
    page = guide()
    page.fill("#id_name", "改过的名称")
    assert "有未保存的修改" in page.locator("[data-save-state]").inner_text()
    page.get_by_role("button", name="上报", exact=True).click()
    assert "请先保存" in page.locator("[data-save-state]").inner_text()
    assert not page.locator("#submit-dialog").is_visible()


def test_leaving_with_unsaved_changes_asks(guide):
    page = guide()
    page.fill("#id_name", "改过的名称")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("about:blank")
    assert asked == ["beforeunload"]


def slot_html(key: str, text: str) -> str:
    state = '<div data-upload-state role="status"></div>'
    return f'<li class="slot" id="slot-{key}" tabindex="-1" data-upload="/up">{state}{text}</li>'


def test_a_file_is_sent_at_once_and_the_slot_drawn_anew(guide):
    page = guide()
    page.route("**/styleguide/upload", lambda route: route.fulfill(body=slot_html("money", "资金证明.pdf")))
    page.set_input_files(
        "#slot-money input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    page.get_by_text("资金证明.pdf").wait_for()
    assert page.locator("#slot-money [data-upload-state]").inner_text() == "已保存"


@pytest.mark.parametrize(
    ("name", "content", "reason"), [("a.exe", b"MZ", "只能上传 PDF、JPG、PNG 文件"), ("a.pdf", b"", "空文件")]
)
def test_a_file_that_cannot_do_is_not_sent(guide, name, content, reason):
    page = guide()
    sent = []
    page.route("**/styleguide/upload", lambda route: (sent.append(1), route.abort()))
    page.set_input_files("#slot-money input[type=file]", {"name": name, "mimeType": "x/y", "buffer": content})
    assert reason in page.locator("#slot-money [data-upload-state]").inner_text()
    assert sent == []


def test_a_broken_upload_can_be_sent_again(guide):
    page = guide()
    page.expected.append("ERR_FAILED")
    answers = [lambda route: route.abort(), lambda route: route.fulfill(body=slot_html("money", "第二次成功"))]
    page.route("**/styleguide/upload", lambda route: answers.pop(0)(route))
    page.set_input_files("#slot-money input[type=file]", {"name": "a.pdf", "mimeType": "x/y", "buffer": b"%PDF"})
    page.get_by_text("网络中断").wait_for()
    page.get_by_role("button", name="重试").click()
    page.get_by_text("第二次成功").wait_for()


def test_a_pick_fills_the_field_and_refuses_the_unfit(guide):
    page = guide()
    page.locator("[data-dialog-open=pick-dialog]").click()
    assert page.get_by_role("radio", name="样例防水工程有限公司").is_disabled()
    page.get_by_role("radio", name="样例建设集团有限公司").check()
    page.get_by_role("button", name="确定").click()
    assert page.locator("#partner").input_value() == "样例建设集团有限公司"
    assert page.locator("#partner-id").input_value() == "3"


def test_a_long_list_is_searched_by_typing(guide):
    page = guide()
    box = page.get_by_role("combobox", name="工种")
    box.click()
    box.fill("工种 17")
    page.locator(".ts-dropdown .option.active", has_text="17").wait_for()
    page.keyboard.press("Enter")
    assert page.locator("#id_trade").input_value() == "17"


def test_only_changes(guide):
    page = guide()
    page.get_by_role("switch", name="只看改动").check()
    assert not page.get_by_role("row", name="幢数").is_visible()
    assert page.get_by_role("row", name="受益户数").is_visible()


def test_remarks_are_collected_and_go_with_a_return_only(guide):
    page = guide()
    page.get_by_role("button", name="对总投资写意见").click()
    page.keyboard.type("与批文不一致")
    assert page.get_by_role("radio", name="退回修改").is_checked()
    assert page.locator("[data-remark-list] li").all_inner_texts() == [
        "总投资：与批文不一致",
        "受益户数：请附户数清单",
    ]
    page.locator("#decision").get_by_text("材料齐全").click()
    page.get_by_role("button", name="提交审核意见").click()
    assert "只有退回修改时才会发送" in page.locator("[data-decision-error]").inner_text()


def test_a_canned_reason_is_added_to_the_note(guide):
    page = guide()
    page.select_option("#canned", "sum")
    assert page.locator("#note").input_value() == "金额与批文不一致，请核对。"


def test_bulk_acts_say_why_they_are_closed(guide):
    page = guide()
    accept = page.get_by_role("button", name="批量受理")
    page.get_by_role("checkbox", name="选择 样例三村").check()
    assert accept.is_enabled()
    page.get_by_role("checkbox", name="选择 样例小区").check()
    assert accept.is_disabled()
    assert "批量受理：有 1 项当前状态不允许" in page.locator("[data-bulk-hint]").inner_text()


def test_the_menu_of_a_phone_opens_and_closes(guide):
    page = guide("", kit.PHONE)
    menu = page.get_by_role("navigation", name="主导航")
    assert not menu.is_visible()
    page.get_by_role("button", name="菜单").click()
    menu.wait_for()
    assert page.evaluate("() => document.activeElement.closest('nav')?.id") == "side"
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")


def test_a_lookup_fills_fixes_and_complains(guide):
    page = guide()
    answers = {
        "GOOD": {"found": True, "values": {"name": "读到的名称"}, "proposals": {"content": "读到的内容", "area": "1"}},
        "BAD": {"found": False, "message": "该项目申报编号无效"},
    }
    page.route("**/lookup?*", lambda route: route.fulfill(body=json.dumps(answers[route.request.url.rsplit("=")[-1]])))
    page.evaluate(
        "() => { const input = document.getElementById('id_declaration_number'); input.dataset.lookupUrl = '/lookup';"
        " input.closest('.look').dispatchEvent(new CustomEvent('portal:inserted', {bubbles: true})); }"
    )
    page.wait_for_timeout(300)
    page.fill("#id_declaration_number", "BAD")
    page.locator("#id_postcode").focus()
    page.get_by_text("该项目申报编号无效").wait_for()
    page.fill("#id_declaration_number", "GOOD")
    page.locator("#id_postcode").focus()
    page.wait_for_function("() => document.getElementById('id_name').readOnly")
    assert page.locator("#id_name").input_value() == "读到的名称"
    assert page.locator("#id_content").input_value() == "读到的内容"
    assert page.locator("#id_area").input_value() == "46218.70"  # what the user has typed stays
    assert not page.get_by_text("该项目申报编号无效").is_visible()


def test_a_draft_is_sent_without_secrets(guide):
    page = guide()
    sent = []
    page.route("**/draft", lambda route: (sent.append(route.request.post_data), route.fulfill(status=204)))
    page.evaluate(
        "() => { const form = document.getElementById('filing'); form.dataset.draftUrl = '/draft';"
        " form.dataset.draftSeconds = '0.2'; const pin = document.createElement('input');"
        " pin.type = 'password'; pin.name = 'pin'; pin.value = 'secret'; form.append(pin);"
        " form.dispatchEvent(new CustomEvent('portal:inserted', {bubbles: true})); }"
    )
    page.wait_for_timeout(300)
    assert sent == []  # nothing has changed yet
    page.fill("#id_postcode", "200001")
    page.get_by_text("已暂存").wait_for()
    assert len(sent) == 1
    assert "postcode=200001" in sent[0]
    assert "secret" not in sent[0]


def test_the_session_warning_extends(guide):
    page = guide()
    page.route("**/renew", lambda route: route.fulfill(body='{"ends_at": "2099-01-01T00:00:00Z"}'))
    page.evaluate(
        "() => { document.body.dataset.sessionEnds = new Date(Date.now() + 120000).toISOString();"
        " document.body.dataset.sessionRenew = '/renew';"
        " document.body.dispatchEvent(new CustomEvent('portal:inserted', {bubbles: true})); }"
    )
    page.get_by_text("登录状态将在 2 分钟内失效").wait_for()
    kit.check_accessibility(page)
    page.get_by_role("button", name="继续使用").click()
    page.get_by_role("dialog").wait_for(state="hidden")


def test_without_scripts_everything_can_still_be_reached(browser, live_server, settings):
    settings.DEBUG = True
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/")
    assert page.locator("#slot-money").get_by_role("button", name="上传", exact=True).is_visible()
    assert page.locator("#id_funding-0-DELETE").is_visible()
    assert page.locator("#remark-buildings").is_visible()
    assert not page.get_by_role("button", name="添加资金来源").is_visible()
    context.close()
