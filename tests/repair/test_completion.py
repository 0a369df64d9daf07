"""竣工备案: what opens it, what is filled in for the clerk, what it closes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.choices import ContractKind
from portal.filing import clock
from portal.filing.perform import open_filing
from portal.filing.registry import filing_type
from portal.filing.states import Status
from portal.filing.workflow import Refused
from repair_projects.models import CompletionFiling, ProjectFiling
from repair_projects.queries import completion_filed, running_projects
from tests.factories import act, form_of, implementer, post_data
from tests.factories_contracts import contract
from tests.factories_stages import (
    completion,
    completion_data,
    contracted_project,
    start_review,
    started_project,
)

pytestmark = pytest.mark.django_db
COMPLETION = "repair.completion"
START_FIRST = "该项目开工审核尚未审核通过，不能进行竣工备案操作！"


def form_for(project, **changes):
    kind = filing_type(COMPLETION)
    data = post_data(completion_data(project, **changes))
    return kind.form_class(data, instance=kind.model(), kind=kind, actor=implementer(project.owner))


def blank_form(project):
    kind = filing_type(COMPLETION)
    instance = kind.model(owner=project.owner, project_id=project.pk)
    return kind.form_class(None, instance=instance, kind=kind, actor=implementer(project.owner))


def texts(form) -> list[str]:
    """Every reason why it is refused."""
    form.is_valid()
    return [text for found in form.errors.values() for text in found]


# Doors


def test_without_a_start_review_it_stays_closed():
    assert texts(form_for(contracted_project())) == [START_FIRST]


@pytest.mark.parametrize("state", [Status.SAVED, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.APPROVED])
def test_the_start_review_must_be_approved(state):
    """G8. Manual 000 §3.4: 对开工审核状态是未审核通过的不能进行竣工备案操作."""
    review = start_review(**{state: True})
    form = form_for(ProjectFiling.objects.get(pk=review.project_id))
    assert texts(form) == ([] if state == Status.APPROVED else [START_FIRST])


def test_one_for_each_project():
    project = completion().project
    assert texts(form_for(project)) == ["该项目已存在竣工备案记录！"]


def test_two_forms_open_at_once_make_one_record():
    project = started_project()
    kind, actor = filing_type(COMPLETION), implementer(project.owner)
    first, second = (form_of(kind, completion_data(project), actor=actor) for _ in range(2))
    open_filing(kind, actor=actor, change=first)
    with pytest.raises(Refused) as refused:
        open_filing(kind, actor=actor, change=second)
    assert [unmet.text for unmet in refused.value.unmet] == ["该项目已存在竣工备案记录！"]
    assert CompletionFiling.objects.filter(project=project).count() == 1


# What is there when the form opens


def test_buildings_come_from_the_project():
    project = started_project(buildings=3, building_count="3", household_count="102", gross_floor_area="42960")
    formset = next(one for one in blank_form(project).tables if one.prefix == "results")
    known = [form.initial for form in formset.forms]
    assert [one["building_address"] for one in known] == [row.building_address for row in project.buildings.all()]
    assert sum(one["actual_area"] for one in known) == project.gross_floor_area
    assert blank_form(project).initial["actual_area"] == project.gross_floor_area


def test_the_parties_come_from_the_contracts():
    project = contracted_project(kinds=(ContractKind.GENERAL, ContractKind.SUPERVISION, ContractKind.DESIGN))
    start_review(project=project, approved=True)
    formset = next(one for one in blank_form(project).tables if one.prefix == "opinions")
    units = {form.initial["party"]: form.initial["unit_name"] for form in formset.forms if form.initial.get("party")}
    by_kind = {one.contract_kind: one.contractor_name for one in project.contracts.approved()}
    assert units == {
        "design": by_kind["design"], "construction": by_kind["general"], "supervision": by_kind["supervision"],
        "implementer": project.implementer_name,
    }  # fmt: skip
    assert len(formset.forms) == 5  # one is left for 勘察


def test_an_edit_page_adds_no_rows():
    filing, kind = completion(), filing_type(COMPLETION)
    form = kind.form_class(None, instance=filing, kind=kind, actor=implementer(filing.owner))
    rows = {one.prefix: [f for f in one.forms if f.instance.pk] for one in form.tables}
    assert [len(rows["opinions"]), len(rows["results"])] == [4, 2]
    assert len(next(one for one in form.tables if one.prefix == "results").forms) == 2


def test_the_supervising_office_is_that_of_the_start_review():
    assert blank_form(started_project()).initial["quality_supervisor"] == "虹口区住宅修缮工程管理中心"


def test_units_are_read_from_the_contracts_and_frozen():
    project = contracted_project(
        kinds=(ContractKind.GENERAL, ContractKind.SUPERVISION, ContractKind.DESIGN, ContractKind.SUB)
    )
    start_review(project=project, approved=True)
    filing = completion(project=project, submitted=True)
    assert [line.role for line in filing.rows("units")] == ["施工总包", "施工分包", "监理", "设计"]
    assert all(line.grade and line.code for line in filing.rows("units"))
    act(project.contracts.approved(ContractKind.DESIGN).get(), "cancel", note="双方解除合同。")
    kept = CompletionFiling.objects.get(pk=filing.pk)
    assert [line.role for line in kept.rows("units")] == ["施工总包", "施工分包", "监理", "设计"]
    returned = act(kept, "return")
    assert [line.role for line in returned.rows("units")] == ["施工总包", "施工分包", "监理"]


def test_days_count_both_ends():
    filing = CompletionFiling(actual_start=clock.today() - timedelta(days=191), acceptance_date=clock.today())
    assert filing.actual_days == 192
    assert CompletionFiling().actual_days is None


# Approval and what it closes


def test_number_of_the_year_in_full_and_the_district():
    filing = completion(approved=True)
    assert filing.official_no == f"{filing.approved_at:%Y}HK0001"
    assert len(filing.official_no) == 10
    assert filing.filed_on == str(clock.today())


def test_approval_ends_the_construction():
    filing = completion(accepted=True)
    project = ProjectFiling.objects.get(pk=filing.project_id)
    assert list(running_projects()) == [project]
    act(filing, "approve")
    assert list(running_projects()) == []
    assert not project.is_under_construction


@pytest.mark.parametrize(
    ("state", "closed"),
    [
        (Status.SAVED, False), (Status.SUBMITTED, True), (Status.RETURNED, False), (Status.ACCEPTED, True),
        (Status.APPROVED, True),
    ],
)  # fmt: skip
def test_once_it_is_sent_no_new_contract(state, closed):
    """G10. A returned one lets the contract be filed that the reviewer missed."""
    filing = completion(**{state: True})
    project = ProjectFiling.objects.get(pk=filing.project_id)
    assert completion_filed(project) is project.has_live_completion is closed
    if closed:
        with pytest.raises((Refused, AssertionError)) as refused:
            contract(ContractKind.DESIGN, project=project)
        assert "该项目已进行竣工备案，不能新增合同信息报送！" in str(refused.value)
    else:
        assert contract(ContractKind.DESIGN, project=project).pk


def test_costs_are_compared_with_contracts_without_their_subcontracts():
    from repair_projects import parties

    project = contracted_project(kinds=(ContractKind.GENERAL, ContractKind.SUPERVISION, ContractKind.SUB))
    assert parties.contracted_cost(project) == Decimal("1490.1392") + Decimal("26.8225")
