"""Every rule of 竣工备案, fulfilled and not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.filing import clock
from portal.filing.registry import filing_type
from tests.factories import implementer, post_data, upload
from tests.factories_stages import completion, completion_data, opinion_rows, result_rows, started_project

pytestmark = pytest.mark.django_db
TODAY = clock.today()
YESTERDAY, TOMORROW = str(TODAY - timedelta(days=1)), str(TODAY + timedelta(days=1))


@pytest.fixture
def project():
    return started_project()


def checked(project, **changes):
    kind = filing_type("repair.completion")
    data = post_data(completion_data(project, **changes))
    form = kind.form_class(data, instance=kind.model(), kind=kind, actor=implementer(project.owner))
    valid = form.is_valid()
    rows = {one.prefix: [str(text) for text in one.non_form_errors()] for one in form.tables}
    warnings = [unmet.text for unmet in form.warnings]
    return SimpleNamespace(valid=valid, errors=form.errors, rows=rows, warnings=warnings)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("building_use", "", "请选择工程用途！"),
        ("structure_type", "", "请选择结构类型！"),
        ("floors", "0", "层数（最高）应在1到99之间！"),
        ("actual_area", "", "实际建筑（修缮）面积不能为空！"),
        ("actual_area", "0", "实际建筑（修缮）面积必须大于0！"),
        ("actual_cost", "", "实际造价不能为空！"),
        ("actual_cost", "0", "实际造价必须大于0！"),
        ("actual_start", "", "实际开工日期不能为空！"),
        ("actual_start", TOMORROW, None),
        ("acceptance_date", "", "竣工验收日期不能为空！"),
        ("acceptance_date", TOMORROW, "竣工验收日期不能晚于今天！"),
        ("quality_supervisor", "", "工程质量监督机构不能为空！"),
        ("testing_body_code", "12?", "检测机构代码应为9至18位数字或大写字母！"),
        ("quality_grade", "", "请选择工程质量等级！"),
        ("quality_grade", "failed", "工程质量等级必须为合格，方可进行竣工备案！"),
        ("design_review_opinion", "", "施工图（方案）审查意见不能为空！"),
        ("payment_state", "", "工程款支付情况不能为空！"),
        ("warranty_waterproofing", "4", "防水工程保修期限不得少于5年！"),
        ("warranty_pipes", "1", "管线工程保修期限不得少于2年！"),
        ("warranty_other", "1", "其他工程保修期限不得少于2年！"),
        ("warranty_other", "", "其他工程保修期限不能为空！"),
    ],
)
def test_refused(project, field, value, text):
    found = checked(project, **{field: value})
    assert not found.valid
    if text is None:
        field, text = "acceptance_date", "竣工验收日期不能早于实际开工日期！"
    assert text in found.errors[field]


def test_accepted(project):
    found = checked(project)
    assert found.valid, found.errors
    assert found.warnings == []


def test_a_start_before_the_permission_is_asked_about(project):
    found = checked(project, actual_start=YESTERDAY)
    assert found.valid
    assert found.warnings == ["实际开工日期早于开工审核通过日期，请核实。"]


@pytest.mark.parametrize(
    ("area", "note", "valid", "warned"),
    [
        ("30072.00", "", True, False),  # 5 % more
        ("30072.02", "", False, False),
        ("30072.02", "增补两处楼梯间面积", True, True),
        ("27208.00", "", True, False),  # 5 % less
        ("27207.98", "", False, False),
    ],
)
def test_another_area_is_explained(project, area, note, valid, warned):
    from decimal import Decimal

    first, second = result_rows(project)
    second = second | {"actual_area": str(Decimal(area) - Decimal(first["actual_area"]))}
    found = checked(project, actual_area=area, area_note=note, results=[first, second])
    assert found.valid is valid, found.errors
    assert ("实际面积与报送的建筑面积相差超过5%，请核实差异说明。" in found.warnings) is warned
    if not valid:
        assert found.errors["area_note"] == ["实际面积与报送的建筑面积相差超过5%，请填写面积差异说明！"]


@pytest.mark.parametrize(
    ("cost", "note", "valid", "warned"),
    [
        ("1668.6578", "", True, False),  # 110 % of 1490.1392 + 26.8225 is 1668.65787
        ("1668.6579", "", False, False),
        ("1668.6579", "工程量增加", True, True),
    ],
)
def test_higher_costs_are_explained(project, cost, note, valid, warned):
    found = checked(project, actual_cost=cost, cost_note=note)
    assert found.valid is valid, found.errors
    assert ("实际造价超过已审核合同价合计的110%，请核实差异说明。" in found.warnings) is warned
    if not valid:
        assert found.errors["cost_note"] == ["实际造价超过已审核合同价合计的110%，请填写造价差异说明！"]


@pytest.mark.parametrize(
    ("parties", "label"),
    [
        (("construction", "supervision", "implementer"), "设计单位"),
        (("design", "supervision", "implementer"), "施工单位"),
        (("design", "construction", "implementer"), "监理单位"),
        (("design", "construction", "supervision"), "实施单位"),
    ],
)
def test_four_opinions_are_needed(project, parties, label):
    found = checked(project, opinions=opinion_rows(*parties))
    assert not found.valid
    assert found.rows["opinions"] == [f"请填写{label}的竣工验收意见！"]


def test_surveyors_may_speak_too_but_nobody_twice(project):
    four = opinion_rows()
    assert checked(project, opinions=[*four, *opinion_rows("survey")]).valid
    found = checked(project, opinions=[*four, *opinion_rows("design")])
    assert found.rows["opinions"] == ["竣工验收意见中每个验收方只能填写一行！"]


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, ""),
        (-30, ""),
        (-31, "竣工验收意见的签署日期不能早于竣工验收日期前30天！"),
        (1, "竣工验收意见的签署日期不能晚于今天！"),
    ],
)
def test_opinions_are_signed_around_the_acceptance(project, days, text):
    rows = opinion_rows(signed_on=str(TODAY + timedelta(days=days)))
    found = checked(project, opinions=rows)
    assert found.valid is not bool(text)
    assert found.rows["opinions"] == ([text] if text else [])


def test_an_opinion_says_something(project):
    rows = [*opinion_rows("design", opinion=""), *opinion_rows("construction", "supervision", "implementer")]
    assert not checked(project, opinions=rows).valid


def test_areas_of_the_buildings_come_to_the_whole(project):
    found = checked(project, results=result_rows(project, actual_area="14319.99"))
    assert found.rows["results"] == ["单位（幢）明细实际面积合计与实际建筑（修缮）面积不一致！"]


@pytest.mark.parametrize("change", ["fewer", "other", "twice"])
def test_the_buildings_are_those_of_the_project(project, change):
    rows = result_rows(project)
    rows = {
        "fewer": rows[:1],
        "other": [rows[0], rows[1] | {"building_address": "别处1号"}],
        "twice": [rows[0], rows[1] | {"building_address": rows[0]["building_address"]}],
    }[change]
    found = checked(project, results=rows)
    assert "单位（幢）明细必须与项目的房屋明细逐幢一致，请刷新页面后重新填写！" in found.rows["results"]


def test_every_building_has_passed(project):
    first, second = result_rows(project)
    found = checked(project, results=[first, second | {"result": "failed"}])
    assert found.rows["results"] == ["单位（幢）明细第2行验收结论必须为合格，方可进行竣工备案！"]


@pytest.mark.parametrize(
    ("slot", "label"),
    [
        ("completion-form", "竣工验收备案表（盖章）"),
        ("acceptance-report", "工程竣工验收报告"),
        ("warranty", "工程质量保修书"),
        ("supervision-report", "质量监督报告"),
        ("payment-proof", "工程款支付证明"),
        ("drawings", "竣工图"),
    ],
)
def test_papers_that_must_be_there(project, slot, label):
    filing = completion(project=project)
    actor = implementer(filing.owner)
    for one in filing.type.slots:
        if one.name != slot and one.required is True:
            upload(filing, one.name, actor=actor)
    verdict = filing.workflow.judge(filing, filing.workflow["submit"], actor)
    assert [unmet.text for unmet in verdict.unmet] == [f"请上传附件：{label}"]


def test_the_heritage_paper_only_for_heritage(project):
    filing = completion(project=project)
    slot = filing.type.slot("heritage-acceptance")
    assert not slot.is_required(filing)
    filing.project.is_heritage_building = True
    assert slot.is_required(filing)
