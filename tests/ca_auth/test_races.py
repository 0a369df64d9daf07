"""What must hold when everything comes at once. Threads on a database file, and again on PostgreSQL."""

import base64
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from ca_auth.choices import Role
from ca_auth.models import Account, Certificate, Identity, LoginChallenge, LoginSession, ThrottleBucket
from ca_auth.services import challenges, throttle
from ca_auth.services.sessions import key_digest
from ca_auth.services.throttle import Limit
from tests.factories_auth import PASSWORD
from tests.plugins.auth import challenge, post_json, totp_device

THREADS = 4


class Races:
    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.ca_auth.urls")]

    def test_t04_a_challenge_is_spent_once_in_forty_rounds(self, together: Callable):
        for number in range(40):
            key = f"session-{number}"
            _challenge_for(key)
            spent = together(*[lambda key=key: challenges.consume(key, now=timezone.now())] * THREADS)
            assert sum(isinstance(one, LoginChallenge) for one in spent) == 1
            assert spent.count(None) == THREADS - 1

    def test_t04_one_login_of_four_with_the_same_token(self, together: Callable, trusted_pki):
        trusted_pki.enterprise("ec-sign")
        for _ in range(3):
            browser = Client()
            token = trusted_pki.sign("ec-sign", challenge(browser))
            cookie = browser.cookies["portal_session"].value
            answers = together(*[lambda token=token, cookie=cookie: _verify(token, cookie)] * THREADS)
            assert sorted(answers) == [200, 403, 403, 403]

    def test_b9_challenges_are_all_different(self, together: Callable):
        browser = Client()
        challenge(browser)
        cookie = browser.cookies["portal_session"].value

        def fetch() -> list[str]:
            own = Client()
            own.cookies["portal_session"] = cookie
            return [challenge(own) for _ in range(20)]

        nonces = [nonce for some in together(*[fetch] * THREADS) for nonce in some]
        assert len(set(nonces)) == 20 * THREADS
        assert all(len(base64.urlsafe_b64decode(nonce + "=")) == 32 for nonce in nonces)

    def test_a_throttle_gives_exactly_its_number(self, together: Callable):
        limit = Limit("race", 5, 3600)
        taken = together(*[lambda: throttle.take(limit, "one")] * 10)
        assert taken.count(True) == 5
        assert taken.count(False) == 5
        assert ThrottleBucket.objects.get().count == 5

    def test_first_sight_from_several_browsers_links_once(self, together: Callable, trusted_pki):
        trusted_pki.enterprise("ec-sign")
        ready = []
        for _ in range(THREADS):
            browser = Client()
            token = trusted_pki.sign("ec-sign", challenge(browser))
            ready.append((token, browser.cookies["portal_session"].value))
        answers = together(*[lambda pair=pair: _verify(*pair) for pair in ready])
        assert answers == [200] * THREADS
        assert Account.objects.count() == Identity.objects.count() == Certificate.objects.count() == 1

    def test_t42_wrong_passwords_at_the_same_moment_are_all_counted(self, together: Callable, identity_of):
        name = identity_of(Role.DISTRICT_REVIEWER).account.login_name
        together(*[lambda: _password(name, "wrong")] * 8)
        assert ThrottleBucket.objects.get(scope="staff_account_ip").count == 5
        assert ThrottleBucket.objects.get(scope="staff_account").count == 5
        assert _password(name, PASSWORD) == 422

    def test_a_code_opens_one_session(self, together: Callable, identity_of):
        reviewer = identity_of(Role.DISTRICT_REVIEWER)
        code = f"{totp(totp_device(reviewer.account).bin_key):06d}"
        browsers = []
        for _ in range(THREADS):
            browser = Client()
            browser.post("/internal/login/", {"login_name": reviewer.account.login_name, "password": PASSWORD})
            browsers.append(browser)
        answers = together(
            *[lambda one=one: one.post("/internal/login/code/", {"code": code}).status_code for one in browsers]
        )
        assert answers.count(302) == 1
        assert LoginSession.objects.live().count() == 1


def _challenge_for(key: str) -> None:
    now = timezone.now()
    LoginChallenge.objects.create(
        nonce=f"nonce-of-{key}",
        session_bind=challenges._bind(key),
        origin="http://localhost",
        purpose="login",
        created_at=now,
        expires_at=now + timezone.timedelta(minutes=2),
    )


def _verify(token: dict, cookie: str) -> int:
    client = Client()
    client.cookies["portal_session"] = cookie
    return post_json(client, "/auth/cert/verify", token).status_code


def _password(name: str, password: str) -> int:
    return Client().post("/internal/login/", {"login_name": name, "password": password}).status_code


class TestRaces(Races):
    """On whatever the suite runs on; in the demo that is a SQLite file."""


@pytest.mark.postgres
class TestRacesOnPostgres(Races):
    """Where writers do not wait for each other by themselves."""


def test_session_keys_are_kept_as_digests_only(enterprise_client):
    key = enterprise_client.cookies["portal_session"].value
    assert LoginSession.objects.get().key_hmac == key_digest(key)
    assert key not in str(LoginSession.objects.values().get())
