"""The pick dialogs in a browser: found while typing, chosen with the keyboard, refused rows, Esc, several people."""

from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import expect

from ca_auth.models import QualificationKind
from tests.factories import project_filing
from tests.factories_contracts import firm, manager_of, officer_of, qualification
from tests.plugins.auth import sign_in
from tests.plugins.browser import check_accessibility, check_no_overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form_page(page, live_server, identity_of):
    identity = identity_of()
    page.builder = firm(name="上海同心修缮工程有限公司")
    lapsed = firm(name="上海同心旧资质有限公司", grade="")
    qualification(lapsed, QualificationKind.ENTERPRISE_GRADE, "建筑工程施工总承包三级", valid_to=date(2026, 9, 30))
    manager_of(page.builder, "周经理")
    page.officers = [officer_of(page.builder, name) for name in ("甲安全", "乙安全")]
    page.project = project_filing(owner=identity.enterprise, approved=True)
    client = sign_in(Client(), identity)
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    )
    page.goto(f"{live_server.url}/contracts/general/new/?project={page.project.uuid}")
    page.locator("html[data-ready]").wait_for()
    return page


def choose_contractor(page) -> None:
    page.click('[data-dialog-open="pick-contractor"]')
    dialog = page.locator("#pick-contractor")
    expect(dialog.locator("#pick-contractor-q")).to_be_focused()
    page.keyboard.type("同心")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    dialog.get_by_label(page.builder.name, exact=True).check()
    dialog.locator("[data-pick-confirm]").click()
    expect(page.locator("#id_contractor_shown")).to_have_value(page.builder.name)


def test_a_firm_is_found_while_typing(form_page):
    """Manual 000 §3.2: 输入一个单位的部分名称就可以找到这家单位…点击确定按钮，即可动态添加到信息框中."""
    choose_contractor(form_page)
    assert form_page.input_value("#id_contractor") == form_page.builder.uscc
    assert form_page.input_value("#id_contractor_legal_representative") == "赵六"
    assert form_page.input_value("#id_safety_licence_no")
    expect(form_page.locator('[data-dialog-open="pick-contractor"]')).to_be_focused()


def test_who_is_lapsed_cannot_be_chosen_and_escape_closes(form_page):
    form_page.click('[data-dialog-open="pick-contractor"]')
    form_page.keyboard.type("旧资质")
    dialog = form_page.locator("#pick-contractor")
    expect(dialog.locator("tbody input")).to_be_disabled()
    expect(dialog).to_contain_text("已于 2026-09-30 到期，不能选择")
    expect(dialog.locator("[data-pick-confirm]")).to_be_disabled()
    check_accessibility(form_page)
    form_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_people_of_the_contractor(form_page):
    form_page.click('[data-dialog-open="pick-project_manager"]')
    expect(form_page.locator("#pick-project_manager")).to_contain_text("请先选择承包方")
    form_page.keyboard.press("Escape")
    choose_contractor(form_page)
    for name in ("甲", "乙"):
        form_page.click('[data-dialog-open="pick-safety_officers"]')
        dialog = form_page.locator("#pick-safety_officers")
        dialog.get_by_label("姓名").fill(name)
        form_page.keyboard.press("Enter")
        dialog.get_by_label(f"{name}安全", exact=True).check()
        dialog.locator("[data-pick-confirm]").click()
    expect(form_page.locator("#id_safety_officers_shown")).to_have_value("甲安全、乙安全")
    assert form_page.input_value("#id_safety_officers") == ",".join(str(one.uuid) for one in form_page.officers)
    form_page.click("[data-pick-clear]")
    expect(form_page.locator("#id_safety_officers_shown")).to_have_value("")
    check_no_overflow(form_page)


def test_the_dialog_for_the_kind(form_page, live_server):
    form_page.goto(f"{live_server.url}/contracts/?project={form_page.project.uuid}")
    form_page.locator("html[data-ready]").wait_for()
    form_page.get_by_role("link", name="新增").click()
    dialog = form_page.locator("#new-contract")
    expect(dialog.get_by_label("监理")).to_be_disabled()
    expect(dialog).to_contain_text("请先添加合同类别为施工总包的合同信息报送！")
    check_accessibility(form_page)
    dialog.get_by_label("施工总包", exact=True).check()
    dialog.get_by_role("button", name="确定").click()
    expect(form_page).to_have_url(f"{live_server.url}/contracts/general/new/?project={form_page.project.uuid}")
