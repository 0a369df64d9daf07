"""合同信息报送编号: 报建编号 and letters of the kind, given at approval, never given twice."""

import re

import pytest

from contracts.choices import ContractKind
from contracts.models import ContractFiling
from portal.filing.states import Status
from tests.factories import act, project_filing
from tests.factories_auth import EnterpriseFactory
from tests.factories_contracts import contract, design_contract, general_contract, subcontract, supervision_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return project_filing(owner=EnterpriseFactory(), approved=True)


def test_numbers_of_one_project(project):
    general = general_contract(project=project, approved=True)
    assert general.official_no == f"{project.official_no}CZ01"
    made = [
        subcontract(project=project, approved=True),
        subcontract(project=project, approved=True),
        subcontract(
            project=project, approved=True, subcontract_type="labour", labour_headcount="84", contract_price="286"
        ),
        supervision_contract(project=project, approved=True),
        design_contract(project=project, approved=True),
        design_contract(project=project, approved=True),
    ]
    ends = ["CZ01F01", "CZ01F02", "CZ01L01", "JL01", "SJ01", "SJ02"]
    assert [one.official_no for one in made] == [f"{project.official_no}{end}" for end in ends]
    assert all(re.fullmatch(r"W\d{13}", one.online_application_no) for one in made)


@pytest.mark.parametrize(
    ("mode", "letters"), [("general", "CZ"), ("design_build", "VZ"), ("survey_design_build", "WZ")]
)
def test_letters_of_the_contracting_mode(project, mode, letters):
    general = general_contract(project=project, contracting_mode=mode, approved=True)
    assert general.official_no == f"{project.official_no}{letters}01"


def test_no_number_before_approval(project):
    for state in ("saved", "submitted", "returned", "accepted"):
        assert design_contract(project=project, **{state: True}).official_no is None


def test_number_of_a_cancelled_contract_is_not_given_again(project):
    first = supervision_contract(project=project, approved=True)
    act(first, "cancel", note="双方解除合同。")
    second = supervision_contract(project=project, approved=True)
    assert (first.official_no[-4:], second.official_no[-4:]) == ("JL01", "JL02")


@pytest.mark.parametrize("kind", list(ContractKind))
def test_all_states_of_all_kinds(project, kind):
    for state in Status.values:
        if kind == ContractKind.GENERAL:
            changes = {"section_no": f"D{list(Status.values).index(state):02d}", "contract_price": "200"}
        elif kind == ContractKind.SUB:
            changes = {"contract_price": "10"}
        else:
            changes = {}
        made = contract(kind, project=project, **{state: True} | changes)
        assert made.status == state
        assert made.contract_kind == kind
    assert project.contracts.live(kind).count() >= len(Status.values)
    assert ContractFiling.objects.approved(kind).filter(project=project).exists()
