"""项目信息报送 in a browser: the number is looked up on leaving the field, shares are added while typing."""

from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.factories import declaration
from tests.plugins.auth import sign_in
from tests.plugins.browser import check_accessibility, check_no_overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form_page(page, live_server, identity_of):
    """The new form of an enterprise with one approved declaration; `page.declared` is that."""
    identity = identity_of()
    page.declared = declaration(owner=identity.enterprise, approved=True, total_investment="1000")
    client = sign_in(Client(), identity)
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    )
    page.goto(f"{live_server.url}/repair/projects/new/")
    return page


def test_leaving_the_number_fills_what_the_declaration_knows(form_page):
    """Manual 000 §3.1: 平台会验证项目申报编号的有效性，并读取项目申报的项目名称、总投资等信息."""
    form_page.fill("#id_site_address", "已填地址")
    form_page.fill("#id_declaration_no", form_page.declared.official_no)
    form_page.press("#id_declaration_no", "Tab")
    expect(form_page.locator("#id_project_name")).to_have_value(form_page.declared.project_name)
    assert Decimal(form_page.input_value("#id_total_investment")) == 1000
    assert form_page.input_value("#id_district") == "HK"
    assert form_page.input_value("#id_site_address") == "已填地址"
    assert form_page.is_editable("#id_subdistrict")
    assert not form_page.is_editable("#id_project_name")


def test_a_wrong_number_is_told_in_red_at_once(form_page):
    form_page.fill("#id_declaration_no", "26SBHK9999")
    form_page.press("#id_declaration_no", "Tab")
    line = form_page.locator("#div_id_declaration_no [data-client-error]")
    expect(line).to_have_text("项目申报编号无效，请核实！")


def test_shares_are_added_while_typing(form_page):
    """Manual 000 §3.1: 项目资金来源必须满足100%."""
    form_page.fill("#id_declaration_no", form_page.declared.official_no)
    form_page.press("#id_declaration_no", "Tab")
    expect(form_page.locator("#id_project_name")).to_have_value(form_page.declared.project_name)
    form_page.fill("#id_fund_municipal_pct", "30")
    form_page.fill("#id_fund_district_pct", "65")
    total = form_page.locator("[data-total-output]")
    expect(total).to_have_text("合计 95%，还差 5%")
    form_page.fill("#id_fund_owner_pct", "5")
    expect(total).to_have_text("合计 100%")
    amount = form_page.locator('[data-derive-percent="id_fund_district_pct"]')
    expect(amount).to_have_text("650.00 万元")


def test_the_form_is_accessible_and_fits(form_page):
    check_accessibility(form_page)
    check_no_overflow(form_page)
