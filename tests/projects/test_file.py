"""The project file: who may open it, and what stands in it."""

import re

import pytest
from django.urls import reverse

from ca_auth.choices import Role, System
from portal.filing.models import Event
from tests import factories
from tests.factories_auth import IdentityFactory


def own(project) -> str:
    return reverse("project-file", args=[project.official_no])


def internal(project) -> str:
    return reverse("internal-project-file", args=[project.official_no])


def test_addresses(project):
    assert own(project) == f"/projects/{project.official_no}/"
    assert internal(project) == f"/internal/review/projects/{project.official_no}/"


def test_the_owner_sees_every_filing_with_its_state(owner_client, project):
    page = owner_client.get(own(project)).content.decode()
    for filing in (project.declaration, project):
        assert filing.online_application_no in page
        assert filing.official_no in page
        assert filing.type.url("detail", filing) in page
    assert page.count("已审核") >= 2
    for stage in ("项目申报", "项目信息报送", "合同信息报送", "开工审核", "竣工备案"):
        assert stage in page


def test_foreign_and_missing_numbers_are_the_same_404(enterprise_client, project, client_of):
    foreign, missing = enterprise_client.get(own(project)), enterprise_client.get("/projects/2199HK9999/")
    assert foreign.status_code == missing.status_code == 404
    strip = re.compile(rb"\b[0-9a-f]{16}\b")
    assert strip.sub(b"", foreign.content) == strip.sub(b"", missing.content)
    account = factories.implementer(project.owner).account
    elsewhere = IdentityFactory(account=account, enterprise=project.owner, system=System.SAFETY)
    assert client_of(elsewhere).get(own(project)).status_code == 404


def test_a_project_without_number_has_no_file(client_of, db):
    project = factories.project_filing(accepted=True)
    client = client_of(factories.implementer(project.owner))
    assert client.get(f"/projects/{project.online_application_no}/").status_code == 404
    assert client.get("/projects/None/").status_code == 404


def test_reviewers_see_their_district_only(project, reviewer_client, municipal_client, client_of, identity_of):
    assert reviewer_client.get(internal(project)).status_code == 200
    assert municipal_client.get(internal(project)).status_code == 200
    other = client_of(identity_of(Role.DISTRICT_REVIEWER, districts=["XH"]))
    assert other.get(internal(project)).status_code == 404


def test_each_side_has_its_own_door(project, owner_client, reviewer_client):
    assert owner_client.get(internal(project)).status_code in {302, 403, 404}
    assert reviewer_client.get(own(project)).status_code in {302, 403, 404}


@pytest.mark.parametrize("page", ["file", "archive", "archive-progress", "archive-file"])
def test_no_page_of_a_foreign_project_opens(enterprise_client, project, page):
    assert enterprise_client.get(reverse(f"project-{page}", args=[project.official_no])).status_code == 404


def test_every_attachment_can_be_fetched(owner_client, project, reviewer_client):
    for client, address in ((owner_client, own(project)), (reviewer_client, internal(project))):
        page = client.get(address).content.decode()
        names = [file.original_name for file in project.attachments.all()]
        assert names
        assert all(name in page for name in names)
        links = re.findall(r'href="([^"]+/(?:attachments|files)/[^"]+)"', page)
        assert len(links) >= len(names)
        assert all(client.get(link).status_code == 200 for link in links[:2])


def test_a_reviewer_sees_no_event_or_link_of_the_enterprise_pages(project, reviewer_client):
    page = reviewer_client.get(internal(project)).content.decode()
    assert f"/repair/projects/{project.uuid}/" not in page
    assert f"/internal/review/{project.uuid}/" in page


def test_the_timeline_joins_all_filings_newest_first(owner_client, project):
    page = owner_client.get(own(project)).content.decode()
    times = re.findall(r'<time datetime="([^"]+)"', page)
    assert times == sorted(times, reverse=True)
    approved = Event.objects.filter(action="approve", filing__in=[project.pk, project.declaration_id]).count()
    assert page.count("<b>审核通过</b>") == approved == 2


def test_the_next_step_says_what_is_missing(owner_client, project):
    page = owner_client.get(own(project)).content.decode()
    assert "下一步：合同信息报送" in page
    assert "还没有审核通过的施工总包合同" in page
    assert "还没有审核通过的监理合同" in page


def test_money_starts_at_nothing(owner_client, project):
    page = owner_client.get(own(project)).content.decode()
    assert "合同 0.00 / 1,732.72 万元（0.0%）" in page
    assert "合同 0.00 / 1,530.00 万元（0.0%）" in page


def test_the_desk_leads_to_the_file(owner_client, project):
    assert own(project) in owner_client.get("/desk/").content.decode()
    assert own(project) in owner_client.get("/desk/projects/").content.decode()
