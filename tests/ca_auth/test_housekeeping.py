"""Throttles, pruning, the log's masks, headers of the login pages."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from ca_auth.models import LoginAttempt, LoginChallenge, LoginSession, SecurityEvent, ThrottleBucket
from ca_auth.services import throttle
from ca_auth.services.attempts import hint
from ca_auth.services.throttle import Limit
from tests.factories_auth import QualificationFactory
from tests.plugins.auth import certificate_login, post_json

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]
TWO_A_MINUTE = Limit("test", 2, 60)


def test_a_limit_is_per_key_and_per_window():
    with time_machine.travel("2026-03-01 10:00:00Z", tick=False) as clock:
        assert [throttle.take(TWO_A_MINUTE, "a") for _ in range(3)] == [True, True, False]
        assert throttle.take(TWO_A_MINUTE, "b")
        clock.shift(60)
        assert throttle.take(TWO_A_MINUTE, "a")


def test_keys_of_several_parts_do_not_run_together():
    for _ in range(2):
        assert throttle.take(TWO_A_MINUTE, "ab", "c")
    assert throttle.take(TWO_A_MINUTE, "a", "bc")


def test_success_gives_the_tries_back():
    with time_machine.travel("2026-03-01 10:00:00Z", tick=False):
        throttle.take(TWO_A_MINUTE, "a")
        throttle.take(TWO_A_MINUTE, "a")
        throttle.clear(TWO_A_MINUTE, "a")
        assert throttle.take(TWO_A_MINUTE, "a")


def test_keys_are_kept_as_digests():
    throttle.take(TWO_A_MINUTE, "13800001234")
    assert "13800001234" not in str(ThrottleBucket.objects.values().get())


@pytest.mark.parametrize(
    ("subject", "shown"), [("91310199MA10013780", "9131••••3780"), ("admin", "a•••"), ("x", "x•••"), ("", "")]
)
def test_the_log_shows_enough_to_recognise(subject, shown):
    assert hint(subject) == shown


def test_pruning_keeps_what_the_law_wants(client, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    certificate_login(client, trusted_pki)
    with time_machine.travel(timezone.now() + timedelta(days=183)):
        call_command("prune_auth", stdout=StringIO())
        assert LoginAttempt.objects.count() == 1
        assert SecurityEvent.objects.exists()
        assert not LoginChallenge.objects.exists()
        assert not ThrottleBucket.objects.exists()
        assert LoginSession.objects.get().ended_why == "absolute"
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        call_command("prune_auth", stdout=StringIO())
        assert not LoginAttempt.objects.exists()
        assert not LoginSession.objects.exists()


def test_a_running_session_is_not_pruned(enterprise_client):
    call_command("prune_auth", stdout=StringIO())
    assert enterprise_client.get("/desk/").status_code == 200


@pytest.mark.parametrize("path", ["/auth/", "/help/driver/", "/internal/login/", "/auth/cert/challenge"])
def test_t52_headers_of_every_answer(client, settings, path):
    answer = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == " ".join(["'self'", *settings.AGENT_URLS])
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "loopback-network=(self)" in answer.headers["Permissions-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_pin_field_has_no_name_and_the_page_no_inline_script(client):
    page = client.get("/auth/").content.decode()
    field = next(part for part in page.split("<") if part.startswith("input") and 'id="pin"' in part)
    assert " name=" not in field
    assert "<script>" not in page
    assert " style=" not in page


def test_who_is_signed_in_need_not_log_in_again(enterprise_client):
    assert enterprise_client.get("/auth/").headers["Location"] == "/desk/"
    assert enterprise_client.get("/auth/?next=/repair/").headers["Location"] == "/repair/"
    assert enterprise_client.get("/auth/?next=//evil.example").headers["Location"] == "/desk/"


def test_challenges_are_limited_per_address(client):
    with time_machine.travel("2026-03-01 10:00:00Z", tick=False):
        for _ in range(120):
            post_json(client, "/auth/cert/challenge", {})
        assert post_json(client, "/auth/cert/challenge", {}).status_code == 429


def test_client_address_counts_only_our_own_proxies(client, settings):
    forged = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.9.8.7"}
    post_json(client, "/auth/cert/verify", {}, **forged)
    settings.TRUSTED_PROXY_COUNT = 1
    post_json(client, "/auth/cert/verify", {}, **forged)
    post_json(client, "/auth/cert/verify", {}, HTTP_X_FORWARDED_FOR="nonsense")
    seen = list(LoginAttempt.objects.order_by("pk").values_list("ip", flat=True))
    assert seen == ["127.0.0.1", "10.9.8.7", "127.0.0.1"]


def test_qualifications_know_their_validity():
    day = timezone.localdate()
    valid = QualificationFactory(valid_from=day, valid_to=day)
    late = QualificationFactory(valid_to=day - timedelta(days=1))
    early = QualificationFactory(valid_from=day + timedelta(days=1))
    open_ended = QualificationFactory()
    suspended = QualificationFactory(status="suspended")
    assert set(type(valid).objects.valid_on(day)) == {valid, open_ended}
    answers = [one.is_valid_on(day) for one in (valid, late, early, open_ended, suspended)]
    assert answers == [True, False, False, True, False]
