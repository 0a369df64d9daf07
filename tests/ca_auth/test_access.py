"""Declared access: who gets a page, who is sent to log in, who is told why not."""

import logging

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, transaction
from django.test import Client

from ca_auth.access import enterprise, public, reviewer, staff_admin
from ca_auth.choices import Role, System
from ca_auth.models import Identity, LoginSession, SecurityEvent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls_access"), pytest.mark.authz]


def test_a_public_page_needs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/open/").content.decode() == "None|None"


def test_a_route_without_policy_is_refused_and_listed(client, enterprise_client, caplog):
    with caplog.at_level(logging.ERROR, logger="ca_auth.middleware"):
        assert client.get("/undeclared/").status_code == 404
    assert "undeclared/ has no access policy" in caplog.text
    assert enterprise_client.get("/undeclared/").status_code == 404
    found = [error for error in run_checks(tags=["ca_auth"]) if error.id == "ca_auth.E010"]
    assert [error.msg for error in found] == ["Route 'undeclared/' declares no access policy."]


def test_anonymous_is_sent_to_the_login_of_the_site_and_back(client):
    assert client.get("/repair/?page=2").headers["Location"] == "/auth/?next=%2Frepair%2F%3Fpage%3D2"
    assert client.get("/internal/desk/").headers["Location"] == "/internal/login/?next=%2Finternal%2Fdesk%2F"


def test_anonymous_post_comes_back_to_the_page_it_was_sent_from(client):
    sent = client.post("/shared/", headers={"referer": "http://testserver/repair/?page=2"})
    assert sent.headers["Location"] == "/auth/?next=%2Frepair%2F%3Fpage%3D2"
    foreign = client.post("/shared/", headers={"referer": "http://elsewhere.example/repair/"})
    assert foreign.headers["Location"] == "/auth/?next=%2Fdesk%2F"


def test_scripts_get_an_answer_they_can_act_on(client):
    told = client.get("/repair/", headers={"accept": "application/json"})
    assert told.status_code == 401
    assert told.json()["login"].startswith("/auth/?next=")
    htmx = client.get("/repair/", headers={"hx-request": "true"})
    assert htmx.headers["HX-Redirect"].startswith("/auth/?next=")


@pytest.mark.parametrize(
    ("path", "status"), [("/anybody/", 200), ("/repair/", 200), ("/shared/", 200), ("/safety/", 403)]
)
def test_an_enterprise_reaches_its_own_system_only(enterprise_client, path, status):
    assert enterprise_client.get(path).status_code == status


def test_a_refusal_says_why_and_leaves_an_event(enterprise_client):
    page = enterprise_client.get("/safety/")
    assert "当前身份" in page.content.decode()
    event = SecurityEvent.objects.get(kind="refused")
    assert (event.identity, event.subject) == (enterprise_client.identity, "/safety/")
    assert event.facts == {"policy": "enterprise:safety", "method": "GET"}


def test_internal_pages_do_not_exist_for_enterprises(enterprise_client):
    assert enterprise_client.get("/internal/desk/").status_code == 404


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.DISTRICT_REVIEWER, "/internal/desk/", 200),
        (Role.MUNICIPAL_REVIEWER, "/internal/shared/", 200),
        (Role.DISTRICT_REVIEWER, "/internal/system/", 403),
        (Role.SYSTEM_ADMIN, "/internal/system/", 200),
        (Role.AUDITOR, "/internal/desk/", 403),
    ],
)
def test_staff_by_role(identity_of, client_of, role, path, status):
    assert client_of(identity_of(role)).get(path).status_code == status


def test_a_cookie_of_one_site_is_worth_nothing_on_the_other(enterprise_client, reviewer_client):
    """A8: public key under the internal name and the other way round."""
    moved = Client()
    moved.cookies["internal_session"] = enterprise_client.cookies["portal_session"].value
    assert moved.get("/internal/desk/").status_code == 302
    moved = Client()
    moved.cookies["portal_session"] = reviewer_client.cookies["internal_session"].value
    assert moved.get("/shared/").status_code == 302
    assert reviewer_client.get("/internal/desk/").status_code == 200


@pytest.mark.parametrize("change", ["identity", "account", "enterprise", "session"])
def test_a_right_taken_away_is_gone_at_the_next_request(enterprise_client, change):
    """A7: no page in between."""
    assert enterprise_client.get("/repair/").status_code == 200
    identity = enterprise_client.identity
    if change == "session":
        LoginSession.objects.update(ended_at="2026-01-01T00:00Z", ended_why="killed")
    else:
        row = identity if change == "identity" else getattr(identity, change)
        row.is_active = False
        row.save()
    assert enterprise_client.get("/repair/").status_code == 302


def test_policies_have_stable_names():
    assert (enterprise(System.REPAIR) | reviewer).name == (reviewer | enterprise(System.REPAIR)).name
    assert (reviewer | staff_admin).name == "reviewer|staff_admin"
    assert enterprise().name == "enterprise"
    assert not (public | reviewer).needs_account


def test_identity_passed_by_hand_cannot_be_another_accounts(rf, enterprise_client, identity_of):
    from ca_auth.services.sessions import switch_identity

    request = rf.post("/auth/choose/")
    request.login_session = LoginSession.objects.get(account=enterprise_client.identity.account)
    request.session = enterprise_client.session
    with pytest.raises(ValueError, match="another account"):
        switch_identity(request, identity_of())


@pytest.mark.parametrize("role", [Role.IMPLEMENTER, Role.DISTRICT_REVIEWER])
def test_an_identity_exists_once_with_and_without_an_enterprise(identity_of, role):
    first = identity_of(role)
    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(
            account=first.account, enterprise=first.enterprise, system=first.system, role=first.role
        )
