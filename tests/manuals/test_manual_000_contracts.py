"""上海市住宅修缮工程网上办事平台操作手册 (manual 000) §3.2 住宅修缮项目合同信息报送操作, paragraph by paragraph."""

import html
import re

import pytest

from contracts.choices import ContractKind
from contracts.models import ContractFiling, GeneralContract
from tests.factories import act, project_filing
from tests.factories_contracts import (
    contract_data,
    design_contract,
    firm,
    general_contract,
    manager_of,
    manager_rows,
    officer_of,
    subcontract,
)

pytestmark = pytest.mark.django_db
LIST, NEW = "/contracts/", "/contracts/general/new/"
NOT_APPROVED = "该项目信息报送尚未审核通过，不能进行合同信息报送相关操作！"
HTMX = {"HTTP_HX_REQUEST": "true"}


def plain(text: str) -> str:
    """What a reader sees of a page."""
    without_code = re.sub(r"<(script|style|template)\b.*?</\1>", "", text, flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without_code)))


def titles(text: str) -> list[str]:
    return re.findall(r'<a class="t" href="[^"]*">([^<]*)</a>', text)


@pytest.fixture
def project(clerk):
    return project_filing(owner=clerk.enterprise, approved=True)


def stored_rows(contract) -> dict:
    """The sub-tables as an edit page posts them back."""
    rows = list(contract.site_managers.all())
    data = {"site_managers-INITIAL_FORMS": str(len(rows)), "version": str(contract.version)}
    return data | {f"site_managers-{n}-id": str(row.pk) for n, row in enumerate(rows)}


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_only_approved_projects(clerk, state):
    """“对项目信息报送状态为已保存、已上报、退回修改、已受理的…不能对其进行合同信息报送…都会有一个友好提示”."""
    project = project_filing(owner=clerk.enterprise, **{state: True})
    assert NOT_APPROVED in plain(clerk.text("/repair/projects/"))
    assert NOT_APPROVED in plain(clerk.text(LIST, {"project": project.uuid}))
    assert NOT_APPROVED in plain(clerk.text(NEW, {"project": project.uuid}))


def test_from_the_project_to_its_contracts(clerk, project):
    """“点击右边的“合同信息报送”操作，进入实施单位合同信息报送管理列表操作页面”."""
    page = clerk.text("/repair/projects/")
    assert f'href="/contracts/?project={project.uuid}"' in page
    assert project.project_name in clerk.text(LIST, {"project": project.uuid})


def test_the_page_has_a_query_and_a_list(clerk, project):
    """“一部分为…查询，一部分为…管理列表…查询条件有三个：网上申请编号、合同类别、合同信息报送状态”."""
    mine = design_contract(project=project)
    page = clerk.text(LIST, {"project": project.uuid})
    assert titles(page) == [mine.contract_name]
    kinds = re.search(r'<select[^>]*name="contract_kind".*?</select>', page, re.S)[0]
    assert re.findall(r"<option[^>]*>([^<]*)</option>", kinds) == ["全部", "设计", "施工总包", "施工分包", "监理"]
    states = re.search(r'<select[^>]*name="status".*?</select>', page, re.S)[0]
    shown = set(re.findall(r"<option[^>]*>([^<]*)</option>", states))
    assert shown == {"全部", "已上报", "已保存", "已受理", "退回修改", "已审核"}
    assert 'name="online_application_no"' in page


def test_any_one_two_or_three_conditions(clerk, project):
    """“输入其中任意一个条件或是任意两个条件或是三个条件都输入时…即可找到”."""
    general, design = general_contract(project=project), design_contract(project=project, submitted=True)
    number, kind, status = design.online_application_no, "design", "submitted"
    for conditions in (
        {"online_application_no": number}, {"contract_kind": kind}, {"status": status},
        {"online_application_no": number, "contract_kind": kind}, {"contract_kind": kind, "status": status},
        {"online_application_no": number, "contract_kind": kind, "status": status},
    ):  # fmt: skip
        assert titles(clerk.text(LIST, conditions)) == [design.contract_name], conditions
    assert titles(clerk.text(LIST, {"contract_kind": "general"})) == [general.contract_name]


@pytest.mark.parametrize("kind", [ContractKind.SUB, ContractKind.SUPERVISION])
def test_the_general_contract_comes_first(clerk, project, kind):
    """“必须先添加合同类别为施工总包的合同信息报送，而不能添加施工分包、监理类别的合同信息报送”."""
    sentence = "请先添加合同类别为施工总包的合同信息报送！"
    assert sentence in plain(clerk.text("/contracts/new/", {"project": project.uuid, "contract_kind": kind}))
    assert clerk.post(f"/contracts/{kind}/new/", contract_data(kind, project)).status_code == 422
    general_contract(project=project)
    assert clerk.get("/contracts/new/", {"project": project.uuid, "contract_kind": kind}).status_code == 302


def test_the_dialog_for_the_kind(clerk, project):
    """“点击新增合同信息报送按钮，弹出一个…对话框，选择合同类别为施工总包，点击“确定”按钮。进入…页面”."""
    page = clerk.text(LIST, {"project": project.uuid})
    dialog = re.search(r'<dialog[^>]*id="new-contract".*?</dialog>', page, re.S)[0]
    assert re.findall(r'value="(design|general|sub|supervision)"', dialog) == list(ContractKind)
    answer = clerk.get("/contracts/new/", {"project": project.uuid, "contract_kind": "general"}, follow=True)
    assert "上海市住宅修缮工程施工总包合同信息报送表" in answer.content.decode()
    assert "保存" in plain(answer.content.decode())


def test_every_field_is_checked_in_red(clerk, project):
    """“对页面的每个字段都进行验证，并以红字的形式提示信息”."""
    data = contract_data(ContractKind.GENERAL, project, rows=0, contract_no="", contract_price="abc", contractor=None)
    answer = clerk.post(NEW, data | {"contractor": "", "project_manager": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    for text in (
        "合同编号不能为空！", "合同价必须为数值！", "承包方（乙方）不能为空！", "项目经理不能为空！",
        "施工现场主要管理人员至少填写一行！",
    ):  # fmt: skip
        assert re.search(rf'class="ferr".*?{re.escape(text)}', page, re.S), text


def test_the_contractor_is_chosen_from_a_list(clerk, project):
    """“查询功能支持模糊查找，即可以输入一个单位的部分名称就可以找到这家单位，选择…点击确定按钮，即可动态添加到信息框中”."""
    builder = firm(name="上海同心修缮工程有限公司")
    form = clerk.text(NEW, {"project": project.uuid})
    assert 'data-dialog-open="pick-contractor" data-pick-into="id_contractor"' in form
    found = clerk.get(f"{NEW}pick/contractor/", {"q": "同心修缮", "project": project.uuid}, **HTMX).content.decode()
    assert f'value="{builder.uscc}" data-pick-label="{builder.name}"' in found


def test_the_manager_is_chosen_by_three_conditions(clerk, project):
    """“查询条件有三个，即姓名、证件号、证件类型，证件类型列表可支持多种证件…任意输入一个条件点击查询即可查找”."""
    builder = firm()
    manager = manager_of(builder, "周某某")
    form = clerk.text(NEW, {"project": project.uuid})
    dialog = re.search(r'<dialog[^>]*id="pick-project_manager".*?</dialog>', form, re.S)[0]
    types = re.findall(r"<option[^>]*>([^<]*)</option>", dialog)
    assert types == ["全部", "身份证", "军官证", "警官证", "其他", "港澳同胞回乡证", "台湾同胞证", "护照"]
    for condition in ({"name": "周"}, {"id_no": manager.id_number.clear()}, {"id_type": "resident"}):
        asked = condition | {"project": str(project.uuid), "contractor": builder.uscc}
        found = clerk.post(f"{NEW}pick/project_manager/", asked, **HTMX).content.decode()
        assert f'data-pick-label="{manager.name}"' in found, condition


def test_officers_like_managers_and_site_managers_by_hand(clerk, project):
    """“对安全员的添加操作类似…施工现场管理人员…需要手动输入岗位、姓名、证件类型、证件号、证书编号、联系电话”."""
    builder = firm()
    officer = officer_of(builder)
    asked = {"name": officer.name, "project": str(project.uuid), "contractor": builder.uscc}
    assert officer.name in clerk.post(f"{NEW}pick/safety_officers/", asked, **HTMX).content.decode()
    table = re.search(r'id="id_site_managers-table".*?</thead>', clerk.text(NEW, {"project": project.uuid}), re.S)[0]
    heads = [head for head in ("岗位", "姓名", "证件类型", "证件号", "证书编号", "联系电话") if head in table]
    assert heads == ["岗位", "姓名", "证件类型", "证件号", "证书编号", "联系电话"]
    assert clerk.post(NEW, contract_data(ContractKind.GENERAL, project, rows=manager_rows(3))).status_code == 302
    assert GeneralContract.objects.get().site_managers.count() == 3


def test_save_change_submit(clerk, project):
    """“点击“保存”按钮…已保存的状态…还可以对此备案修改…提示修改备案信息成功…上报以后不能修改，请谨慎操作！…上报成功！”."""
    data = contract_data(ContractKind.GENERAL, project)
    assert clerk.post(NEW, data).status_code == 302
    contract = GeneralContract.objects.get()
    assert contract.get_status_display() == "已保存"
    page = clerk.text(clerk.url("edit", contract))
    assert "上报以后不能修改，请谨慎操作！是否确定上报管理部门？" in page
    changed = clerk.post(
        clerk.url("edit", contract), data | stored_rows(contract) | {"quality_standard": "good"}, follow=True
    )
    assert "修改备案信息成功" in changed.content.decode()
    contract.refresh_from_db()
    assert contract.get_quality_standard_display() == "优良"
    clerk.attach(contract)
    answer = clerk.submit(contract)
    assert "合同信息报送上报成功！" in answer.content.decode()
    contract.refresh_from_db()
    assert contract.get_status_display() == "已上报"


def test_after_submission_only_print(clerk, project):
    """“保存和上报成功后，实施单位不能再对其保存和上报操作。启用“打印“按钮”; “打印功能必须是在保存和上报后”."""
    contract = general_contract(project=project, submitted=True)
    assert clerk.get(clerk.url("edit", contract)).status_code == 302
    detail = clerk.text(clerk.url("detail", contract))
    for label in ("保存", "上报"):
        assert f'{label}<span class="visually-hidden">：暂时不能办理' in detail
    assert clerk.url("print", contract) in detail
    data = contract_data(ContractKind.GENERAL, project) | stored_rows(contract)
    assert clerk.post(clerk.url("edit", contract), data).status_code == 422
    assert clerk.post(clerk.url("act", contract, action="submit"), {"version": contract.version}).status_code == 422
    printed = clerk.get(clerk.url("print", contract))
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")


def test_reviewed_like_every_filing(clerk, project):
    """“必须通过上报，方可由管理部门进行受理和审核操作”, and what was returned is corrected."""
    general_contract(project=project, approved=True)
    contract = subcontract(project=project, returned=True)
    page = plain(clerk.text(clerk.url("edit", contract)))
    assert "该合同信息报送已被退回修改，请修改完相应内容，点击保存后上报！" in page
    approved = act(general_contract(section_no="D01", submitted=True), "accept")
    assert act(approved, "approve").official_no.endswith("CZ01")
    assert ContractFiling.objects.approved(ContractKind.GENERAL).count() == 2
