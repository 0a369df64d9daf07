"""The internal site's door: password, then a time-based code; limits, and what is told."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from ca_auth import messages
from ca_auth.choices import Role
from ca_auth.models import LoginAttempt, LoginSession
from tests.factories_auth import PASSWORD
from tests.plugins.auth import certificate_login, totp_device

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]
LOGIN, CODE = "/internal/login/", "/internal/login/code/"


@pytest.fixture(autouse=True)
def early_in_every_window():
    """No limit starts anew in the middle of a test."""
    tomorrow = timezone.now().replace(hour=1, minute=0, second=5) + timezone.timedelta(days=1)
    with time_machine.travel(tomorrow):
        yield


@pytest.fixture
def reviewer(identity_of):
    return identity_of(Role.DISTRICT_REVIEWER)


def code_of(identity, offset: int = 0) -> str:
    return f"{totp(totp_device(identity.account).bin_key, drift=offset):06d}"


def first_step(client, identity, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login_name": identity.account.login_name, "password": password}, **extra)


def outcomes() -> list[str]:
    return list(LoginAttempt.objects.order_by("pk").values_list("outcome", flat=True))


def test_password_then_code_opens_the_desk(client, reviewer):
    assert first_step(client, reviewer).headers["Location"] == CODE
    assert client.get("/internal/review/").status_code == 302
    answer = client.post(CODE, {"code": code_of(reviewer)})
    assert answer.headers["Location"] == "/internal/review/"
    assert client.get("/internal/review/").status_code == 200
    assert outcomes() == ["ok"]
    session = LoginSession.objects.get()
    assert (session.site, session.identity, session.method) == ("internal", reviewer, "staff")


def test_next_is_kept_over_both_steps_and_stays_on_this_site(client, reviewer):
    name = reviewer.account.login_name
    client.post(LOGIN, {"login_name": name, "password": PASSWORD, "next": "/internal/review/?p=2"})
    assert client.post(CODE, {"code": code_of(reviewer)}).headers["Location"] == "/internal/review/?p=2"
    other = Client()
    other.post(LOGIN, {"login_name": name, "password": PASSWORD, "next": "//evil.example/"})
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=1)):
        assert other.post(CODE, {"code": code_of(reviewer)}).headers["Location"] == "/internal/review/"


def test_an_administrator_arrives_at_the_system_pages(client, identity_of):
    admin = identity_of(Role.SYSTEM_ADMIN)
    first_step(client, admin)
    assert client.post(CODE, {"code": code_of(admin)}).headers["Location"] == "/internal/admin/"
    assert client.get("/internal/admin/").status_code == 200


def test_wrong_password_unknown_name_and_enterprise_account_look_the_same(client, reviewer, identity_of):
    firm = identity_of(Role.IMPLEMENTER)
    firm.account.set_password(PASSWORD)
    firm.account.save()
    pages = [
        client.post(LOGIN, {"login_name": name, "password": password})
        for name, password in [
            (reviewer.account.login_name, "wrong"),
            ("nobody", PASSWORD),
            (firm.account.login_name, PASSWORD),
        ]
    ]
    assert {page.status_code for page in pages} == {422}
    assert all(messages.STAFF_REFUSED in page.content.decode() for page in pages)
    assert outcomes() == ["bad_password"] * 3


def test_a_password_hasher_runs_for_unknown_names_too(client, reviewer, monkeypatch):
    calls = []
    from ca_auth import backends

    original = backends.make_password
    monkeypatch.setattr(backends, "make_password", lambda password: calls.append(password) or original(password))
    client.post(LOGIN, {"login_name": "nobody", "password": "x"})
    assert calls == ["x"]


def test_a_switched_off_account_stays_out(client, reviewer):
    reviewer.account.is_active = False
    reviewer.account.save()
    assert first_step(client, reviewer).status_code == 422


def test_wrong_code(client, reviewer):
    first_step(client, reviewer)
    wrong = f"{(int(code_of(reviewer)) + 500000) % 1000000:06d}"
    page = client.post(CODE, {"code": wrong})
    assert page.status_code == 422
    assert messages.STAFF_CODE_REFUSED in page.content.decode()
    assert outcomes() == ["bad_code"]


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "１２３４５６"])
def test_what_is_no_code_costs_nothing(client, reviewer, code):
    first_step(client, reviewer)
    assert client.post(CODE, {"code": code}).status_code == 422
    assert outcomes() == []


def test_a_code_counts_once(client, reviewer):
    first_step(client, reviewer)
    code = code_of(reviewer)
    client.post(CODE, {"code": code})
    thief = Client()
    first_step(thief, reviewer)
    assert thief.post(CODE, {"code": code}).status_code == 422


def test_the_second_step_ends_after_five_minutes(client, reviewer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first_step(client, reviewer)
        clock.shift(301)
        answer = client.post(CODE, {"code": code_of(reviewer)})
    assert answer.headers["Location"] == LOGIN
    assert not LoginSession.objects.exists()


def test_without_a_password_there_is_no_second_step(client, reviewer):
    assert client.get(CODE).headers["Location"] == LOGIN


def test_the_session_key_changes_at_both_steps(client, reviewer):
    client.get(CODE)
    first_step(client, reviewer)
    middle = client.cookies["internal_session"].value
    client.post(CODE, {"code": code_of(reviewer)})
    assert client.cookies["internal_session"].value != middle
    stale = Client()
    stale.cookies["internal_session"] = middle
    assert stale.get("/internal/review/").status_code == 302
    assert stale.get(CODE).status_code == 302


def test_five_wrong_passwords_hold_back_this_address_only(client, reviewer):
    for _ in range(5):
        first_step(client, reviewer, password="wrong")
    assert first_step(client, reviewer).status_code == 422
    assert outcomes()[-1] == "throttled"
    assert first_step(Client(), reviewer, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_twenty_a_day_from_everywhere(reviewer):
    for number in range(24):
        first_step(Client(), reviewer, password="wrong", REMOTE_ADDR=f"10.0.1.{number}")
    assert outcomes().count("bad_password") == 20
    assert first_step(Client(), reviewer, REMOTE_ADDR="10.0.2.1").status_code == 422
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1, seconds=1)):
        assert first_step(Client(), reviewer, REMOTE_ADDR="10.0.2.2").status_code == 302


def test_t46_password_failures_do_not_lock_a_certificate_out(client, trusted_pki):
    enterprise = trusted_pki.enterprise("ec-sign")
    for _ in range(30):
        client.post(LOGIN, {"login_name": enterprise.uscc, "password": "wrong"})
    assert certificate_login(client, trusted_pki).status_code == 200


def test_ten_codes_in_a_quarter_of_an_hour(client, reviewer):
    first_step(client, reviewer)
    for _ in range(11):
        client.post(CODE, {"code": "000000"})
    assert outcomes() == ["bad_code"] * 10 + ["throttled"]


def test_several_internal_identities_lead_to_the_choice(client, reviewer, identity_of):
    second = identity_of(Role.MUNICIPAL_REVIEWER, account=reviewer.account)
    first_step(client, reviewer)
    answer = client.post(CODE, {"code": code_of(reviewer)})
    assert answer.headers["Location"].startswith("/internal/choose/")
    client.post("/internal/choose/", {"identity": second.pk})
    assert LoginSession.objects.live().get().identity == second


def test_logout_returns_to_the_internal_login(reviewer_client):
    assert reviewer_client.post("/internal/logout/").headers["Location"] == LOGIN
    assert reviewer_client.get("/internal/review/").status_code == 302


def test_the_csrf_token_is_required(reviewer):
    strict = Client(enforce_csrf_checks=True)
    assert first_step(strict, reviewer).status_code == 403
