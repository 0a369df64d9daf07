"""开工审核: what opens it, what it says of the contracts, what its approval opens."""

import pytest

from contracts.choices import ContractKind
from portal.filing.models import Filing
from portal.filing.perform import open_filing
from portal.filing.registry import filing_type
from portal.filing.states import Status
from portal.filing.workflow import Refused
from repair_projects import parties
from repair_projects.models import ProjectFiling, StartReview
from tests.factories import act, form_of, implementer, post_data, project_filing
from tests.factories_contracts import contract, general_contract, subcontract
from tests.factories_stages import contracted_project, start_review, start_review_data

pytestmark = pytest.mark.django_db
START = "repair.start_review"
CONTRACTS_FIRST = "施工总包合同和监理合同信息报送审核通过后方可进行开工审核！"


def form_for(project, **changes):
    kind = filing_type(START)
    data = post_data(start_review_data(project, **changes))
    return kind.form_class(data, instance=kind.model(), kind=kind, actor=implementer(project.owner))


def texts(form) -> list[str]:
    """Every reason why it is refused."""
    form.is_valid()
    return [text for found in form.errors.values() for text in found]


def reasons(call) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [unmet.text for unmet in refused.value.unmet]


# Doors


@pytest.mark.parametrize(
    ("kinds", "open_"),
    [
        ((), False),
        ((ContractKind.GENERAL,), False),
        ((ContractKind.GENERAL, ContractKind.DESIGN), False),
        ((ContractKind.GENERAL, ContractKind.SUPERVISION), True),
    ],
)
def test_general_and_supervision_contracts_must_be_approved(kinds, open_):
    form = form_for(contracted_project(kinds=kinds))
    assert form.is_valid() is open_, form.errors
    assert texts(form) == ([] if open_ else [CONTRACTS_FIRST])


@pytest.mark.parametrize("state", [Status.SAVED, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED])
def test_a_contract_on_its_way_is_not_enough(state):
    project = contracted_project(kinds=(ContractKind.GENERAL,))
    contract(ContractKind.SUPERVISION, project=project, **{state: True})
    assert texts(form_for(project)) == [CONTRACTS_FIRST]


@pytest.mark.parametrize("state", [Status.SAVED, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED])
def test_the_project_must_be_approved(state):
    """G3, with the manual's sentence."""
    form = form_for(project_filing(**{state: True}))
    assert "该项目信息报送尚未审核通过，不能进行合同信息报送相关操作！" in texts(form)


def test_one_for_each_project():
    project = start_review().project
    assert texts(form_for(project)) == ["该项目已存在开工审核记录！"]


def test_a_deleted_one_makes_room():
    review = start_review()
    act(review, "delete")
    assert form_for(ProjectFiling.objects.get(pk=review.project_id)).is_valid()


def test_somebody_elses_project_does_not_exist():
    project = contracted_project()
    kind, stranger = filing_type(START), implementer(project_filing().owner)
    form = kind.form_class(post_data(start_review_data(project)), instance=kind.model(), kind=kind, actor=stranger)
    assert texts(form) == ["报建编号无效，请核实！"]


def test_two_forms_open_at_once_make_one_record():
    project = contracted_project()
    kind, actor = filing_type(START), implementer(project.owner)
    first, second = (form_of(kind, start_review_data(project), actor=actor) for _ in range(2))
    open_filing(kind, actor=actor, change=first)
    assert reasons(lambda: open_filing(kind, actor=actor, change=second)) == ["该项目已存在开工审核记录！"]
    assert StartReview.objects.filter(project=project).count() == 1


# What it says of the contracts


def test_the_contracts_are_read_live_while_it_can_be_edited():
    review = start_review()
    assert [review.general_contract_state, review.supervision_contract_state] == ["有", "有"]
    assert [review.subcontract_state, review.design_contract_state] == ["无", "无"]
    subcontract(project=review.project, approved=True)
    assert review.subcontract_state == "有"
    assert [line.kind for line in review.rows("contracts")] == ["施工总包", "施工分包", "监理"]


def test_a_line_tells_unit_number_price_and_manager():
    review = start_review()
    general = review.project.contracts.approved(ContractKind.GENERAL).get()
    line = review.rows("contracts")[0]
    assert line.number == general.official_no
    assert (line.contractor, line.price) == (general.contractor_name, "1,490.1392")
    assert line.manager == general.manager.name


def test_everybody_named_in_a_contract_is_on_the_staff_list():
    review = start_review()
    posts = [line.post for line in review.rows("staff")]
    assert posts[:3] == ["项目经理", "安全员", "安全员"]
    assert {"施工员", "总监理工程师", "安全监理员", "监理员"} <= set(posts)
    assert all(line.name and line.unit for line in review.rows("staff"))


def test_who_is_on_the_site_comes_from_the_register_of_the_site(monkeypatch):
    review = start_review()
    assert {line.real_name_state for line in review.rows("staff")} == {"—"}
    manager = review.project.contracts.approved(ContractKind.GENERAL).get().manager
    monkeypatch.setattr(parties, "_real_names", [])
    parties.register_real_names(lambda project, people: {manager.person_id: "已实名"})
    states = {line.name: line.real_name_state for line in review.rows("staff")}
    assert states[manager.name] == "已实名"
    assert "未登记" in states.values()


def test_at_submission_the_contracts_are_frozen_with_their_ids():
    review = start_review(submitted=True)
    general = review.project.contracts.approved(ContractKind.GENERAL).get()
    assert review.read_at_submission["contracts"][0]["source"] == str(general.uuid)
    table = next(t for t in review.snapshots.get().content["tables"] if t["id"] == "contracts")
    assert table["rows"][0][1] == general.official_no
    subcontract(project=review.project, approved=True)
    assert StartReview.objects.get(pk=review.pk).subcontract_state == "无"


def test_a_returned_one_reads_the_contracts_again():
    review = start_review(returned=True)
    subcontract(project=review.project, approved=True)
    assert StartReview.objects.get(pk=review.pk).subcontract_state == "有"


# A contract that goes while the start review is on its way


def test_submitting_asks_the_contracts_again():
    review = start_review()
    act(review.project.contracts.approved(ContractKind.SUPERVISION).get(), "cancel", note="双方解除合同。")
    assert CONTRACTS_FIRST in reasons(lambda: act(review, "submit"))
    assert StartReview.objects.get(pk=review.pk).status == Status.SAVED


@pytest.mark.parametrize("state", [Status.SUBMITTED, Status.ACCEPTED])
@pytest.mark.parametrize("kind", [ContractKind.GENERAL, ContractKind.SUPERVISION])
def test_what_a_submitted_one_relies_on_is_not_cancelled(state, kind):
    review = start_review(**{state: True})
    found = review.project.contracts.approved(kind).get()
    text = "该项目开工审核正在办理，请先退回开工审核后再注销该合同！"
    assert reasons(lambda: act(found, "cancel", note="双方解除合同。")) == [text]


@pytest.mark.parametrize("state", [Status.RETURNED, Status.APPROVED])
def test_returned_or_decided_it_no_longer_holds_them(state):
    review = start_review(**{state: True})
    act(review.project.contracts.approved(ContractKind.GENERAL).get(), "cancel", note="双方解除合同。")
    kept = StartReview.objects.get(pk=review.pk)
    assert kept.general_contract_state == ("有" if state == Status.APPROVED else "无")


# Approval


def test_number_of_the_year_and_district():
    first, second = start_review(approved=True), start_review(approved=True)
    year = f"{first.approved_at:%y}"
    assert [first.official_no, second.official_no] == [f"{year}KGHK0001", f"{year}KGHK0002"]
    assert first.start_review_no == first.official_no


def test_approval_makes_the_project_under_construction():
    review = start_review(accepted=True)
    project = ProjectFiling.objects.get(pk=review.project_id)
    assert not project.is_under_construction
    assert project.has_live_start_review
    act(review, "approve")
    assert project.is_under_construction
    assert project.start_reviewed
    assert not project.has_live_start_review
    assert list(ProjectFiling.objects.under_construction()) == [project]


def test_it_goes_to_the_reviewers_of_the_projects_district():
    review = start_review(submitted=True)
    assert (review.district, review.title) == (review.project.district, review.project.title)
    assert Filing.objects.get(pk=review.pk).kind == START


def test_more_than_one_general_contract_counts_together():
    project = contracted_project()
    contract_fee = parties.safety_measures_fee(project)
    ProjectFiling.objects.get(pk=project.pk).contracts.update(section_no="A01")
    general_contract(project=project, section_no="B01", approved=True)
    assert parties.safety_measures_fee(project) == 2 * contract_fee
