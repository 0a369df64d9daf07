"""Gates between a contract and the other filings of its project; acts by forged posts; cancellation."""

import pytest

from contracts import messages, qualifying
from contracts.choices import ContractKind
from contracts.models import ContractFiling, GeneralContract
from portal.filing.events import approved
from portal.filing.perform import perform
from portal.filing.states import Status
from portal.filing.workflow import Refused
from repair_projects.models import ProjectFiling
from tests.factories import act, implementer, project_filing, reviewer_of
from tests.factories_contracts import (
    contract_data,
    design_contract,
    firm,
    general_contract,
    manager_of,
    subcontract,
    supervision_contract,
)

pytestmark = pytest.mark.django_db
NEW = {kind: f"/contracts/{kind}/new/" for kind in ContractKind}


@pytest.fixture
def owner(enterprise_client):
    return enterprise_client.identity.enterprise


@pytest.fixture
def project(owner):
    return project_filing(owner=owner, approved=True)


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_a_project_that_is_not_approved_takes_no_contracts(enterprise_client, owner, state):
    project = project_filing(owner=owner, **{state: True})
    for path in (f"/contracts/?project={project.uuid}", f"/contracts/new/?project={project.uuid}",
                 f"{NEW[ContractKind.GENERAL]}?project={project.uuid}"):  # fmt: skip
        answer = enterprise_client.get(path)
        assert answer.status_code == 200
        assert messages.PROJECT_NOT_APPROVED in answer.content.decode()
    answer = enterprise_client.post(NEW[ContractKind.GENERAL], contract_data(ContractKind.GENERAL, project))
    assert answer.status_code == 422
    assert messages.PROJECT_NOT_APPROVED in answer.content.decode()
    assert not ContractFiling.objects.exists()


@pytest.mark.parametrize("kind", [ContractKind.SUB, ContractKind.SUPERVISION])
def test_general_contract_comes_first(enterprise_client, project, kind):
    page = enterprise_client.get(NEW[kind], {"project": project.uuid})
    assert messages.GENERAL_FIRST in page.content.decode()
    chosen = enterprise_client.get("/contracts/new/", {"project": project.uuid, "contract_kind": kind})
    assert chosen.status_code == 200
    assert messages.GENERAL_FIRST in chosen.content.decode()
    forged = enterprise_client.post(NEW[kind], contract_data(kind, project))
    assert forged.status_code == 422
    assert messages.GENERAL_FIRST in forged.content.decode() or kind == ContractKind.SUB
    assert not ContractFiling.objects.exists()
    general_contract(project=project)  # 已保存 is enough
    chosen = enterprise_client.get("/contracts/new/", {"project": project.uuid, "contract_kind": kind})
    assert (chosen.status_code, chosen["Location"]) == (302, f"{NEW[kind]}?project={project.uuid}")


def test_no_new_contract_after_completion(enterprise_client, project, monkeypatch):
    monkeypatch.setattr(ProjectFiling, "has_live_completion", True)
    page = enterprise_client.get(NEW[ContractKind.DESIGN], {"project": project.uuid})
    assert messages.COMPLETION_FILED in page.content.decode()
    answer = enterprise_client.post(NEW[ContractKind.DESIGN], contract_data(ContractKind.DESIGN, project))
    assert answer.status_code == 422
    assert not ContractFiling.objects.exists()


def test_subcontract_is_approved_after_its_general_contract(project):
    general = general_contract(project=project)
    sub = subcontract(project=project, accepted=True)
    with pytest.raises(Refused, match=messages.PARENT_NOT_APPROVED):
        act(sub, "approve")
    for name in ("submit", "accept", "approve"):
        general = act(general, name)
    assert act(sub, "approve").official_no == f"{general.official_no}F01"


def test_a_manager_of_a_running_project(project, monkeypatch):
    builder = firm()
    manager = manager_of(builder)
    elsewhere = general_contract(contractor=builder, project_manager=manager, approved=True)
    data = contract_data(ContractKind.GENERAL, project, contractor=builder, project_manager=manager)
    contract = GeneralContract(project=project, contract_kind=ContractKind.GENERAL, contractor=builder)
    found = list(qualifying.person_findings(manager, "project_manager", contract))
    assert [(one.warning, "其他项目" in one.text) for one in found] == [(True, True)]
    running = ProjectFiling.objects.filter(pk=elsewhere.project_id)
    monkeypatch.setattr(qualifying, "running_projects", lambda: running)
    found = list(qualifying.person_findings(manager, "project_manager", contract))
    assert [one.text for one in found if not one.warning] == [messages.MANAGER_BUSY]
    assert data["project_manager"] == str(manager.uuid)


def test_approved_contracts_are_not_changed_by_forged_posts(enterprise_client, project):
    contract = general_contract(project=project, approved=True)
    base = f"/contracts/general/{contract.uuid}/"
    data = contract_data(ContractKind.GENERAL, project, contract_price="1") | {"version": str(contract.version)}
    assert enterprise_client.post(f"{base}edit/", data).status_code == 422
    for name in ("submit", "delete"):
        assert enterprise_client.post(f"{base}act/{name}/", {"version": contract.version}).status_code == 422
    for name in ("approve", "cancel", "accept"):
        assert enterprise_client.post(f"{base}act/{name}/", {"version": contract.version}).status_code == 404
    stored = GeneralContract.objects.get(pk=contract.pk)
    assert (stored.status, stored.contract_price, stored.version) == (
        "approved",
        contract.contract_price,
        contract.version,
    )


def test_kind_project_and_parties_cannot_be_forged(enterprise_client, project):
    other = project_filing(owner=project.owner, approved=True)
    contract = design_contract(project=project)
    data = contract_data(ContractKind.DESIGN, other, contractor=contract.contractor) | {
        "version": str(contract.version), "contract_kind": "general", "employer_name": "别人", "status": "approved",
        "contractor_name": "别人", "is_cancelled": "1", "owner": "1",
    }  # fmt: skip
    assert enterprise_client.post(f"/contracts/design/{contract.uuid}/edit/", data).status_code == 302
    stored = ContractFiling.objects.get(pk=contract.pk)
    assert (stored.project_id, stored.contract_kind, stored.status) == (project.pk, "design", "saved")
    assert (stored.employer_name, stored.contractor_name) == (project.owner.name, contract.contractor.name)
    assert not stored.is_cancelled


def test_anothers_project_and_contracts_do_not_exist(enterprise_client):
    contract = design_contract(submitted=True)
    project = contract.project
    for path in (f"/contracts/?project={project.uuid}", f"/contracts/new/?project={project.uuid}",
                 f"/contracts/design/new/?project={project.uuid}", f"/contracts/design/{contract.uuid}/",
                 "/contracts/?project=nonsense", "/contracts/new/?project=nonsense"):  # fmt: skip
        assert enterprise_client.get(path).status_code == 404, path
    answer = enterprise_client.post(NEW[ContractKind.DESIGN], contract_data(ContractKind.DESIGN, project))
    assert answer.status_code == 404
    assert contract.title not in enterprise_client.get("/contracts/").content.decode()


def test_general_contract_with_subcontracts_is_not_deleted(project):
    general = general_contract(project=project)
    subcontract(project=project)
    with pytest.raises(Refused, match=messages.HAS_SUBCONTRACTS):
        act(general, "delete")


def test_cancellation(enterprise_client, client_of, project):
    contract = supervision_contract(project=project, approved=True)
    reviewer = reviewer_of(contract)
    url = f"/internal/review/{contract.uuid}/"
    staff = client_of(reviewer)
    page = staff.get(url).content.decode()
    assert "注销" in page
    with pytest.raises(Refused, match="请填写注销意见"):
        perform(contract, "cancel", actor=reviewer, version=contract.version)
    contract = act(contract, "cancel", note="双方解除合同。")
    assert (contract.status, contract.is_cancelled, contract.cancel_reason) == ("approved", True, "双方解除合同。")
    assert not project.contracts.approved(ContractKind.SUPERVISION).exists()
    detail = enterprise_client.get(f"/contracts/supervision/{contract.uuid}/").content.decode()
    assert "注销原因：双方解除合同。" in detail
    assert "已注销" in enterprise_client.get("/contracts/").content.decode()
    with pytest.raises(Refused, match=messages.ALREADY_CANCELLED):
        act(contract, "cancel", note="再次。")


def test_only_reviewers_of_the_district_cancel(project):
    contract = design_contract(project=project, approved=True)
    with pytest.raises(Refused, match="没有注销的权限"):
        perform(contract, "cancel", actor=implementer(project.owner), version=contract.version, note="不要了")


def test_approval_is_announced_with_parties_and_people(project):
    heard = []

    def listen(sender, filing, actor, **kwargs):
        heard.append((sender, filing.contract_filing_no, filing.contractor.name, filing.manager.name))

    approved.connect(listen)
    try:
        contract = general_contract(project=project, approved=True)
    finally:
        approved.disconnect(listen)
    assert heard == [(GeneralContract, contract.official_no, contract.contractor.name, contract.manager.name)]


def test_live_and_approved(project):
    general = general_contract(project=project, approved=True)
    design_contract(project=project)
    assert set(project.contracts.live().values_list("contract_kind", flat=True)) == {"general", "design"}
    assert [one.pk for one in project.contracts.approved()] == [general.pk]
    assert project.contracts.approved(ContractKind.GENERAL).get().status == Status.APPROVED
    assert not project.contracts.approved(ContractKind.DESIGN).exists()
