"""A project with contracts and 开工审核: parties, people, money, stages and archive come together."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.choices import ContractKind
from portal.projects.archive import plan
from portal.projects.file import find_file
from portal.projects.sides import side_for
from tests import factories, factories_contracts, factories_stages
from tests.plugins.auth import sign_in


@pytest.fixture
def project(db):
    """总包 1490.1392 and 监理 26.8225 approved, a 分包 of 312.64 within the first, a 设计 that was only saved."""
    project = factories_stages.contracted_project()
    factories_contracts.subcontract(project=project, approved=True)
    factories_contracts.design_contract(project=project)
    factories_stages.start_review(project=project, submitted=True)
    return type(project).objects.get(pk=project.pk)


@pytest.fixture
def owner_client(project, client):
    return sign_in(client, factories.implementer(project.owner))


def page_of(client, project, prefix="project") -> str:
    return client.get(reverse(f"{prefix}-file", args=[project.official_no])).content.decode()


def section(page: str, title: str) -> str:
    return page.split(f'id="{title}-title"')[1].split("</section>")[0]


def file_for(identity, project):
    return find_file(identity, project.official_no, side_for(identity))


def test_sums_against_the_budgets(project):
    """Hand: 总包 + 监理 against 总投资, 总包 alone against 建安工程费; the 分包 lies within the 总包."""
    prices = {one.contract_kind: one.contract_price for one in project.contracts.approved()}
    total, construction = file_for(factories.implementer(project.owner), project).spent
    assert total.used == prices[ContractKind.GENERAL] + prices[ContractKind.SUPERVISION]
    assert construction.used == prices[ContractKind.GENERAL]
    assert total.budget.amount == project.total_investment
    assert total.percent == round(total.used / project.total_investment * 100, 1)


def test_a_sum_above_the_budget_is_said_in_words(owner_client, project):
    project.contracts.filter(contract_kind=ContractKind.GENERAL).update(contract_price="99999")
    money = section(page_of(owner_client, project), "money")
    assert "超出 总投资" in money
    assert 'value="100.0"' in money


def test_parties_and_people_of_approved_contracts(owner_client, project):
    page = section(page_of(owner_client, project), "parties")
    for contract in project.contracts.approved():
        assert contract.contractor_name in page
        assert contract.contractor_code in page
        assert all(person.name in page for person in contract.staff.all())
        for person in contract.site_managers.all():
            assert person.name in page
            assert str(person.id_no.clear()) not in page
            assert str(person.phone.clear()) not in page
    saved = project.contracts.get(contract_kind=ContractKind.DESIGN)
    assert saved.contractor_name not in page


def test_every_filing_is_listed_in_the_order_of_the_steps(owner_client, project):
    labels = re.findall(r'<td class="nowrap">([^<]+)</td>', section(page_of(owner_client, project), "filings"))
    assert labels[:2] == ["项目申报", "项目信息报送"]
    assert labels[-1] == "开工审核"
    assert len(labels) == 2 + project.contracts.count() + 1 == 7


def test_reviewers_do_not_learn_of_what_was_not_submitted(reviewer_client, project):
    page = page_of(reviewer_client, project, "internal-project")
    saved = project.contracts.get(contract_kind=ContractKind.DESIGN)
    assert saved.contract_name not in section(page, "filings")
    assert saved.online_application_no not in page
    assert "3份，3份已审核" in page
    assert "4份" not in page


def test_the_stages_and_the_next_step(owner_client, project):
    page = page_of(owner_client, project)
    following = section(page, "next")
    assert "尚未上报" in following, "the saved design contract"
    assert "等待受理" in following, "the start review"
    assert "还没有审核通过" not in following


def test_the_archive_holds_what_was_submitted(project):
    found = plan.plan_of(file_for(factories.implementer(project.owner), project))
    prints = [piece.filing.type.label for piece in found.pieces if piece.file is None]
    assert len(prints) == 6
    assert prints[0] == "项目申报"
    assert prints[-1] == "开工审核"
    assert [one.kind for one in found.not_submitted] == [project.contracts.get(contract_kind=ContractKind.DESIGN).kind]


def test_the_page_costs_the_same_however_much_was_filed(owner_client, project):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert owner_client.get(reverse("project-file", args=[project.official_no])).status_code == 200
        return len(queries)

    cost()
    before = cost()
    factories_contracts.design_contract(project=project, approved=True)
    factories_contracts.subcontract(project=project, approved=True)
    assert cost() == before
    assert before <= 60


def test_every_filing_leads_to_the_file(owner_client, reviewer_client, project):
    own, internal = (
        reverse(f"{prefix}-file", args=[project.official_no]) for prefix in ("project", "internal-project")
    )
    filings = [project.declaration, project, *(one.concrete() for one in project.contracts.approved())]
    filings.append(project.start_review)
    for filing in filings:
        assert own in owner_client.get(filing.type.url("detail", filing)).content.decode(), filing.kind
        assert internal in reviewer_client.get(f"/internal/review/{filing.uuid}/").content.decode(), filing.kind


def test_a_declaration_without_a_project_leads_nowhere(client_of, db):
    declaration = factories.declaration(approved=True)
    client = client_of(factories.implementer(declaration.owner))
    assert "项目档案" not in client.get(declaration.type.url("detail", declaration)).content.decode()
