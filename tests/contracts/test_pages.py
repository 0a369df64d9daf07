"""Pages of contracts: lists with their conditions, the choice of a kind, forms, records, what is nobody's business."""

import pytest

from contracts import messages
from contracts.choices import ContractKind
from contracts.models import ContractFiling
from tests.factories import act, project_filing
from tests.factories_contracts import (
    contract,
    contract_data,
    general_contract,
)

pytestmark = pytest.mark.django_db
PATHS = {kind: f"/contracts/{kind}/" for kind in ContractKind}


@pytest.fixture
def owner(enterprise_client):
    return enterprise_client.identity.enterprise


@pytest.fixture
def project(owner):
    return project_filing(owner=owner, approved=True)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("kind", list(ContractKind))
def test_every_page_of_every_kind(enterprise_client, project, kind):
    filing = contract(kind, project=project, saved=True)
    base = PATHS[kind]
    new = text_of(enterprise_client.get(f"{base}new/", {"project": project.uuid}))
    assert project.project_name in new
    assert f"上海市住宅修缮工程{kind.label}合同信息报送表" in new
    edit = text_of(enterprise_client.get(f"{base}{filing.uuid}/edit/"))
    assert filing.contractor.name in edit
    assert 'data-dialog-open="pick-contractor"' in edit
    assert text_of(enterprise_client.get(f"{base}{filing.uuid}/confirm/delete/"))
    filing = act(filing, "submit")
    detail = text_of(enterprise_client.get(f"{base}{filing.uuid}/"))
    assert filing.contract_no in detail
    assert filing.manager is None or filing.manager.name in detail
    assert messages.CONTRACT_SUBMITTED in text_of(enterprise_client.get(f"{base}{filing.uuid}/receipt/"))
    for page in ("", "export/"):
        answer = enterprise_client.get(f"{base}{page}")
        assert (answer.status_code, answer["Location"]) == (302, f"/contracts/{page}?contract_kind={kind}")


@pytest.mark.parametrize("kind", list(ContractKind))
def test_a_contract_by_the_pages_alone(enterprise_client, project, kind):
    if kind in {ContractKind.SUB, ContractKind.SUPERVISION}:
        general_contract(project=project, approved=True)
    data = contract_data(kind, project)
    answer = enterprise_client.post(f"{PATHS[kind]}new/", data, follow=True)
    assert messages.CONTRACT_CREATED in text_of(answer)
    made = ContractFiling.objects.get(contract_kind=kind, project=project)
    assert (made.status, made.version) == ("saved", 1)
    stored = text_of(enterprise_client.get(f"{PATHS[kind]}{made.uuid}/edit/"))
    assert data["contract_no"] in stored
    assert made.employer_name in stored
