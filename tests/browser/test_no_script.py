"""Without scripts: lists are read and filtered, forms saved, files sent, decisions made."""

import pytest
from playwright.sync_api import Page, expect

from ca_auth.choices import Role
from repair_projects import messages
from tests import factories
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(enterprise, new_browser) -> Page:
    """The enterprise's browser with scripts switched off."""
    return new_browser(enterprise, java_script_enabled=False)


def test_a_list_is_filtered(plain, enterprise):
    for name in ("样例路1弄改造工程", "彭浦新村改造工程"):
        factories.declaration(owner=enterprise.enterprise, project_name=name)
    plain.goto(plain.address + "/repair/declarations/")
    plain.get_by_label("项目名称", exact=True).fill("彭浦")
    plain.get_by_role("button", name="查询").click()
    expect(plain.locator("#result .t")).to_have_text(["彭浦新村改造工程"])
    plain.locator(".tabs a", has_text="退回修改").click()
    expect(plain.get_by_text("没有符合条件的记录")).to_be_visible()


def test_a_form_is_corrected_saved_and_gets_its_files(plain):
    plain.expected.append("422")
    plain.goto(plain.address + "/repair/declarations/new/")
    data = factories.declaration_data(postal_code="12")
    for name, value in data.items():
        control = plain.locator(f"#filing [name='{name}']")
        if isinstance(value, list):
            for one in value:
                plain.locator(f"#filing [name='{name}'][value='{one}']").check()
        elif name in {"district", "ring_zone", "repair_category"}:
            control.select_option(value)
        else:
            control.fill(value)
    plain.get_by_role("button", name="保存", exact=True).click()
    expect(plain.locator(".errsum")).to_contain_text("邮政编码必须为6位数字！")
    plain.locator("[name=postal_code]").fill("200081")
    plain.get_by_role("button", name="保存", exact=True).click()
    expect(plain.locator(".notice-green")).to_contain_text(messages.DECLARATION_CREATED)
    slot = plain.locator("#slot-title-proof")
    plain.set_input_files("#slot-title-proof input[type=file]", steps.picture("产权证.png"))
    slot.get_by_role("button", name="上传", exact=True).click()
    expect(plain.locator("#slot-title-proof").get_by_role("link", name="产权证.png", exact=True)).to_be_visible()
    plain.locator("#slot-title-proof").get_by_role("button", name="删除 产权证.png").click()
    expect(plain.locator("#slot-title-proof")).to_contain_text("必传")


def test_rows_of_a_table_are_changed(plain, enterprise):
    project = factories.project_filing(owner=enterprise.enterprise)
    plain.goto(plain.address + steps.address_of(project))
    plain.locator("[name=buildings-0-repair_note]").fill("外墙翻修")
    plain.get_by_role("button", name="保存", exact=True).click()
    expect(plain.locator(".notice-green")).to_contain_text(messages.PROJECT_UPDATED)
    assert project.concrete().buildings.first().repair_note == "外墙翻修"


def test_a_decision_is_made(identity_of, new_browser):
    filing = factories.declaration(submitted=True)
    page = new_browser(identity_of(Role.DISTRICT_REVIEWER), java_script_enabled=False)
    page.goto(f"{page.address}/internal/review/{filing.uuid}/?tab=open")
    row = page.locator("#row-site_address")
    row.locator(".rv-remark summary").click()
    row.locator(".rv-remark textarea").fill("请写明弄号")
    row.get_by_role("button", name="保存意见").click()
    expect(page.locator("#row-site_address")).to_contain_text("本次意见")
    page.get_by_label("退回修改").check()
    page.get_by_label("总体说明").fill("请修改")
    page.get_by_role("button", name="提交审核意见").click()
    expect(page.get_by_text("已办理“退回修改”")).to_be_visible()
    filing.refresh_from_db()
    assert filing.status == "returned"
