"""Login by certificate through the portal's own addresses: what gets in, what does not, and what is written down."""

import base64
import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ca_auth import messages
from ca_auth.demo_pki import DemoHolder, build_demo_pki
from ca_auth.models import (
    Account,
    Certificate,
    Identity,
    LoginAttempt,
    LoginChallenge,
    LoginSession,
    SecurityEvent,
    TrustedCA,
)
from tests.factories_auth import EnterpriseFactory, IdentityFactory
from tests.plugins.auth import certificate_login, challenge, post_json

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]


def refused(answer, code: str, status: int = 403) -> bool:
    return answer.status_code == status and answer.json()["error"] == {"code": code, "text": messages.REFUSALS[code]}


@pytest.mark.parametrize("kind", ["rsa", "ec", "sm2"])
def test_a_trusted_certificate_of_a_known_enterprise_logs_in(client, trusted_pki, kind):
    enterprise = trusted_pki.enterprise(f"{kind}-sign")
    answer = certificate_login(client, trusted_pki, f"{kind}-sign")
    assert (answer.status_code, answer.json()) == (200, {"next": "/desk/"})
    session = LoginSession.objects.live().get()
    assert session.identity.enterprise == enterprise
    assert (session.identity.system, session.identity.role) == ("repair", "implementer")
    assert session.certificate.enterprise == enterprise
    assert client.get("/auth/session/").json()["seconds_left"] > 29 * 60


def test_first_sight_links_once_and_is_audited(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    certificate_login(Client(), trusted_pki)
    assert Account.objects.count() == Identity.objects.count() == Certificate.objects.count() == 1
    assert SecurityEvent.objects.filter(kind="linked").count() == 1
    assert Certificate.objects.get().last_used is not None


def test_renewal_and_second_key_belong_to_the_same_account(client, trusted_pki, tmp_path):
    enterprise = trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    first = Certificate.objects.get()
    second = _copy_of(first, serial_hex="abc123")
    assert second.account == first.account
    assert enterprise.certificates.count() == 2


def _copy_of(certificate: Certificate, **changes) -> Certificate:
    certificate = Certificate.objects.get(pk=certificate.pk)
    certificate.pk = None
    for name, value in changes.items():
        setattr(certificate, name, value)
    certificate.save()
    return certificate


def test_t01_a_token_counts_once(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    token = trusted_pki.sign("ec-sign", challenge(client))
    assert post_json(client, "/auth/cert/verify", token).status_code == 200
    assert refused(post_json(client, "/auth/cert/verify", token), "challenge_expired")


def test_t02_t06_a_token_is_worth_nothing_in_another_browser(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    token = trusted_pki.sign("ec-sign", challenge(client))
    victim = Client()
    assert refused(post_json(victim, "/auth/cert/verify", token), "challenge_expired")
    challenge(victim)
    assert refused(post_json(victim, "/auth/cert/verify", token), "bad_signature")
    assert not LoginSession.objects.exists()


@pytest.mark.parametrize("seconds", [121, 301])
def test_t03_a_challenge_ends(client, trusted_pki, seconds):
    trusted_pki.enterprise("ec-sign")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = trusted_pki.sign("ec-sign", challenge(client))
        clock.shift(seconds)
        assert refused(post_json(client, "/auth/cert/verify", token), "challenge_expired")


def test_t05_a_failed_check_has_spent_the_challenge(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    nonce = challenge(client)
    bad = trusted_pki.sign("ec-sign", nonce, purpose="other")
    assert refused(post_json(client, "/auth/cert/verify", bad), "bad_signature")
    good = trusted_pki.sign("ec-sign", nonce)
    assert refused(post_json(client, "/auth/cert/verify", good), "challenge_expired")


@pytest.mark.parametrize("path", ["/auth/cert/challenge", "/auth/cert/verify", "/auth/logout/"])
def test_t07_without_the_csrf_token_nothing_happens(path):
    strict = Client(enforce_csrf_checks=True)
    answer = post_json(strict, path, {})
    assert answer.status_code == 403
    assert not LoginChallenge.objects.exists()


def test_t09_a_forged_host_changes_nothing(trusted_pki, settings):
    settings.ALLOWED_HOSTS = ["*"]
    trusted_pki.enterprise("ec-sign")
    client = Client(headers={"host": "evil.example"}, HTTP_X_FORWARDED_HOST="evil.example")
    nonce = challenge(client)
    assert LoginChallenge.objects.get().origin == settings.PORTAL_ORIGINS[0]
    forged = trusted_pki.sign("ec-sign", nonce, origin="http://evil.example")
    assert refused(post_json(client, "/auth/cert/verify", forged), "bad_signature")


def test_a_page_on_another_origin_gets_no_challenge(client):
    answer = post_json(client, "/auth/cert/challenge", {}, headers={"origin": "http://evil.example"})
    assert refused(answer, "unknown_origin", 400)


def test_t10_a_signature_for_a_submission_is_no_login(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    digest = "ab" * 32
    nonce = challenge(client)
    token = trusted_pki.sign("ec-sign", nonce, purpose=f"submit:{digest}")
    assert refused(post_json(client, "/auth/cert/verify", token), "bad_signature")
    # and a challenge given for a submission does not serve the login either
    token = trusted_pki.sign("ec-sign", challenge(client, digest=digest), purpose=f"submit:{digest}")
    assert refused(post_json(client, "/auth/cert/verify", token), "challenge_expired")


@pytest.mark.parametrize(
    ("key_id", "code"),
    [
        ("sample-revoked", "revoked"),
        ("sample-expired", "expired"),
        ("sample-future", "not_yet_valid"),
        ("ec-encrypt", "key_usage"),
    ],
)
def test_t14_t15_t19_certificates_that_do_not_count(client, trusted_pki, key_id, code):
    trusted_pki.enterprise("rsa-sign")
    trusted_pki.enterprise("ec-sign")
    assert refused(certificate_login(client, trusted_pki, key_id), code)
    assert LoginAttempt.objects.get().outcome == code


def test_t11_an_authority_nobody_configured(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    TrustedCA.objects.update(enabled=False)
    assert refused(certificate_login(client, trusted_pki), "unknown_ca")


def test_t53_demo_authorities_are_not_trusted_outside_the_demo(client, trusted_pki, settings):
    trusted_pki.enterprise("ec-sign")
    settings.DEMO_MODE = False
    assert refused(certificate_login(client, trusted_pki), "unknown_ca")


def test_an_enterprise_nobody_registered(client, trusted_pki):
    assert refused(certificate_login(client, trusted_pki), "not_registered")
    assert not Account.objects.exists()


@pytest.mark.parametrize("what", ["enterprise", "account", "certificate"])
def test_what_is_switched_off_stays_out(client, trusted_pki, what):
    enterprise = trusted_pki.enterprise("ec-sign")
    certificate_login(Client(), trusted_pki)
    certificate = Certificate.objects.get()
    if what == "certificate":
        Certificate.objects.update(status="suspended")
    else:
        row = enterprise if what == "enterprise" else certificate.account
        row.is_active = False
        row.save()
    assert refused(certificate_login(client, trusted_pki), "suspended")


@pytest.mark.parametrize(("status", "code"), [("revoked", "revoked"), ("superseded", "expired")])
def test_the_registry_can_revoke_by_itself(client, trusted_pki, status, code):
    trusted_pki.enterprise("ec-sign")
    certificate_login(Client(), trusted_pki)
    Certificate.objects.update(status=status)
    assert refused(certificate_login(client, trusted_pki), code)


def test_an_identity_that_was_switched_off_is_not_granted_again(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(Client(), trusted_pki)
    Identity.objects.update(is_active=False)
    answer = certificate_login(client, trusted_pki)
    assert answer.json()["next"].startswith("/auth/choose/")
    assert "尚未开通" in client.get("/auth/choose/").content.decode()


@pytest.mark.parametrize(
    "secret", [{"pin": "123456"}, {"PIN": "1"}, {"password": "x"}, {"agent": {"pin": "1"}}, {"x": [{"Password": 1}]}]
)
def test_t31_a_body_with_a_pin_is_refused(client, trusted_pki, secret):
    trusted_pki.enterprise("ec-sign")
    token = trusted_pki.sign("ec-sign", challenge(client)) | secret
    assert refused(post_json(client, "/auth/cert/verify", token), "bad_request", 400)
    assert refused(post_json(client, "/auth/cert/challenge", secret), "bad_request", 400)
    assert "123456" not in LoginAttempt.objects.get().detail


@pytest.mark.parametrize("path", ["/auth/cert/challenge", "/auth/cert/verify"])
def test_bodies_of_other_types_and_sizes(client, path):
    assert refused(client.post(path, {"a": "b"}), "bad_request", 415)
    assert refused(client.post(path, "{}", content_type="text/plain"), "bad_request", 415)
    assert refused(post_json(client, path, {"a": "x" * 17000}), "bad_request", 413)
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("body", ["[]", "null", "{", '{"format":"ca-auth:1"}', "[" * 5000])
def test_broken_bodies_are_refused_not_fatal(client, body):
    challenge(client)
    answer = client.post("/auth/cert/verify", body, content_type="application/json")
    assert answer.status_code in {400, 403}


def test_a_mutated_certificate_is_refused(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    token = trusted_pki.sign("ec-sign", challenge(client))
    der = bytearray(base64.b64decode(token["certificate"]))
    der[-1] ^= 1
    token["certificate"] = base64.b64encode(bytes(der)).decode()
    assert post_json(client, "/auth/cert/verify", token).status_code == 403
    assert not LoginSession.objects.exists()


def test_t54_every_outcome_leaves_a_row(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    post_json(client, "/auth/cert/verify", {})
    rows = list(LoginAttempt.objects.order_by("pk").values_list("outcome", "method"))
    assert rows == [("ok", "cert"), ("challenge_expired", "cert")]
    good = LoginAttempt.objects.get(outcome="ok")
    assert good.account.enterprise.uscc == trusted_pki.key("ec-sign")["uscc"]
    assert good.subject_hint == f"{good.account.login_name[:4]}••••{good.account.login_name[-4:]}"
    assert good.ip == "127.0.0.1"


def test_too_many_attempts_are_held_back(client):
    with time_machine.travel("2026-03-01 10:00:00Z", tick=False):
        for _ in range(60):
            post_json(client, "/auth/cert/verify", {})
        assert refused(post_json(client, "/auth/cert/verify", {}), "throttled", 429)


def test_t43_the_session_key_is_new_and_the_old_one_dead(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    nonce = challenge(client)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = client.cookies["portal_session"].value
    post_json(client, "/auth/cert/verify", trusted_pki.sign("ec-sign", nonce))
    assert client.cookies["portal_session"].value != before
    assert "planted" not in client.session
    stale = Client()
    stale.cookies["portal_session"] = before
    assert stale.get("/auth/session/").status_code == 302


def test_a_key_thought_up_by_the_client_is_never_adopted(trusted_pki):
    client = Client()
    client.cookies["portal_session"] = "a" * 32
    challenge(client)
    assert client.cookies["portal_session"].value != "a" * 32


def test_logging_in_again_ends_the_session_before(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    certificate_login(client, trusted_pki)
    assert LoginSession.objects.live().count() == 1
    assert LoginSession.objects.get(ended_at__isnull=False).ended_why == "replaced"


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/repair/projects/?page=2", "/repair/projects/?page=2"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("http:///evil.example", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_t51_only_addresses_of_this_site_are_gone_to(client, trusted_pki, wanted, got):
    trusted_pki.enterprise("ec-sign")
    token = trusted_pki.sign("ec-sign", challenge(client))
    answer = client.post(
        "/auth/cert/verify", json.dumps(token), content_type="application/json", query_params={"next": wanted}
    )
    assert answer.json() == {"next": got}


def test_more_identities_lead_to_the_choice(client, trusted_pki):
    enterprise = trusted_pki.enterprise("ec-sign")
    certificate_login(Client(), trusted_pki)
    account = Account.objects.get()
    credit = IdentityFactory(account=account, enterprise=enterprise, system="credit")
    assert certificate_login(client, trusted_pki).json()["next"] == "/auth/choose/?next=%2Fdesk%2F"
    before = client.cookies["portal_session"].value
    chosen = client.post("/auth/choose/", {"identity": credit.pk, "next": "/credit/"})
    assert chosen.headers["Location"] == "/credit/"
    assert LoginSession.objects.live().get(account=account, identity=credit)
    # T44: the key of the session with the other rights is dead
    assert client.cookies["portal_session"].value != before
    stale = Client()
    stale.cookies["portal_session"] = before
    assert stale.get("/auth/session/").status_code == 302


def test_nobody_chooses_an_identity_of_another_account(enterprise_client, identity_of):
    foreign = identity_of()
    answer = enterprise_client.post("/auth/choose/", {"identity": foreign.pk})
    assert answer.headers["Location"] == "/auth/choose/"
    assert LoginSession.objects.live().get(account=enterprise_client.identity.account).identity != foreign


def test_another_pki_with_equal_names_is_unknown(client, trusted_pki, tmp_path):
    """T12: the signature decides, not the name."""
    enterprise = EnterpriseFactory()
    build_demo_pki(
        tmp_path,
        [DemoHolder(name=enterprise.name, uscc=enterprise.uscc, slug="x", algorithm="ec")],
        now=timezone.now(),
    )
    twin = type(trusted_pki)(tmp_path, {})
    token = twin.sign("x-sign", challenge(client))
    assert refused(post_json(client, "/auth/cert/verify", token), "unknown_ca")
