"""A1: every address declares who may call it, and what is open to everybody was looked at by somebody."""

from pathlib import Path

import pytest

from portal.filing.registry import registry
from tests.security.routes import all_routes
from tests.security.tenants import FORMS

pytestmark = pytest.mark.authz
REVIEWED = Path(__file__).with_name("public_routes.txt")


def test_every_route_declares_a_policy():
    assert [route.key for route in all_routes() if route.policy is None] == []


def test_the_public_routes_are_the_reviewed_ones():
    """A new line in public_routes.txt is a decision: nobody has to log in to call that address."""
    lines = REVIEWED.read_text("utf-8").splitlines()
    reviewed = [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    assert sorted(route.key for route in all_routes() if not route.policy.needs_account) == reviewed


def test_internal_pages_are_for_staff_only():
    """What lies under /internal/ admits reviewers or administrators, except the doors themselves."""
    doors = {"public", "logged_in"}
    found = {route.key for route in all_routes() if route.is_internal and route.policy.name in doors}
    assert found == {f"staff:{name}" for name in ("login", "code", "choose", "session", "logout", "password")}
    staff = {"reviewer", "staff_admin", *doors}
    assert {route.policy.name for route in all_routes() if route.is_internal} <= staff


def test_pages_of_the_public_site_admit_no_staff():
    for route in all_routes():
        if not route.is_internal:
            assert not {"reviewer", "staff_admin"} & set(route.policy.name.split("|")), route.key


def test_every_filing_type_is_tried():
    """A new type is taught to tests/security/tenants.py, or its pages would be tried without a record."""
    assert set(FORMS) == set(registry.types)
