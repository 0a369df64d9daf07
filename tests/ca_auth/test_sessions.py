"""Sessions: how long they last, what ends them, and that staff have one at a time (B1–B3)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ca_auth.choices import Role
from ca_auth.models import Certificate, LoginSession, SecurityEvent
from ca_auth.services import sessions
from tests.plugins.auth import certificate_login, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as travelling:
        yield travelling


def home(identity) -> str:
    return "/desk/" if identity.enterprise_id else "/internal/review/"


@pytest.mark.parametrize(("role", "idle"), [(Role.IMPLEMENTER, 30), (Role.DISTRICT_REVIEWER, 15)])
def test_idle_limit_to_the_second(clock, identity_of, client_of, role, idle):
    identity = identity_of(role)
    client = client_of(identity)
    clock.shift(timedelta(minutes=idle) - timedelta(seconds=1))
    assert client.get(home(identity)).status_code == 200
    clock.shift(timedelta(minutes=idle) + timedelta(seconds=1))
    assert client.get(home(identity)).status_code == 302
    assert LoginSession.objects.get().ended_why == "idle"


@pytest.mark.parametrize(("role", "hours"), [(Role.IMPLEMENTER, 12), (Role.DISTRICT_REVIEWER, 8)])
def test_activity_does_not_move_the_absolute_limit(clock, identity_of, client_of, role, hours):
    identity = identity_of(role)
    client = client_of(identity)
    for _ in range(hours * 6 - 1):
        clock.shift(timedelta(minutes=10))
        assert client.get(home(identity)).status_code == 200
    clock.shift(timedelta(minutes=10) - timedelta(seconds=1))
    assert client.get(home(identity)).status_code == 200
    clock.shift(2)
    assert client.get(home(identity)).status_code == 302
    assert LoginSession.objects.get().ended_why == "absolute"


def test_asking_the_clock_does_not_wind_it_but_keeping_alive_does(clock, enterprise_client):
    clock.shift(timedelta(minutes=20))
    assert enterprise_client.get("/auth/session/").json()["seconds_left"] == 600
    clock.shift(60)
    assert enterprise_client.get("/auth/session/").json()["seconds_left"] == 540
    kept = enterprise_client.post("/auth/session/").json()
    assert kept["seconds_left"] == 1800
    assert kept["ends_at"] == (timezone.now() + timedelta(minutes=30)).isoformat()


def test_the_end_is_told_in_a_header(clock, enterprise_client):
    answer = enterprise_client.get("/desk/")
    assert answer.headers["X-Session-Ends"] == (timezone.now() + timedelta(minutes=30)).isoformat()
    assert "no-store" in answer.headers["Cache-Control"]


def test_logout_returns_to_the_front_page_and_kills_the_key(enterprise_client):
    old = enterprise_client.cookies["portal_session"].value
    answer = enterprise_client.post("/auth/logout/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    replay = Client()
    replay.cookies["portal_session"] = old
    assert replay.get("/desk/").status_code == 302
    assert LoginSession.objects.get().ended_why == "logout"
    assert SecurityEvent.objects.get(kind="session_ended").facts["why"] == "logout"


def test_logout_needs_a_post(enterprise_client):
    assert enterprise_client.get("/auth/logout/").status_code == 405
    assert enterprise_client.get("/desk/").status_code == 200


def test_staff_have_one_session_at_a_time_enterprises_several(identity_of):
    reviewer, firm = identity_of(Role.DISTRICT_REVIEWER), identity_of(Role.IMPLEMENTER)
    first, second = sign_in(Client(), reviewer), sign_in(Client(), reviewer)
    assert first.get("/internal/review/").status_code == 302
    assert second.get("/internal/review/").status_code == 200
    one, other = sign_in(Client(), firm), sign_in(Client(), firm)
    assert one.get("/desk/").status_code == other.get("/desk/").status_code == 200
    assert len(sessions.live_sessions(firm.account)) == 2


def test_an_administrator_can_end_a_session(enterprise_client, identity_of):
    record = LoginSession.objects.get()
    sessions.end(record, "killed", actor=identity_of(Role.SECURITY_ADMIN).account)
    assert enterprise_client.get("/desk/").status_code == 302
    assert sessions.live_sessions(record.account) == []


def test_a_changed_password_ends_the_sessions_before_it(reviewer_client):
    account = reviewer_client.identity.account
    account.set_password("another-pass-2026")
    account.save()
    assert reviewer_client.get("/internal/review/").status_code == 302


def test_t45_a_certificate_suspended_in_the_registry_ends_its_sessions_at_once(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    assert client.get("/desk/").status_code == 200
    Certificate.objects.update(status="suspended")
    assert client.get("/desk/").status_code == 302
    assert LoginSession.objects.get().ended_why == "revoked"


def test_t45_a_certificate_on_a_new_revocation_list_ends_its_sessions_in_ten_minutes(
    clock, client, own_pki, import_all
):
    own_pki.enterprise("ec-sign")
    certificate_login(client, own_pki)
    own_pki.revoke("ec-sign")
    import_all()
    assert client.get("/desk/").status_code == 200
    clock.shift(timedelta(minutes=10))
    assert client.get("/desk/").status_code == 302
    assert LoginSession.objects.get().ended_why == "revoked"


def test_a_late_revocation_list_ends_nobodys_work(clock, client, own_pki):
    own_pki.enterprise("ec-sign")
    certificate_login(client, own_pki)
    from ca_auth.models import Crl

    Crl.objects.update(next_update=timezone.now() - timedelta(hours=1))
    clock.shift(timedelta(minutes=11))
    assert client.get("/desk/").status_code == 200
    assert certificate_login(Client(), own_pki).json()["error"]["code"] == "revocation_unknown"


def test_cookies_are_for_scripts_and_other_sites_out_of_reach(client, reviewer_client, trusted_pki, settings):
    settings.SESSION_COOKIE_SECURE = True
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    public = client.cookies["portal_session"]
    assert (public["httponly"], public["secure"], public["samesite"]) == (True, True, "Lax")
    assert (public["path"], public["domain"], public["max-age"]) == ("/", "", "")
    chosen = reviewer_client.post("/internal/choose/", {"identity": reviewer_client.identity.pk})
    internal = chosen.cookies["internal_session"]
    assert (internal["httponly"], internal["secure"], internal["samesite"]) == (True, True, "Strict")
