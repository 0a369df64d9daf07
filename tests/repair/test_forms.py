"""What the two forms accept and what they say in red; shapes of fields, everything at once, what cannot be forged."""

from decimal import Decimal

import pytest

from portal.filing.perform import perform
from portal.filing.registry import filing_type
from tests.factories import (
    act,
    building_rows,
    declaration,
    declaration_data,
    form_of,
    implementer,
    post_data,
    project_data,
    project_filing,
    rows_data,
    save_new,
)
from tests.factories_auth import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return EnterpriseFactory(address="单位路8号", postal_code="200083", legal_representative="罗明远")


@pytest.fixture
def declared(owner):
    return declaration(owner=owner, approved=True)


def unchecked(kind: str, data: dict, owner, instance=None):
    one = filing_type(kind)
    return one.form_class(
        post_data(data), instance=instance or one.model(owner=owner), kind=one, actor=implementer(owner)
    )


def errors_of(kind: str, data: dict, owner) -> dict[str, list[str]]:
    form = unchecked(kind, data, owner)
    assert not form.is_valid()
    of_tables = {one.prefix: list(one.non_form_errors()) for one in form.tables if one.non_form_errors()}
    return {name: list(texts) for name, texts in form.errors.items()} | of_tables


SHAPES = [
    ("project_name", "", "项目名称不能为空！"),
    ("project_name", "名" * 201, "项目名称不能超过200个字，现有201个字！"),
    ("total_investment", "", "总投资不能为空！"),
    ("total_investment", "一千", "总投资必须为数值！"),
    ("total_investment", "0", "总投资必须大于0！"),
    ("total_investment", "-1", "总投资必须大于0！"),
    ("total_investment", "10000000.0001", "总投资不能大于10000000！"),
    ("total_investment", "1.00001", "总投资最多4位小数！"),
    ("gross_floor_area", "", "建筑面积不能为空！"),
    ("gross_floor_area", "abc", "建筑面积必须为数值！"),
    ("gross_floor_area", "1.001", "建筑面积最多2位小数！"),
    ("building_count", "0", "幢数应在1到9999之间！"),
    ("building_count", "1.5", "幢数必须为整数！"),
    ("consent_rate", "100.01", "征询同意率应在0到100之间！"),
    ("postal_code", "20008", "邮政编码必须为6位数字！"),
    ("postal_code", "2000811", "邮政编码必须为6位数字！"),
    ("postal_code", "20008a", "邮政编码必须为6位数字！"),
    ("postal_code", "", "邮政编码不能为空！"),
    ("contact_mobile", "12900000001", "手机号码格式不正确！"),
    ("contact_mobile", "1390000000", "手机号码格式不正确！"),
    ("district", "", "请选择所在区县！"),
    ("district", "KQ", "请选择所在区县！"),
    ("ring_zone", "6", "请选择所在区域！"),
    ("district", "XX", "请选择所在区县！"),
    ("ring_zone", "", "请选择所在区域！"),
    ("repair_category", "JZDT", "请选择项目类别！"),
    ("intended_funding_sources", [], "请选择拟定资金来源！"),
    ("planned_start", "2026-02-30", "计划开工日期不是有效日期，请按 2027-01-11 的格式填写！"),
]


@pytest.mark.parametrize(("field", "value", "text"), SHAPES)
def test_red_text_of_a_field(owner, field, value, text):
    assert errors_of("repair.declaration", declaration_data(**{field: value}), owner)[field] == [text]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("total_investment", "１，７３２．７２", Decimal("1732.72")),
        ("total_investment", "1,732.72", Decimal("1732.72")),
        ("postal_code", "２０００８１", "200081"),
        ("planned_start", "2026年4月26日", "2026-04-26"),
        ("project_name", "  名称​ ", "名称"),
    ],
)
def test_what_clerks_type_is_read(owner, field, typed, kept):
    form = unchecked("repair.declaration", declaration_data(**{field: typed}), owner)
    assert form.is_valid(), form.errors
    value = form.cleaned_data[field]
    assert (str(value) if field == "planned_start" else value) == kept


PROJECT_SHAPES = [
    ("project_account_no", "1234567", "工程账户号必须为8至30位数字！"),
    ("contact_phone", "6500", "联系电话格式不正确！"),
    ("registered_capital", "-1", "注册资金应在0到10000000之间！"),
    ("floors_above", "100", "地上层数（最高）应在1到99之间！"),
    ("fund_owner_pct", "100.5", "业主自筹资金应在0到100之间！"),
    ("fund_owner_pct", "五", "业主自筹资金必须为数值！"),
    ("is_heritage_building", None, "请选择是否优秀历史建筑！"),
    ("is_in_conservation_area", None, "请选择是否地处历史文化风貌区！"),
    ("is_formally_approved", None, "请选择是否正式立项！"),
    ("repair_items", [], "请选择修缮内容！"),
    ("unit_nature", "18", "请选择单位性质！"),
]


@pytest.mark.parametrize(("field", "value", "text"), PROJECT_SHAPES)
def test_red_text_of_a_project_field(owner, declared, field, value, text):
    data = project_data(declaration_no=declared.official_no, **{field: value})
    assert errors_of("repair.project", data, owner)[field] == [text]


def test_everything_wrong_is_said_at_once(owner):
    """A wrong number, a wrong shape and two broken rules: one answer."""
    data = project_data(
        declaration_no="26SBHK9999", fund_owner_pct="4.99", postal_code="1", has_structural_change="1",
        household_count="69",
    )  # fmt: skip
    found = errors_of("repair.project", data, owner)
    assert found["declaration_no"] == ["项目申报编号无效，请核实！"]
    assert found["postal_code"] == ["邮政编码必须为6位数字！"]
    assert found["fund_municipal_pct"] == ["项目资金来源合计必须为100%！"]
    assert len(found["has_structural_change"]) == 1
    assert found["buildings"] == ["房屋明细户数合计与项目受益户数不一致！"]


def test_a_rule_is_told_once(owner, declared):
    data = project_data(declaration_no=declared.official_no, household_count="69", fund_owner_pct="4")
    found = errors_of("repair.project", data, owner)
    assert found == {
        "fund_municipal_pct": ["项目资金来源合计必须为100%！"],
        "buildings": ["房屋明细户数合计与项目受益户数不一致！"],
    }


def test_rules_wait_for_rows_that_cannot_be_read(owner, declared):
    rows = building_rows(2)
    rows[1]["floor_area"] = "大"
    data = project_data(declaration_no=declared.official_no, buildings=rows, fund_owner_pct="4")
    form = unchecked("repair.project", data, owner)
    assert not form.is_valid()
    assert form.tables[0].forms[1].errors == {"floor_area": ["建筑面积必须为数值！"]}
    assert list(form.errors) == ["fund_municipal_pct"]


def test_a_form_without_rows_is_no_crash(owner, declared):
    data = {
        name: value
        for name, value in project_data(declaration_no=declared.official_no).items()
        if not name.startswith("buildings-")
    }
    form = unchecked("repair.project", data, owner)
    assert not form.is_valid()
    assert form.tables[0].non_form_errors() == ["房屋明细没有读取完整，请刷新页面后重新填写！"]


def test_rows_are_limited(owner, declared):
    data = project_data(declaration_no=declared.official_no, buildings=301)
    form = unchecked("repair.project", data, owner)
    assert not form.is_valid()
    assert "房屋明细不能超过300行！" in form.tables[0].non_form_errors()


def test_name_and_investment_are_the_declarations(owner, declared):
    """Read-only on the page, and whatever a forged form says."""
    kind = filing_type("repair.project")
    data = project_data(declaration_no=declared.official_no, project_name="另一个项目", total_investment="9999999")
    project = save_new(kind, data, actor=implementer(owner))
    project.refresh_from_db()
    assert (project.project_name, project.total_investment) == (declared.project_name, declared.total_investment)
    assert project.title == declared.project_name
    assert project.declaration == declared
    assert (project.implementer_name, project.implementer_code) == (owner.name, owner.uscc)


def test_investment_that_is_no_number_is_refused_even_so(owner, declared):
    data = project_data(declaration_no=declared.official_no, total_investment="abc")
    assert errors_of("repair.project", data, owner)["total_investment"] == ["总投资必须为数值！"]


def test_a_new_form_starts_with_what_is_known_of_the_enterprise(owner):
    kind = filing_type("repair.declaration")
    form = kind.form_class(instance=kind.model(owner=owner), kind=kind, actor=implementer(owner))
    assert form["implementer_address"].value() == "单位路8号"
    assert form["postal_code"].value() == "200083"
    assert form["legal_representative"].value() == "罗明远"


def test_the_district_stays_once_it_was_submitted(owner):
    """It decides who reviews and the letters of the number; a forged form changes nothing."""
    returned = declaration(owner=owner, returned=True)
    kind = filing_type("repair.declaration")
    form = form_of(kind, declaration_data(district="XH"), actor=implementer(owner), instance=returned)
    done = perform(returned, "save", actor=implementer(owner), version=returned.version, change=form)
    assert done.district == "HK"
    assert form.fields["district"].disabled


def test_the_district_may_change_before_that(owner):
    saved = declaration(owner=owner)
    kind = filing_type("repair.declaration")
    form = form_of(kind, declaration_data(district="XH"), actor=implementer(owner), instance=saved)
    assert perform(saved, "save", actor=implementer(owner), version=saved.version, change=form).district == "XH"


def test_personal_numbers_are_shown_masked_and_kept_when_the_mask_comes_back(owner, declared):
    project = project_filing(owner=owner, declared=declared)
    project.refresh_from_db()
    assert str(project.client_manager_id_no) == "310***********0116"
    rows = list(project.buildings.all())
    data = project_data(
        declaration_no=declared.official_no, client_manager_id_no="310***********0116", contact_mobile="139****0001",
    ) | rows_data("buildings", [row | {"id": str(old.pk)} for row, old in zip(building_rows(2), rows, strict=True)],
                  initial=2)  # fmt: skip
    kind = filing_type("repair.project")
    form = form_of(kind, data, actor=implementer(owner), instance=project)
    saved = perform(project, "save", actor=implementer(owner), version=project.version, change=form)
    saved.refresh_from_db()
    assert saved.client_manager_id_no.clear() == "310199197408260116"
    assert saved.contact_mobile.clear() == "13900000001"
    assert saved.buildings.count() == 2


def test_rows_are_changed_removed_and_added(owner, declared):
    project = project_filing(owner=owner, declared=declared)
    first, second = project.buildings.all()
    rows = [
        {"id": str(first.pk), "DELETE": "on"} | building_rows(1)[0],
        {"id": str(second.pk)} | building_rows(1, area="14000", households="30")[0],
        building_rows(1, area="14640", households="38")[0],
    ]
    data = project_data(declaration_no=declared.official_no) | rows_data("buildings", rows, initial=2)
    form = form_of(filing_type("repair.project"), data, actor=implementer(owner), instance=project)
    saved = perform(project, "save", actor=implementer(owner), version=project.version, change=form)
    assert [str(row.floor_area) for row in saved.buildings.all()] == ["14000.00", "14640.00"]


@pytest.mark.parametrize("state", ["submitted", "accepted", "approved"])
def test_nothing_is_saved_in_the_hands_of_the_office(owner, enterprise_client, client_of, state):
    filing = declaration(owner=owner, **{state: True})
    client = client_of(implementer(owner))
    answer = client.post(f"/repair/declarations/{filing.uuid}/edit/", declaration_data(version=str(filing.version)))
    assert answer.status_code == 422
    filing.refresh_from_db()
    assert filing.status == state


def test_official_numbers_follow_year_district_and_series(owner):
    year = f"{declaration(owner=owner).created_at:%y}"
    first, second = declaration(owner=owner, approved=True), declaration(owner=owner, approved=True)
    other = declaration(owner=owner, approved=True, district="XH")
    assert [one.official_no for one in (first, second, other)] == [
        f"{year}SBHK0001", f"{year}SBHK0002", f"{year}SBXH0001",
    ]  # fmt: skip
    project = project_filing(owner=owner, declared=first, approved=True)
    assert project.project_filing_no == f"{year}03HK0001"
    assert len(project.online_application_no) == 14


def test_a_number_is_given_once_and_kept(owner):
    filing = declaration(owner=owner, accepted=True)
    assert filing.declaration_no == ""
    filing = act(filing, "approve")
    assert filing.declaration_no == filing.official_no != ""
