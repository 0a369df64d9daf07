"""What differs from the generic pages: stages, links of a project, the read-only admin, numbers handed over."""

import pytest

from repair_projects import messages, progress
from repair_projects.models import ProjectFiling
from tests.factories import declaration, project_data, project_filing
from tests.factories_auth import EnterpriseFactory

pytestmark = pytest.mark.django_db
STEPS = ["项目申报", "项目信息报送", "合同信息报送", "开工审核", "竣工备案"]


@pytest.fixture
def owner():
    return EnterpriseFactory()


def states(stages) -> list[str]:
    assert [stage["label"] for stage in stages] == STEPS
    return [stage["state"] for stage in stages]


def test_stages_of_a_declaration(owner):
    saved, returned = declaration(owner=owner), declaration(owner=owner, returned=True)
    assert states(progress.declaration_stages(None, None)) == ["now", *["locked"] * 4]
    assert states(progress.declaration_stages(saved, None)) == ["now", *["locked"] * 4]
    assert states(progress.declaration_stages(returned, None)) == ["returned", *["locked"] * 4]
    approved = declaration(owner=owner, approved=True)
    assert states(progress.declaration_stages(approved, None)) == ["done", "open", *["locked"] * 3]
    number = approved.official_no
    assert progress.declaration_stages(approved, None)[1]["url"] == f"/repair/projects/new/?declaration_no={number}"
    project_filing(owner=owner, declared=approved, submitted=True)
    assert states(progress.declaration_stages(approved, None)) == ["done", "now", *["locked"] * 3]


def test_stages_of_a_project(owner):
    assert states(progress.project_stages(None, None)) == ["open", "now", *["locked"] * 3]
    approved = progress.project_stages(project_filing(owner=owner, approved=True), None)
    assert states(approved)[:3] == ["done", "done", "open"]
    assert approved[0]["url"].startswith("/repair/declarations/")
    assert approved[2]["url"].startswith("/contracts/?project=")


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_what_follows_a_project_is_closed_with_the_manuals_sentence(owner, state):
    links = progress.later_links(project_filing(owner=owner, **{state: True}))
    assert [(link.label, link.closed, link.url) for link in links] == [
        (label, messages.PROJECT_NOT_APPROVED, "") for label in STEPS[2:]
    ]


def test_an_approved_project_leads_to_its_contracts(owner):
    project = project_filing(owner=owner, approved=True)
    first = progress.later_links(project)[0]
    assert (first.label, first.url, first.closed) == ("合同信息报送", f"/contracts/?project={project.uuid}", "")


def test_a_link_hands_the_declaration_to_the_new_form(enterprise_client):
    owner = enterprise_client.identity.enterprise
    declared = declaration(owner=owner, approved=True, site_address="转交路9弄1-8号")
    page = enterprise_client.get("/repair/projects/new/", {"declaration_no": declared.official_no}).content.decode()
    assert declared.project_name in page
    assert "转交路9弄1-8号" in page
    assert "1732.72" in page


def test_a_link_with_anothers_declaration_hands_over_nothing(enterprise_client):
    declared = declaration(approved=True, site_address="他人路9弄1-8号")
    page = enterprise_client.get("/repair/projects/new/", {"declaration_no": declared.official_no}).content.decode()
    assert declared.project_name not in page
    assert "他人路9弄1-8号" not in page


def test_anothers_project_is_not_found(enterprise_client):
    project = project_filing(submitted=True)
    for page in ("", "edit/", "print/", "digest/", "receipt/"):
        assert enterprise_client.get(f"/repair/projects/{project.uuid}/{page}").status_code == 404, page
    answer = enterprise_client.post(f"/repair/projects/{project.uuid}/edit/", {})
    assert answer.status_code == 404


def test_garbage_is_answered_and_stores_nothing(enterprise_client):
    declared = declaration(owner=enterprise_client.identity.enterprise, approved=True)
    for change in (
        {"buildings-TOTAL_FORMS": "99999999999"},
        {"buildings-TOTAL_FORMS": "-1"},
        {"buildings-INITIAL_FORMS": "5"},
        {"buildings-0-id": "999"},
        {"declaration_no": "\u202e26SB"},
        {"repair_items": ["roof", "nothing"]},
        {"gross_floor_area": "1e400"},
        {"gross_floor_area": "NaN"},
        {"client_manager_id_no": "***"},
        {"planned_start": "0000-00-00"},
    ):
        data = project_data(declaration_no=declared.official_no) | change
        answer = enterprise_client.post("/repair/projects/new/", data)
        assert answer.status_code in {400, 422}, (change, answer.status_code)
    assert not ProjectFiling.objects.exists()


def test_the_admin_only_shows(admin_client, owner):
    project = project_filing(owner=owner, submitted=True)
    base = "/internal/admin/repair_projects/projectfiling/"
    assert admin_client.get(base).status_code == 200
    page = admin_client.get(f"{base}{project.pk}/change/")
    assert page.status_code == 200
    assert "310199197408260116" not in page.content.decode()
    assert admin_client.post(f"{base}{project.pk}/change/", {"status": "approved"}).status_code == 403
    assert admin_client.get(f"{base}add/").status_code == 403
    assert admin_client.get(f"{base}{project.pk}/delete/").status_code == 403
