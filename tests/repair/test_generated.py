"""Filings made in bulk for measuring are rows that every page can read."""

import pytest

from portal.filing import audit
from portal.filing.snapshots import content_of
from portal.scale import add_generated
from repair_projects.models import ProjectDeclaration, ProjectFiling
from tests.factories import declaration

pytestmark = pytest.mark.django_db


def test_both_kinds_are_generated(enterprise_client):
    declaration(owner=enterprise_client.identity.enterprise, approved=True)
    assert add_generated(40) == 40
    assert ProjectDeclaration.objects.count() == 21
    assert ProjectFiling.objects.count() == 20
    assert list(audit.faults()) == []
    used = ProjectFiling.objects.values_list("declaration_id", flat=True)
    assert len(set(used)) == 20
    assert content_of(ProjectFiling.objects.last())["sections"]
    for path in ("/repair/declarations/", "/repair/projects/"):
        assert enterprise_client.get(path).status_code == 200


def test_a_second_helping_does_not_collide(enterprise_client):
    declaration(owner=enterprise_client.identity.enterprise, approved=True)
    add_generated(10)
    add_generated(10)
    assert ProjectDeclaration.objects.count() + ProjectFiling.objects.count() == 21
