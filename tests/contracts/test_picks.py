"""Choosing from the register: what is found, what cannot be chosen and why, with and without scripts."""

from datetime import date

import pytest

from ca_auth.models import QualificationKind
from contracts.choices import ContractKind
from contracts.models import ContractFiling
from tests.factories import project_filing
from tests.factories_contracts import (
    contract_data,
    firm,
    general_contract,
    manager_of,
    officer_of,
    person,
    qualification,
)

pytestmark = pytest.mark.django_db
NEW = "/contracts/general/new/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def project(enterprise_client):
    return project_filing(owner=enterprise_client.identity.enterprise, approved=True)


def search(client, project, slot: str, **conditions) -> str:
    """What the dialog shows for these conditions."""
    url = f"{NEW}pick/{slot}/"
    conditions |= {"project": str(project.uuid)}
    ask = client.get if slot == "contractor" else client.post
    answer = ask(url, conditions, **HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(page: str) -> list[str]:
    return page.split("<tr")[2:]


def test_firms_by_a_part_of_their_name(enterprise_client, project):
    found, lapsed = firm(name="上海同心修缮有限公司"), firm(name="上海同心防水有限公司", grade="")
    qualification(lapsed, QualificationKind.ENTERPRISE_GRADE, "防水专业承包二级", valid_to=date(2026, 9, 30))
    firm(name="上海别处建设有限公司")
    page = search(enterprise_client, project, "contractor", q="同心")
    assert "找到 2 条" in page
    assert "别处" not in page
    by_name = {row.split("<b>")[1].split("<")[0]: row for row in rows_of(page)}
    assert "disabled" not in by_name[found.name]
    assert "有效至 2035-12-31" in by_name[found.name]
    assert f'data-pick-legal="{found.legal_representative}"' in by_name[found.name]
    assert "disabled" in by_name[lapsed.name]
    assert "已于 2026-09-30 到期，不能选择" in by_name[lapsed.name]
    assert "找到 1 条" in search(enterprise_client, project, "contractor", q=found.uscc[:17])


@pytest.mark.parametrize("text", ["", "同", "%", "__"])
def test_less_than_two_characters_or_wildcards_find_nothing(enterprise_client, project, text):
    firm(name="上海同心修缮有限公司")
    assert "找到 0 条" in search(enterprise_client, project, "contractor", q=text)


def test_people_by_each_of_three_conditions(enterprise_client, project):
    builder = firm()
    manager = manager_of(builder, "周某某")
    foreigner = manager_of(builder, "钱某某")
    foreigner.id_type, foreigner.id_number = "passport", "E12345678"
    foreigner.save()
    known = {"contractor": builder.uscc}
    for conditions, name in (
        ({"name": "周"}, manager.name),
        ({"id_no": manager.id_number.clear().lower()}, manager.name),
        ({"id_type": "passport"}, foreigner.name),
    ):
        page = search(enterprise_client, project, "project_manager", **known, **conditions)
        assert "找到 1 条" in page, conditions
        assert f"<b>{name}</b>" in page
    page = search(enterprise_client, project, "project_manager", **known, name="周", id_type="passport")
    assert "找到 0 条" in page
    assert "请至少输入一个查询条件" in search(enterprise_client, project, "project_manager", **known)


def test_numbers_of_people_are_masked_and_not_in_addresses(enterprise_client, project):
    builder = firm()
    manager = manager_of(builder, "周某某")
    page = search(enterprise_client, project, "project_manager", contractor=builder.uscc, name="周")
    assert manager.id_number.clear() not in page
    form = enterprise_client.get(NEW, {"project": project.uuid}).content.decode()
    assert f'hx-post="{NEW}pick/project_manager/"' in form


def test_people_without_a_contractor_and_of_other_firms(enterprise_client, project):
    builder, stranger = firm(), firm()
    manager_of(stranger, "王外人")
    assert "请先选择承包方" in search(enterprise_client, project, "project_manager", name="王外人")
    part = search(enterprise_client, project, "project_manager", contractor=builder.uscc, name="王外")
    assert "找到 0 条" in part
    whole = search(enterprise_client, project, "project_manager", contractor=builder.uscc, name="王外人")
    assert "不是承包方的人员，不能选择" in whole
    assert "disabled" in whole


def test_who_lacks_a_certificate_says_so(enterprise_client, project):
    builder = firm()
    person(builder, "李无证")
    page = search(enterprise_client, project, "safety_officers", contractor=builder.uscc, name="李")
    assert "没有登记安全生产考核C证，不能选择" in page
    assert 'type="checkbox"' in page


def test_without_scripts_nothing_typed_is_lost(enterprise_client, project):
    builder = firm(name="上海同心修缮有限公司")
    officers = [officer_of(builder, "甲安全"), officer_of(builder, "乙安全")]
    data = contract_data(ContractKind.GENERAL, project, contract_name="打了一半的合同") | {"contractor": ""}
    opened = enterprise_client.post(f"{NEW}pick/contractor/open/", data)
    assert (opened.status_code, opened["Location"]) == (302, f"{NEW}pick/contractor/")
    page = enterprise_client.get(f"{NEW}pick/contractor/", {"q": "同心"}).content.decode()
    assert builder.name in page
    taken = enterprise_client.post(f"{NEW}pick/contractor/take/", {"chosen": builder.uscc})
    assert taken.status_code == 302
    form = enterprise_client.get(taken["Location"]).content.decode()
    assert "打了一半的合同" in form
    assert f'value="{builder.name}"' in form
    people = enterprise_client.post(f"{NEW}pick/safety_officers/", {"name": "安全"}).content.decode()
    assert "甲安全" in people
    chosen = {"chosen": [str(one.uuid) for one in officers]}
    enterprise_client.post(f"{NEW}pick/safety_officers/take/", chosen)
    form = enterprise_client.get(f"{NEW}?draft=1").content.decode()
    assert "甲安全、乙安全" in form or "乙安全、甲安全" in form
    assert not ContractFiling.objects.exists()


def test_the_same_on_a_stored_contract(enterprise_client, project):
    contract = general_contract(project=project)
    base = f"/contracts/general/{contract.uuid}/edit/pick/"
    asked = {"name": "测试员", "contractor": contract.contractor.uscc}
    page = enterprise_client.post(f"{base}safety_officers/", asked, **HTMX)
    assert page.status_code == 200
    assert contract.staff_in("safety_officer")[0].name in page.content.decode()
    other = firm()
    data = contract_data(ContractKind.GENERAL, project) | {"version": str(contract.version)}
    enterprise_client.post(f"{base}contractor/open/", data)
    taken = enterprise_client.post(f"{base}contractor/take/", {"chosen": other.uscc})
    assert other.name in enterprise_client.get(taken["Location"]).content.decode()


def test_addresses_that_lead_nowhere(enterprise_client, project):
    stranger = general_contract()
    assert enterprise_client.get(f"{NEW}pick/nothing/").status_code == 404
    assert enterprise_client.get(f"{NEW}pick/contractor/", {"q": "同心"}).status_code == 404  # no project
    assert enterprise_client.post(f"{NEW}pick/contractor/take/", {"chosen": "x"}).status_code == 404  # no draft
    for page in ("", "open/", "take/"):
        url = f"/contracts/general/{stranger.uuid}/edit/pick/contractor/{page}"
        assert enterprise_client.post(url, {"q": "同心"}).status_code == 404
