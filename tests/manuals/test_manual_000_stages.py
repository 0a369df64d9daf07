"""Manual 000 §3.3.3 开工审核 and §3.3.4 竣工备案, paragraph by paragraph."""

import re

import pytest

from contracts.choices import ContractKind
from repair_projects.models import CompletionFiling, ProjectFiling, StartReview
from tests.factories import act, project_filing
from tests.factories_contracts import contract, contract_data
from tests.factories_stages import (
    completion_data,
    contracted_project,
    start_review,
    start_review_data,
    started_project,
)
from tests.manuals.reading import PROJECTS, plain, rows_of

pytestmark = pytest.mark.django_db
START_REVIEWS, COMPLETIONS = "/repair/start-reviews/", "/repair/completions/"
CONTRACTS_FIRST = "施工总包合同和监理合同信息报送审核通过后方可进行开工审核！"
START_FIRST = "该项目开工审核尚未审核通过，不能进行竣工备案操作！"
NOT_APPROVED = "该项目信息报送尚未审核通过，不能进行合同信息报送相关操作！"


def own_review(clerk, **state) -> StartReview:
    return start_review(owner=clerk.enterprise, **state)


def shown_state(text: str, label: str) -> str:
    """What stands beside a label that the system fills in."""
    return re.search(rf"{label} (\S+)", plain(text))[1]


# 3.3 住宅修缮项目开工审核申报操作


def test_3_3_3_the_form_of_the_project(clerk):
    """§3.3.3 “开工审核操作须对此工程填写开工审核单”."""
    project = contracted_project(owner=clerk.enterprise)
    assert f'href="{START_REVIEWS}new/?project={project.official_no}"' in clerk.text(PROJECTS)
    page = clerk.text(f"{START_REVIEWS}new/", {"project": project.official_no})
    assert "修缮工程开工审核单" in page
    for text in (project.official_no, project.project_name, project.site_address, clerk.enterprise.name):
        assert text in plain(page)
    for label in ("保存", "上报", "打印", "返回"):
        assert label in plain(page)


def test_3_3_3_contracts_are_not_chosen_by_hand(clerk):
    """§3.3.3 “施工总包合同情况、施工分包合同情况、监理单位合同情况不需要手动选择”."""
    project = contracted_project(owner=clerk.enterprise)
    page = clerk.text(f"{START_REVIEWS}new/", {"project": project.official_no})
    assert shown_state(page, "施工总包合同情况") == "有"
    assert shown_state(page, "施工分包合同情况") == "无"
    assert shown_state(page, "监理单位合同情况") == "有"
    assert not re.search(r'name="(general|sub|supervision)_?contract_state"', page)
    for one in project.contracts.approved():
        assert one.official_no in page
        assert one.contractor_name in page
        assert one.manager.name in page
    clerk.post(f"{START_REVIEWS}new/", start_review_data(project) | {"subcontract_state": "有"})
    assert StartReview.objects.get().subcontract_state == "无"


def test_3_3_3_it_is_saved_and_submitted(clerk):
    """§3.3.3 “并可以对其进行保存和上报操作”."""
    project = contracted_project(owner=clerk.enterprise)
    clerk.post(f"{START_REVIEWS}new/", start_review_data(project))
    review = StartReview.objects.get()
    assert review.status == "saved"
    clerk.attach(review)
    assert "开工审核上报成功！" in clerk.submit(review).content.decode()
    review.refresh_from_db()
    assert review.status == "submitted"
    assert clerk.get(clerk.url("print", review))["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("kinds", [(), (ContractKind.GENERAL,), (ContractKind.GENERAL, ContractKind.DESIGN)])
def test_3_3_3_general_and_supervision_contracts_come_first(clerk, kinds):
    """§3.3.3 “必须是总包合同信息报送和监理合同信息报送审核通过的情况才能进行开工审核操作”."""
    project = contracted_project(owner=clerk.enterprise, kinds=kinds)
    assert CONTRACTS_FIRST in clerk.text(PROJECTS)
    assert CONTRACTS_FIRST in clerk.text(f"{START_REVIEWS}new/")
    assert CONTRACTS_FIRST in clerk.text(f"{START_REVIEWS}new/", {"project": project.official_no})
    answer = clerk.post(f"{START_REVIEWS}new/", start_review_data(project))
    assert answer.status_code == 422
    assert CONTRACTS_FIRST in answer.content.decode()
    assert not StartReview.objects.exists()


def test_3_3_3_both_must_read_there(clerk):
    """§3.3.3 “即页面上的施工总包合同情况和施工监理合同信息报送情况必须是有的情况”, at 上报 too."""
    review = own_review(clerk)
    clerk.attach(review)
    act(review.project.contracts.approved(ContractKind.SUPERVISION).get(), "cancel", note="双方解除合同。")
    page = clerk.text(clerk.url("edit", review))
    assert shown_state(page, "监理单位合同情况") == "无"
    answer = clerk.submit(review)
    assert answer.status_code == 422
    assert CONTRACTS_FIRST in answer.content.decode()


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_3_3_3_without_it_no_completion(clerk, state):
    """§3.3.3 “开工审核未通过的不能进行竣工备案操作”."""
    review = own_review(clerk, **{state: True})
    assert START_FIRST in clerk.text(PROJECTS)
    answer = clerk.post(f"{COMPLETIONS}new/", completion_data(review.project))
    assert answer.status_code == 422
    assert START_FIRST in answer.content.decode()
    assert not CompletionFiling.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("planned_start", "", "计划开工日期不能为空！"),
        ("paid_amount", "abc", "安措费到账金额必须为数值！"),
        ("method_statement_state", "pending", "施工组织设计（方案）必须已审批，方可进行开工审核！"),
        ("residents_notified", "0", "居民告知公示是否完成必须为“是”，方可进行开工审核！"),
    ],
)
def test_3_3_3_what_does_not_pass_is_not_saved(clerk, field, value, text):
    """§3.3.3 “审核单数据必须符合实际需求并通过验证后，方可对其进行保存操作”."""
    project = contracted_project(owner=clerk.enterprise)
    answer = clerk.post(f"{START_REVIEWS}new/", start_review_data(project, **{field: value}))
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not StartReview.objects.exists()


def test_3_3_3_save(clerk):
    """§3.3.3 “确认信息无误后，点击“保存”按钮实现”."""
    project = contracted_project(owner=clerk.enterprise)
    answer = clerk.post(f"{START_REVIEWS}new/", start_review_data(project), follow=True)
    assert "开工审核新增成功！" in answer.content.decode()
    assert rows_of(clerk.text(START_REVIEWS)) == [project.project_name]


def test_3_3_3_a_saved_one_can_be_changed(clerk):
    """§3.3.3 “还可以对其审核单数据进行修改，经过数据验证后提示修改开工审核成功！”."""
    review = own_review(clerk)
    data = start_review_data(review.project, remarks="已补充说明") | {"version": str(review.version)}
    answer = clerk.post(clerk.url("edit", review), data, follow=True)
    assert "修改开工审核成功！" in answer.content.decode()
    review.refresh_from_db()
    assert (review.remarks, review.status) == ("已补充说明", "saved")


# 3.4 住宅修缮项目竣工备案申报操作


def test_3_3_4_a_submitted_general_contract_is_not_saved_again(clerk):
    """§3.3.4 “对已经保存且已上报的总包合同信息报送信息不能对其进行再保存和上报，系统会禁用保存和上报操作”."""
    project = project_filing(owner=clerk.enterprise, approved=True)
    general = contract(ContractKind.GENERAL, project=project, submitted=True)
    data = contract_data(ContractKind.GENERAL, project) | {"version": str(general.version)}
    assert clerk.post(clerk.url("edit", general), data).status_code == 422
    assert clerk.submit(general).status_code == 422
    page = clerk.text(clerk.url("detail", general))
    assert "当前状态为「已上报」，不能保存" in page
    assert "当前状态为「已上报」，不能上报" in page


def test_3_3_4_completion_of_an_approved_project(clerk):
    """§3.3.4 “竣工备案可以对已经审核过后的项目信息报送工程信息进行竣工备案”."""
    project = started_project(owner=clerk.enterprise)
    assert f'href="{COMPLETIONS}new/?project={project.official_no}"' in clerk.text(PROJECTS)
    page = clerk.text(f"{COMPLETIONS}new/", {"project": project.official_no})
    assert "上海市住宅修缮工程竣工备案表" in page
    assert all(row.building_address in page for row in project.buildings.all())
    answer = clerk.post(f"{COMPLETIONS}new/", completion_data(project), follow=True)
    assert "竣工备案新增成功！" in answer.content.decode()
    completion = CompletionFiling.objects.get()
    clerk.attach(completion)
    assert "竣工备案上报成功！" in clerk.submit(completion).content.decode()
    assert act(act(completion, "accept"), "approve").official_no


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_3_3_4_not_of_a_project_on_its_way(clerk, state):
    """§3.3.4 “可以对已经审核过后的”: for the others the manual's sentence of §3.3.2."""
    project = project_filing(owner=clerk.enterprise, **{state: True})
    page = clerk.text(f"{COMPLETIONS}new/", {"project": project.online_application_no})
    assert NOT_APPROVED in page
    assert project.project_name not in clerk.text(f"{COMPLETIONS}new/")


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_3_3_4_not_before_the_start_review_is_approved(clerk, state):
    """§3.3.4 “对开工审核状态是未审核通过的不能进行竣工备案操作”."""
    review = own_review(clerk, **{state: True})
    page = clerk.text(f"{COMPLETIONS}new/", {"project": review.project.official_no})
    assert START_FIRST in page
    assert 'name="actual_cost"' not in page
    act_on = {"saved": ("submit", "accept"), "submitted": ("accept",), "accepted": ()}.get(state)
    if act_on is not None:
        for name in (*act_on, "approve"):
            review = act(review, name)
        page = clerk.text(f"{COMPLETIONS}new/", {"project": review.project.official_no})
        assert 'name="actual_cost"' in page
        assert ProjectFiling.objects.get(pk=review.project_id).is_under_construction
