"""The whole of manual 000 §2 and §3.1 in one go, by the people who do it: a clerk with the USB key and a reviewer."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from ca_auth.choices import Role
from repair_projects import messages
from repair_projects.models import ProjectDeclaration, ProjectFiling
from tests import factories
from tests.browser import steps

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RETURN_NOTE = "请按逐项意见修改后重新上报"


@pytest.fixture
def clerk(agent, trusted_pki, new_browser) -> Page:
    """Not logged in yet: that is part of the job."""
    trusted_pki.enterprise("ec-sign")
    return new_browser()


@pytest.fixture
def reviewer(identity_of, new_browser) -> Page:
    page = new_browser()
    page.staff = identity_of(Role.DISTRICT_REVIEWER)
    return page


def test_from_the_declaration_to_the_verified_print(clerk, reviewer, new_browser):
    steps.log_in_with_key(clerk)
    number, title = declare(clerk, reviewer)
    file_project(clerk, number, title)
    review_and_return(reviewer, title)
    correct_and_resubmit(clerk, title)
    approve_the_second_submission(reviewer, title)
    print_and_verify(clerk, new_browser(), title)


def declare(clerk: Page, reviewer: Page) -> tuple[str, str]:
    """项目申报: filed with attachments, signed, accepted and approved. Returns its number and the project's name."""
    data = factories.declaration_data()
    clerk.get_by_role("link", name="新增项目申报").click()
    steps.ready(clerk)
    steps.fill_form(clerk, data)
    steps.upload_required(clerk)
    steps.save(clerk, messages.DECLARATION_CREATED)
    steps.submit(clerk)
    expect(clerk.get_by_role("heading", name=messages.DECLARATION_SUBMITTED)).to_be_visible()
    steps.log_in_as_staff(reviewer, reviewer.staff)
    for decision in ("受理", "审核通过"):
        steps.open_case(reviewer, data["project_name"])
        steps.decide(reviewer, decision)
    declaration = ProjectDeclaration.objects.get()
    assert declaration.status == "approved"
    return declaration.declaration_no, declaration.project_name


def file_project(clerk: Page, number: str, title: str) -> None:
    """项目信息报送: the number fills name and total; rows of 房屋明细; the total of 资金来源 runs along."""
    data = factories.project_data(declaration_no=number)
    steps.go(clerk, "/repair/projects/new/")
    clerk.get_by_label("项目申报编号").fill(number)
    clerk.get_by_label("项目申报编号").press("Tab")
    expect(clerk.get_by_label("项目名称")).to_have_value(title)
    expect(clerk.get_by_label("总投资")).to_have_value("1732.72")
    expect(clerk.get_by_label("项目名称")).not_to_be_editable()
    rows = {name: data.pop(name) for name in list(data) if name.startswith("buildings-")}
    steps.fill_form(clerk, data | {"fund_owner_pct": "4"})
    total = clerk.locator("[data-total-output]")
    expect(total).to_have_text("合计 99%，还差 1%")
    clerk.locator("[name=fund_owner_pct]").fill("5")
    expect(total).to_have_text("合计 100%")
    clerk.get_by_role("button", name="添加一行").click()
    steps.fill_form(clerk, {n: v for n, v in rows.items() if not n.endswith("_FORMS")})
    steps.upload_required(clerk)
    steps.save(clerk, messages.PROJECT_CREATED)
    # What becomes required by the answers given is asked for now.
    steps.upload_required(clerk)
    clerk.reload()
    steps.ready(clerk)
    steps.submit(clerk)
    expect(clerk.get_by_role("heading", name=messages.PROJECT_SUBMITTED)).to_be_visible()


def review_and_return(reviewer: Page, title: str) -> None:
    """退回修改 with a remark on a field and on an attachment."""
    steps.open_case(reviewer, title)
    steps.write_remark(reviewer, "site_address", "请写明弄号")
    steps.write_remark(reviewer, "attachment-funding-proof", "回执未盖章")
    steps.decide(reviewer, "退回修改", RETURN_NOTE)


def correct_and_resubmit(clerk: Page, title: str) -> None:
    """The remarks stand at the field and at the slot; what was changed waits for its review."""
    steps.go(clerk, "/desk/")
    clerk.get_by_role("link", name=re.compile(f"去修改.*{title}")).click()
    expect(clerk.get_by_role("heading", name=messages.PROJECT_RETURNED)).to_be_visible()
    expect(clerk.get_by_text(RETURN_NOTE).first).to_be_visible()
    expect(clerk.locator("#div_id_site_address .fremark")).to_contain_text("请写明弄号")
    expect(clerk.locator("#slot-funding-proof .fremark")).to_contain_text("回执未盖章")
    steps.ready(clerk)
    clerk.get_by_role("link", name="去修改建设地点").click()
    assert clerk.evaluate("document.activeElement.id") == "id_site_address"
    clerk.locator("#id_site_address").fill("测试路200弄1-40号")
    slot = clerk.locator("#slot-funding-proof")
    slot.get_by_role("button", name="删除 funding-proof.png").click()
    expect(slot).to_contain_text("必传")
    steps.upload(clerk, "funding-proof", steps.picture("盖章回执.png", "black"))
    steps.save(clerk, messages.PROJECT_UPDATED)
    expect(clerk.locator("#div_id_site_address .fremark")).to_contain_text("已修改，待复核")
    expect(slot.locator(".fremark")).to_contain_text("已修改，待复核")
    steps.submit(clerk)
    expect(clerk.get_by_text("第 2 次上报")).to_be_visible()


def approve_the_second_submission(reviewer: Page, title: str) -> None:
    """Side by side with the first one, 只看改动, then 受理 and 审核通过."""
    steps.open_case(reviewer, title)
    expect(reviewer.get_by_text("第 2 次上报，改动 2 处。")).to_be_visible()
    row = reviewer.locator("#row-site_address")
    expect(row.locator("del")).to_have_text("测试路194弄1-36号")
    expect(row.locator("ins")).to_have_text("测试路200弄1-40号")
    expect(row).to_contain_text("请写明弄号")
    reviewer.get_by_label("只看改动").check()
    expect(reviewer.locator("#row-postal_code")).to_be_hidden()
    expect(reviewer.locator("#row-attachment-funding-proof")).to_contain_text("已替换")
    steps.decide(reviewer, "受理")
    steps.open_case(reviewer, title)
    steps.decide(reviewer, "审核通过")


def print_and_verify(clerk: Page, visitor: Page, title: str) -> None:
    """The PDF says what was filed; anybody can check it by number and code."""
    project = ProjectFiling.objects.get()
    steps.go(clerk, steps.address_of(project, "detail"))
    href = clerk.get_by_role("link", name="打印").get_attribute("href")
    answer = clerk.context.request.get(clerk.address + href)
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for part in (title, project.online_application_no, project.official_no, "测试路200弄1-40号", "测试路194弄2号"):
        assert part in text
    code = re.search(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", text)[0]
    visitor.goto(visitor.address)
    visitor.get_by_label("网上申请编号").fill(project.online_application_no)
    visitor.get_by_label("校验码").fill(code)
    visitor.get_by_role("button", name="查询").click()
    expect(visitor.get_by_role("heading", name="该打印件的内容与上报内容一致")).to_be_visible()
    expect(visitor.locator(".kv")).to_contain_text(title)
    expect(visitor.locator(".kv .chip")).to_have_text("已审核")
    visitor.get_by_label("网上申请编号").fill(project.online_application_no)
    visitor.get_by_label("校验码").fill("AAAAA-AAAAA")
    visitor.get_by_role("button", name="查询").click()
    expect(visitor.get_by_role("heading", name="没有查到相符的记录")).to_be_visible()
