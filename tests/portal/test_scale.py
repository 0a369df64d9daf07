"""Filings made in bulk for measuring are rows that every page can read and every check accepts."""

import pytest

from portal.filing import audit, verification
from portal.filing.models import Filing
from portal.filing.snapshots import content_of
from portal.filing.states import Status
from portal.scale import add_generated
from portal.search import services as search
from repair_projects.models import ProjectDeclaration, ProjectFiling
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone(enterprise_client):
    factories.declaration(owner=enterprise_client.identity.enterprise)
    return enterprise_client


def test_both_types_are_made_and_pass_every_check(someone, reviewer_client):
    assert add_generated(120) == 120
    made = Filing.objects.filter(online_application_no__startswith="W9")
    assert made.count() == 120
    assert {ProjectDeclaration, ProjectFiling} == {type(one.concrete()) for one in made}
    assert set(made.values_list("status", flat=True)) >= {Status.APPROVED, Status.SAVED}
    assert list(audit.faults()) == list(verification.faults()) == []
    for client, path in (
        (someone, "/repair/declarations/"), (someone, "/repair/projects/"), (reviewer_client, "/internal/review/all/"),
        (someone, ProjectFiling.objects.last().type.url("list")),
    ):  # fmt: skip
        assert client.get(path).status_code == 200
    assert content_of(ProjectFiling.objects.last())["sections"]


def test_a_project_continues_an_approved_declaration_of_its_owner(someone):
    add_generated(60)
    projects = ProjectFiling.objects.select_related("declaration")
    assert len(projects) > 20
    assert len({one.declaration_id for one in projects}) == len(projects)
    for one in projects:
        declared = one.declaration
        assert (declared.status, declared.owner_id, declared.district) == (Status.APPROVED, one.owner_id, one.district)
        assert (declared.project_name, declared.official_no) == (one.project_name, one.declaration_no)


def test_a_second_helping_does_not_collide(someone):
    add_generated(10)
    add_generated(10)
    assert Filing.objects.count() == 21


def test_what_was_made_is_found(someone):
    add_generated(30)
    one = Filing.objects.order_by("-pk").first()
    assert one.pk in search.find(Filing.objects.order_by("-pk"), one.title[6:12]).ids
