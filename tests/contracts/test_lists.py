"""The list (manual 000 §3.2): three conditions alone and together, one project or all, export, project rows."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts import progress
from contracts.choices import ContractKind
from tests.factories import act, project_filing
from tests.factories_contracts import design_contract, general_contract, subcontract, supervision_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(enterprise_client):
    owner = enterprise_client.identity.enterprise
    first, second = project_filing(owner=owner, approved=True), project_filing(owner=owner, approved=True)
    made = {
        "general": general_contract(project=first, approved=True),
        "sub": subcontract(project=first, submitted=True),
        "supervision": supervision_contract(project=first, returned=True),
        "design": design_contract(project=second),
    }
    design_contract(submitted=True)  # somebody else's
    return first, second, made


def titles(client, **conditions) -> set[str]:
    page = client.get("/contracts/", {"size": 50} | conditions).content.decode()
    return {part.split(">")[1].split("<")[0] for part in page.split('<a class="t" href="')[1:]}


def test_conditions_alone_and_together(enterprise_client, world):
    first, second, made = world
    name = {kind: contract.contract_name for kind, contract in made.items()}
    assert titles(enterprise_client) == set(name.values())
    number = made["sub"].online_application_no
    assert titles(enterprise_client, online_application_no=number[-3:]) >= {name["sub"]}
    for kind in ContractKind:
        assert titles(enterprise_client, contract_kind=kind) == {name[kind]}
    assert titles(enterprise_client, status="returned") == {name["supervision"]}
    assert titles(enterprise_client, status="saved", contract_kind="design") == {name["design"]}
    assert titles(enterprise_client, status="saved", contract_kind="general") == set()
    everything = {"online_application_no": number, "contract_kind": "sub", "status": "submitted"}
    assert titles(enterprise_client, **everything) == {name["sub"]}
    assert titles(enterprise_client, **everything | {"status": "saved"}) == set()
    assert titles(enterprise_client, project=first.uuid) == {name[kind] for kind in ("general", "sub", "supervision")}
    assert titles(enterprise_client, project=second.uuid) == {name["design"]}


def test_the_three_conditions_are_in_sight_and_the_project_stays(enterprise_client, world):
    page = enterprise_client.get("/contracts/", {"project": world[0].uuid}).content.decode()
    before_more = page.split("更多条件")[0]
    for label in ("网上申请编号", "合同类别", "状态"):
        assert f">{label}</label>" in before_more
    assert f'<input type="hidden" name="project" value="{world[0].uuid}">' in page
    assert 'data-dialog-open="new-contract"' in page


def test_export_follows_the_list(enterprise_client, world):
    answer = enterprise_client.get("/contracts/export/", {"contract_kind": "general"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [line[0] for line in lines[1:]] == [world[2]["general"].contract_name]


def test_links_and_stages_of_the_project(enterprise_client, world):
    first, second, made = world
    page = enterprise_client.get("/repair/projects/").content.decode()
    assert f"/contracts/?project={first.uuid}" in page
    assert progress.stage(first)["state"] == "returned"
    assert progress.stage(second)["state"] == "now"
    fresh = project_filing(owner=first.owner, approved=True)
    assert progress.stage(fresh)["state"] == "open"
    general_contract(project=fresh, approved=True)
    assert progress.stage(fresh)["state"] == "now"
    supervised = supervision_contract(project=fresh, approved=True)
    assert progress.stage(fresh) == {
        "label": "合同信息报送", "state": "done", "hint": "2份，2份已审核", "url": f"/contracts/?project={fresh.uuid}",
    }  # fmt: skip
    act(supervised, "cancel", note="解除。")
    assert progress.stage(fresh)["state"] == "now"
    assert "在办项目进展" in enterprise_client.get("/desk/").content.decode()


def test_one_entry_in_the_menu_for_all_four(enterprise_client, world):
    page = enterprise_client.get("/desk/").content.decode()
    assert page.count('href="/contracts/"') == 1
