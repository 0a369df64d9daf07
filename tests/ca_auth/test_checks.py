"""What production must not start with."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from ca_auth.models import Crl, TrustedCA

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]


@pytest.fixture
def production(settings):
    settings.DEMO_MODE = False
    settings.SESSION_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = "__Host-session"
    settings.INTERNAL_SESSION_COOKIE_NAME = "__Host-internal"
    return settings


def found(databases=None) -> set[str]:
    return {one.id for one in run_checks(databases=databases) if one.id.startswith("ca_auth.")}


def test_a_strict_production_has_nothing_to_complain_about(production):
    assert found() == set()


def test_e007_soft_revocation(production):
    production.CA_AUTH_REVOCATION = "soft"
    assert found() == {"ca_auth.E007"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTERNAL_SESSION_COOKIE_NAME", "__Host-session"),
        ("INTERNAL_SESSION_COOKIE_NAME", "internal"),
        ("SESSION_COOKIE_SECURE", False),
    ],
)
def test_e005_the_cookie_of_the_internal_site(production, name, value):
    setattr(production, name, value)
    assert found() == {"ca_auth.E005"}


def test_e002_demo_authorities(production, trusted_pki):
    assert found(["default"]) == {"ca_auth.E002"}
    TrustedCA.objects.update(enabled=False)
    assert found(["default"]) == set()


def test_w008_a_list_that_ends_within_a_day(production, trusted_pki):
    TrustedCA.objects.update(is_demo=False)
    assert found(["default"]) == set()
    Crl.objects.filter(ca__name="ec-issuing").update(next_update=timezone.now() + timedelta(hours=23))
    assert found(["default"]) == {"ca_auth.W008"}


def test_e010_every_route_of_the_login_has_a_policy(production):
    assert "ca_auth.E010" not in found()


def test_the_demo_is_left_alone(settings, trusted_pki):
    settings.CA_AUTH_REVOCATION = "soft"
    assert found(["default"]) == set()
