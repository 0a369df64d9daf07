"""Lists and the home page: conditions, tabs, order, pages, what happens when there is nothing, the workbook."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/repair/declarations/"


@pytest.fixture
def filings(enterprise):
    """Ten saved ones in 虹口, one returned in 徐汇, one submitted."""
    owner = enterprise.enterprise
    for number in range(1, 11):
        factories.declaration(
            owner=owner, project_name=f"样例路{number}弄屋面改造工程", total_investment=str(300 + number)
        )
    factories.declaration(
        owner=owner, returned=True, project_name="田林十二村综合整治工程", district="XH", subdistrict="田林街道",
        repair_category="DCZZ",
    )  # fmt: skip
    return factories.declaration(owner=owner, submitted=True, project_name="彭浦新村3街坊改造工程")


@pytest.fixture
def page_of(clerk, filings) -> Page:
    steps.go(clerk, LIST)
    clerk.evaluate("window.stayed = true")
    return clerk


def titles(page: Page) -> list[str]:
    return page.locator("#result .tbl .t").all_inner_texts()


def settled(page: Page, count: int) -> None:
    """The list has this many lines, and the page around it was not loaded again."""
    expect(page.locator("#result tbody tr")).to_have_count(count)
    assert page.evaluate("window.stayed") is True


def search(page: Page, **conditions: str) -> None:
    for label, value in conditions.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="查询").click()


def test_each_condition_alone_and_together(page_of, filings):
    search(page_of, 项目名称="田林")
    settled(page_of, 1)
    assert titles(page_of) == ["田林十二村综合整治工程"]
    search(page_of, 项目名称="", 网上申请编号=filings.online_application_no[-4:])
    expect(page_of.locator("#result .t")).to_have_text([filings.title])
    search(page_of, 网上申请编号="")
    settled(page_of, 10)
    page_of.get_by_text("更多条件").click()
    page_of.get_by_label("所在区县").select_option("XH")
    settled(page_of, 1)
    search(page_of, 项目名称="样例路")
    expect(page_of.get_by_text("没有符合条件的记录")).to_be_visible()
    assert "district=XH" in page_of.url
    page_of.get_by_role("link", name="清除查询条件").click()
    expect(page_of.locator("#result tbody tr")).to_have_count(10)


def test_tabs_change_only_the_list_and_the_back_button_returns(page_of):
    expect(page_of.locator(".tabs .c.red")).to_have_text("1")
    page_of.get_by_role("link", name=re.compile("^退回修改")).click()
    settled(page_of, 1)
    expect(page_of.locator("tr.attn")).to_have_count(1)
    page_of.get_by_role("link", name=re.compile("^已上报")).click()
    expect(page_of.locator("#result .t")).to_have_text(["彭浦新村3街坊改造工程"])
    page_of.go_back()
    expect(page_of.locator("#result .tbl .t")).to_have_text(["田林十二村综合整治工程"])
    page_of.go_back()
    expect(page_of.locator("#result tbody tr")).to_have_count(10)


def test_order_and_pages(page_of):
    page_of.get_by_role("link", name="总投资（万元）").click()
    expect(page_of.locator("th[aria-sort=ascending]")).to_contain_text("总投资")
    assert titles(page_of)[0] == "样例路1弄屋面改造工程"
    page_of.get_by_role("link", name="总投资（万元）").click()
    expect(page_of.locator("th[aria-sort=descending]")).to_contain_text("总投资")
    assert "样例路10弄屋面改造工程" in titles(page_of)[2]
    page_of.get_by_role("link", name="下一页").click()
    settled(page_of, 2)
    assert "sort=-investment" in page_of.url
    expect(page_of.get_by_text("第 2 / 2 页")).to_be_visible()
    page_of.get_by_role("link", name="第 1 页").click()
    settled(page_of, 10)


def test_the_workbook_has_what_the_list_shows(page_of):
    search(page_of, 项目名称="样例路1")
    settled(page_of, 2)
    href = page_of.get_by_role("link", name="导出 Excel").get_attribute("href")
    answer = page_of.context.request.get(page_of.address + href)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.body())).active.values)
    assert [row[0] for row in rows[1:]] == ["样例路10弄屋面改造工程", "样例路1弄屋面改造工程"]


def test_nothing_yet(clerk):
    steps.go(clerk, LIST)
    expect(clerk.get_by_text("还没有记录")).to_be_visible()
    clerk.locator("#result").get_by_role("link", name="新增").click()
    clerk.wait_for_url("**/new/")


def test_a_saved_record_is_deleted_after_a_question(page_of):
    page_of.locator("tr", has_text="样例路10弄").get_by_role("link", name=re.compile("^删除")).click()
    page_of.get_by_role("button", name="确定删除").click()
    expect(page_of.get_by_text("“样例路10弄屋面改造工程”已删除")).to_be_visible()
    assert "样例路10弄屋面改造工程" not in titles(page_of)


def test_the_home_page_says_what_to_do_first(clerk, filings):
    steps.go(clerk, "/desk/")
    first = clerk.locator(".todo li").first
    expect(first).to_contain_text("退回修改")
    expect(first).to_contain_text("田林十二村综合整治工程")
    expect(clerk.locator("#todo-title")).to_contain_text("11 件")
    expect(clerk.locator(".side a", has_text="项目申报").locator(".n")).to_contain_text("1")
    first.get_by_role("link", name=re.compile("^去修改")).click()
    expect(clerk.get_by_role("heading", name="该项目申报已被退回修改")).to_be_visible()


def test_the_home_page_leads_from_an_approved_declaration_to_its_project(clerk, enterprise):
    declared = factories.declaration(owner=enterprise.enterprise, approved=True)
    steps.go(clerk, "/desk/")
    clerk.locator(".mtx").get_by_role("link", name="去填报").click()
    steps.ready(clerk)
    expect(clerk.locator("#id_declaration_no")).to_have_value(declared.official_no)
    expect(clerk.locator("#id_project_name")).to_have_value(declared.title)
    expect(clerk.locator("#id_total_investment")).to_have_value("1732.72")
