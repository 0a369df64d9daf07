"""Every rule of 开工审核, fulfilled and not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.filing import clock
from portal.filing.registry import filing_type
from tests.factories import act, implementer, post_data, reviewer_of, upload
from tests.factories_stages import contracted_project, start_review, start_review_data

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def project():
    return contracted_project()


def checked(project, **changes):
    kind = filing_type("repair.start_review")
    data = post_data(start_review_data(project, **changes))
    form = kind.form_class(data, instance=kind.model(), kind=kind, actor=implementer(project.owner))
    valid = form.is_valid()
    return SimpleNamespace(valid=valid, errors=form.errors, warnings=[unmet.text for unmet in form.warnings])


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("planned_start", "", "计划开工日期不能为空！"),
        ("planned_finish", "", "计划竣工日期不能为空！"),
        ("planned_finish", str(TODAY), "计划竣工日期必须晚于计划开工日期！"),
        ("method_statement_state", "", "请选择施工组织设计（方案）编审！"),
        ("method_statement_state", "pending", "施工组织设计（方案）必须已审批，方可进行开工审核！"),
        ("supervision_office", "", "请选择质量、安全监督手续！"),
        ("design_review_state", "", "请选择施工图或修缮方案审查！"),
        ("site_ready", None, "请选择现场条件（三通一平、围挡、公示牌）是否具备！"),
        ("site_ready", "0", "现场条件（三通一平、围挡、公示牌）是否具备必须为“是”，方可进行开工审核！"),
        ("residents_notified", None, "请选择居民告知公示是否完成！"),
        ("residents_notified", "0", "居民告知公示是否完成必须为“是”，方可进行开工审核！"),
        ("notice_date", "", "公示日期不能为空！"),
        ("notice_date", str(TODAY + timedelta(days=1)), "公示日期不能晚于今天！"),
        ("safety_fee_paid", None, "请选择安措费首付是否到账！"),
        ("safety_fee_paid", "0", "安措费首付是否到账必须为“是”，方可进行开工审核！"),
        ("paid_amount", "", "安措费到账金额不能为空！"),
        ("paid_amount", "0", "安措费到账金额必须大于0！"),
        ("paid_amount", "abc", "安措费到账金额必须为数值！"),
        ("paid_amount", "46.1944", "安措费到账金额不能大于施工总包合同的安全防护文明施工措施费！"),
        ("injury_insurance", None, "请选择是否办理工伤保险！"),
        ("injury_insurance", "0", "是否办理工伤保险必须为“是”，方可进行开工审核！"),
        ("site_start_state", "", "请选择现场开工情况！"),
    ],
)
def test_refused(project, field, value, text):
    found = checked(project, **{field: value})
    assert not found.valid
    assert text in found.errors[field]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"paid_amount": "46.1943"},
        {"notice_date": str(TODAY - timedelta(days=30))},
        {"design_review_state": "exempt"},
        {"advance_paid": "0"},
        {"advance_paid": "1"},
        {"heritage_expert_review": "0"},
    ],
)
def test_accepted(project, changes):
    found = checked(project, **changes)
    assert found.valid, found.errors
    assert found.warnings == []


def test_works_that_have_begun_are_described(project):
    found = checked(project, site_start_state="started")
    assert "已开工情况说明不能为空！" in found.errors["site_start_note"]
    found = checked(project, site_start_state="started", site_start_note="围挡已搭设。")
    assert found.valid
    assert found.warnings == ["现场已开工，请核实是否未经审核先行施工。"]


def test_the_reviewer_sees_that_works_have_begun(project):
    review = start_review(project=project, accepted=True, site_start_state="started", site_start_note="围挡已搭设。")
    verdict = review.workflow.judge(review, review.workflow["approve"], reviewer_of(review))
    assert verdict.allowed
    assert [unmet.text for unmet in verdict.warnings] == ["现场已开工，请核实是否未经审核先行施工。"]


def test_a_start_before_the_last_signature_is_asked_about(project):
    found = checked(project, planned_start=str(TODAY - timedelta(days=4)))
    assert found.valid
    assert found.warnings == ["计划开工日期早于合同签订日期，请核实。"]
    assert checked(project, planned_start=str(TODAY - timedelta(days=3))).warnings == []


@pytest.mark.parametrize(("answer", "valid"), [("", False), ("0", False), ("1", True)])
def test_heritage_needs_the_experts(answer, valid):
    heritage = {
        "is_heritage_building": "1", "heritage_batch": "2", "heritage_class": "3", "heritage_approval_no": "沪历1号",
        "repair_category": "LSJZ",
    }  # fmt: skip
    found = checked(contracted_project(**heritage), heritage_expert_review=answer)
    assert found.valid is valid
    if not valid:
        text = "优秀历史建筑的专项方案必须通过专家论证，方可进行开工审核！"
        assert found.errors["heritage_expert_review"] == [text]


@pytest.mark.parametrize(
    ("slot", "label"),
    [
        ("review-form", "开工审核单（盖章）"),
        ("method-statement", "施工组织设计审批表"),
        ("safety-payment", "安措费支付凭证"),
        ("responsibility", "施工现场质量安全责任书"),
        ("injury-insurance", "工伤保险凭证"),
        ("residents-notice", "居民告知书/公示照片"),
    ],
)
def test_papers_that_must_be_there(project, slot, label):
    review = start_review(project=project)
    actor = implementer(review.owner)
    for one in review.type.slots:
        if one.name != slot and one.required is True:
            upload(review, one.name, actor=actor)
    verdict = review.workflow.judge(review, review.workflow["submit"], actor)
    assert [unmet.text for unmet in verdict.unmet] == [f"请上传附件：{label}"]


def test_the_experts_paper_only_for_heritage(project):
    slot = filing_type("repair.start_review").slot("expert-opinion")
    review = start_review(project=project)
    assert not slot.is_required(review)
    review.project.is_heritage_building = True
    assert slot.is_required(review)


def test_a_saved_one_can_be_changed(project):
    """Manual 000 §3.3: 对已经保存的…还可以对其审核单数据进行修改."""
    review, kind = start_review(project=project), filing_type("repair.start_review")
    data = post_data(start_review_data(project, remarks="补充说明"))
    form = kind.form_class(
        data, instance=kind.model.objects.get(pk=review.pk), kind=kind, actor=implementer(review.owner)
    )
    assert form.is_valid(), form.errors
    assert act(review, "save", change=form).remarks == "补充说明"
