"""Manual 000 §3.3: 项目管理模块操作说明. §3.3.1 项目信息报送 and the gate of §3.3.2, paragraph by paragraph."""

import re
from decimal import Decimal

import pytest
from pypdf import PdfReader

from portal.filing.models import Filing
from repair_projects.models import ProjectFiling
from tests.factories import RETURN_NOTE, act, building_rows, declaration, project_data, project_filing, rows_data
from tests.manuals.reading import PROJECTS, STATES, plain, rows_of
from tests.plugins.auth import challenge

pytestmark = pytest.mark.django_db


def own_project(clerk, **state):
    return project_filing(owner=clerk.enterprise, **state)


def stored_rows(project, rows: list[dict]) -> dict:
    """The sub-table as an edit page posts it back."""
    known = [row | {"id": str(old.pk)} for row, old in zip(rows, project.buildings.all(), strict=True)]
    return rows_data("buildings", known, initial=len(known))


def edit(clerk, project, **changes):
    """保存 on the edit page."""
    project.refresh_from_db()
    data = project_data(declaration_no=project.declaration_no, **changes) | stored_rows(project, building_rows(2))
    return clerk.post(clerk.url("edit", project), data | {"version": str(project.version)}, follow=True)


# 3 项目管理模块操作说明, 3.1 住宅修缮项目信息报送操作


def test_3_3_1_projects_list_page(clerk):
    """§3.3.1 “点击“项目管理”进入管理首页面…查询、新增和…列表的浏览”, four conditions, five states."""
    menu = re.search(rf'<a [^>]*href="{PROJECTS}"[^>]*>.*?</a>', clerk.text("/desk/"), re.S)
    assert plain(menu[0]).strip() == "项目管理"
    approved, saved = own_project(clerk, approved=True), own_project(clerk)
    own_other = project_filing()
    page = clerk.text(PROJECTS)
    assert rows_of(page) == [saved.title, approved.title]
    assert "项目管理" in re.search(r"<h1>(.*?)</h1>", page, re.S)[1]
    assert own_other.title not in page
    for label in ("网上申请编号", "项目名称", "项目信息报送编号", *STATES):
        assert label in plain(page)
    for name, value in (
        ("online_application_no", approved.online_application_no),
        ("title", approved.title),
        ("official_no", approved.official_no),
        ("status", "approved"),
    ):
        assert rows_of(clerk.text(PROJECTS, {name: value})) == [approved.title], name


def test_3_3_1_new_project_page(clerk):
    """§3.3.1 “点击“新增”按钮，进入上海市建设工程项目信息报送表(住宅修缮工程)页面”."""
    page = clerk.text(f"{PROJECTS}new/")
    assert "上海市建设工程项目信息报送表" in page
    labels = (
        "保存 上报 打印 返回 项目申报编号 所在区县 所在区域 实施单位 注册资金 单位性质 法定代表人 工程账户号 联系人"
    )
    for label in [*labels.split(), "电话", "邮政编码"]:
        assert label in plain(page), label
    assert clerk.enterprise.name in plain(page)


def test_3_3_1_declaration_number_is_checked_and_read(clerk):
    """§3.3.1 “平台会验证项目申报编号的有效性，并读取项目申报的项目名称、总投资等信息”."""
    declared = declaration(owner=clerk.enterprise, approved=True, total_investment="1732.72")
    read = clerk.get(f"{PROJECTS}lookup-declaration/", {"value": declared.official_no}).json()
    assert read["values"]["project_name"] == declared.project_name
    assert Decimal(read["values"]["total_investment"]) == Decimal("1732.72")
    answer = clerk.post(f"{PROJECTS}new/", project_data(declaration_no="26SBHK9999"))
    assert answer.status_code == 422
    assert "项目申报编号无效，请核实！" in answer.content.decode()
    clerk.post(f"{PROJECTS}new/", project_data(declaration_no=declared.official_no))
    project = ProjectFiling.objects.get()
    assert (project.project_name, project.total_investment) == (declared.project_name, Decimal("1732.72"))


def test_3_3_1_declaration_comes_first(clerk):
    """§3.3.1 “在填报项目报送信息之前，需先完成项目申报”."""
    unfinished = declaration(owner=clerk.enterprise, accepted=True)
    data = project_data(declaration_no=unfinished.online_application_no)
    answer = clerk.post(f"{PROJECTS}new/", data)
    assert "该项目申报尚未审核通过，不能进行项目信息报送！" in answer.content.decode()
    assert not ProjectFiling.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("gross_floor_area", "", "建筑面积不能为空！"),
        ("gross_floor_area", "abc", "建筑面积必须为数值！"),
        ("total_investment", "abc", "总投资必须为数值！"),
        ("fund_owner_pct", "4.99", "项目资金来源合计必须为100%！"),
        ("fund_owner_pct", "5.01", "项目资金来源合计必须为100%！"),
        ("postal_code", "20008", "邮政编码必须为6位数字！"),
        ("postal_code", "abcdef", "邮政编码必须为6位数字！"),
        ("district", "", "请选择所在区县！"),
        ("ring_zone", "", "请选择所在区域！"),
        ("is_heritage_building", None, "请选择是否优秀历史建筑！"),
        ("is_in_conservation_area", None, "请选择是否地处历史文化风貌区！"),
    ],
)
def test_3_3_1_friendly_red_texts(clerk, field, value, text):
    """§3.3.1 “对页面的输入的数据都有验证，验证不通过会有一个友好的红字提示”."""
    declared = declaration(owner=clerk.enterprise, approved=True)
    data = project_data(declaration_no=declared.official_no, **{field: value})
    answer = clerk.post(f"{PROJECTS}new/", data)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not ProjectFiling.objects.exists()


def test_3_3_1_no_choice_is_made_in_advance(clerk):
    """§3.3.1 “是否优秀历史建筑和是否地处历史文化风貌区选择按钮都必须选择，不能为空”."""
    page = clerk.text(f"{PROJECTS}new/")
    for name in ("is_heritage_building", "is_in_conservation_area"):
        radios = re.findall(rf'<input type="radio" name="{name}"[^>]*>', page)
        assert len(radios) == 2
        assert not any("checked" in radio for radio in radios)


def test_3_3_1_saving_a_new_project(clerk):
    """§3.3.1 “数据验证通过验证后以文本框的形式提示：“项目信息报送申请新增成功！””."""
    declared = declaration(owner=clerk.enterprise, approved=True)
    answer = clerk.post(f"{PROJECTS}new/", project_data(declaration_no=declared.official_no), follow=True)
    assert "项目信息报送申请新增成功！" in answer.content.decode()
    project = ProjectFiling.objects.get()
    assert project.status == "saved"
    assert re.fullmatch(r"W\d{13}", project.online_application_no)
    assert project.buildings.count() == 2


def test_3_3_1_only_saved_projects_can_be_submitted(clerk):
    """§3.3.1 “未保存的项目不能够上报…只有保存完项目信息后方可对项目信息进行上报操作”."""
    page = clerk.text(f"{PROJECTS}new/")
    assert "/act/submit/" not in page
    assert not Filing.objects.exists()


def test_3_3_1_only_submitted_projects_reach_the_office(clerk, reviewer_client):
    """§3.3.1 “只有上报后才能够在内网中对其进行受理和审核”."""
    project = own_project(clerk)
    page = f"/internal/review/{project.uuid}/"
    assert reviewer_client.get(page).status_code == 404
    act(project, "submit")
    assert reviewer_client.get(page).status_code == 200


def test_3_3_1_changing_before_submission(clerk):
    """§3.3.1 “在上报前可以对其再修改。经过验证通过后，提示“项目信息报送申请修改成功””."""
    project = own_project(clerk)
    answer = edit(clerk, project, contact_name="赵六")
    assert "项目信息报送申请修改成功" in answer.content.decode()
    project.refresh_from_db()
    assert (project.contact_name, project.status) == ("赵六", "saved")


def test_3_3_1_submitting_asks_first(clerk):
    """§3.3.1 “上报过程中有一个确认操，提示用户是否确定上报管理部门…点击“取消”按钮，取消…上报”."""
    project = own_project(clerk)
    clerk.attach(project)
    page = clerk.text(clerk.url("edit", project))
    assert "是否确定上报管理部门" in page
    assert "取消" in plain(page)
    assert "是否确定上报管理部门" in clerk.text(clerk.url("confirm", project, action="submit"))
    project.refresh_from_db()
    assert project.status == "saved"


def test_3_3_1_submitting(clerk):
    """§3.3.1 “点击“确定”按钮，提示项目信息上报成功，上报成功后不能再对报送信息进行修改”."""
    project = own_project(clerk)
    clerk.attach(project)
    answer = clerk.submit(project)
    assert answer.status_code == 200
    assert "项目信息上报成功" in answer.content.decode()
    project.refresh_from_db()
    assert project.status == "submitted"
    assert project.snapshots.get().certificate_serial
    refused = edit(clerk, project, contact_name="改名")
    assert refused.status_code == 422
    project.refresh_from_db()
    assert project.contact_name == "李四"


def test_3_3_1_the_certificate_signs_what_is_submitted(clerk):
    """§1, §3.3.1: without a signature of the certificate, or with one over other content, nothing is submitted."""
    project = own_project(clerk)
    clerk.attach(project)
    path, version = clerk.url("act", project, action="submit"), str(project.version)
    assert clerk.post(path, {"version": version}).status_code == 422
    nonce = challenge(clerk.client, digest="ab" * 32)
    token = clerk.pki.sign("ec-sign", nonce, purpose=f"submit:{'ab' * 32}")
    assert clerk.post(path, {"version": version, "token": str(token)}).status_code == 422
    project.refresh_from_db()
    assert project.status == "saved"


def test_3_3_1_no_second_submission(clerk):
    """§3.3.1 “已经上报的实施单位项目不能重复上报，系统会对其状态进行判断，然后禁用“保存”，“上报”按钮”."""
    project = own_project(clerk, submitted=True)
    answer = clerk.submit(project)
    assert answer.status_code == 422
    assert "当前状态为「已上报」，不能上报" in answer.content.decode()
    assert clerk.get(clerk.url("edit", project)).status_code == 302
    page = clerk.text(clerk.url("detail", project))
    assert 'name="version"' not in page
    project.refresh_from_db()
    assert project.submission_count == 1


def test_3_3_1_printing_shows_what_was_submitted(clerk, tmp_path):
    """§3.3.1 “打印只能是在保存和上报后…打印显示数据为已经上报成功的项目信息报送工程信息”."""
    project = own_project(clerk, returned=True)
    edit(clerk, project, contact_name="后来的人")
    answer = clerk.get(clerk.url("print", project))
    assert answer["Content-Type"] == "application/pdf"
    path = tmp_path / "print.pdf"
    path.write_bytes(answer.content)
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(path).pages))
    assert "上海市建设工程项目信息报送表" in text
    assert project.online_application_no in text
    assert "李四" in text
    assert "后来的人" not in text


def test_3_3_1_a_preview_before_submission_says_so(clerk, tmp_path):
    """§3.3.1 “系统对没有进行过保存和上报的…不能进行打印”: before 上报 there is only a preview marked 草稿."""
    answer = clerk.get(clerk.url("print", own_project(clerk)))
    path = tmp_path / "print.pdf"
    path.write_bytes(answer.content)
    assert "草稿" in "".join(page.extract_text() for page in PdfReader(path).pages).replace(" ", "")


@pytest.mark.parametrize(
    ("state", "label"), [("returned", "退回修改"), ("accepted", "已受理"), ("approved", "已审核")]
)
def test_3_3_1_the_offices_decisions_show(clerk, state, label):
    """§3.3.1 “经过受理和审核后，项目信息报送状态会对应的改为退回修改、已受理、已审核的状态”."""
    project = own_project(clerk, **{state: True})
    assert rows_of(clerk.text(PROJECTS, {"status": state})) == [project.title]
    page = "edit" if state == "returned" else "detail"
    assert label in plain(clerk.text(clerk.url(page, project)))


def test_3_3_1_an_approved_project_is_neither_saved_nor_submitted(clerk):
    """§3.3.1 “已审核后的项目信息报送工程…都不能进行保存和上报”, not even by a forged form."""
    project = own_project(clerk, approved=True)
    before = ProjectFiling.objects.values().get()
    assert edit(clerk, project, contact_name="改名").status_code == 422
    assert clerk.submit(project).status_code == 422
    assert ProjectFiling.objects.values().get() == before


def test_3_3_1_the_red_banner_of_a_returned_project(clerk):
    """§3.3.1 “前端页面会有一个红字提示信息”."""
    project = own_project(clerk, returned=True)
    page = clerk.text(clerk.url("edit", project))
    assert "该项目信息报送已被退回修改，请修改完相应内容，点击保存后上报！" in page
    assert RETURN_NOTE in page


def test_3_3_1_a_returned_project_is_corrected_saved_and_submitted(clerk):
    """§3.3.1 “由实施单位重新检查信息是否正确并进行相应的修改，并点击“保存”按钮…完成系统的保存和上报操作”."""
    project = own_project(clerk, returned=True)
    assert clerk.submit(project).status_code == 422
    project.refresh_from_db()
    assert project.status == "returned"
    assert edit(clerk, project, contact_name="改正人").status_code == 200
    project.refresh_from_db()
    assert project.status == "returned"
    assert "项目信息上报成功" in clerk.submit(project).content.decode()
    project.refresh_from_db()
    assert (project.status, project.submission_count) == ("submitted", 2)
    assert act(act(project, "accept"), "approve").status == "approved"


# 3.2 住宅修缮项目合同信息报送操作: the gate that stands before it


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_3_3_2_what_follows_waits_for_approval(clerk, state):
    """§3.3.2 “合同信息报送操作只能是对项目信息报送状态为已审核的住宅修缮工程的操作”."""
    own_project(clerk, **{state: True})
    page = clerk.text(PROJECTS)
    text = "该项目信息报送尚未审核通过，不能进行合同信息报送相关操作！"
    assert page.count(text) == 3
    assert all(label in plain(page) for label in ("合同信息报送", "开工审核", "竣工备案"))


def test_3_3_2_an_approved_project_is_not_refused(clerk):
    """§3.3.2 “若项目信息报送工程状态为已审核…实施单位可以进行…操作”: no refusal on the row."""
    own_project(clerk, approved=True)
    assert "该项目信息报送尚未审核通过" not in clerk.text(PROJECTS)
