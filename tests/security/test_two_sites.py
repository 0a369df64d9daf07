"""A8: the internal site is a site of its own: other addresses, other cookies, other people."""

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from ca_auth.choices import ADMIN_ROLES, System
from ca_auth.models import Identity
from tests.security.people import HK, SYSTEM, A
from tests.security.routes import all_routes

pytestmark = [pytest.mark.authz, pytest.mark.django_db]
PUBLIC = "portal.urls_public"
INTERNAL_HOST, PUBLIC_HOST = "inner.portal.invalid", "portal.invalid"


@pytest.fixture
def two_hosts(settings):
    settings.ALLOWED_HOSTS = [INTERNAL_HOST, PUBLIC_HOST]
    settings.INTERNAL_HOSTS = [INTERNAL_HOST]


def test_the_public_urls_know_no_internal_address(world):
    internal = [route for route in all_routes() if route.is_internal]
    assert len(internal) > 100
    for route in internal:
        with pytest.raises(Resolver404):
            resolve(world.path(route).partition("?")[0], urlconf=PUBLIC)


def test_the_public_urls_know_all_others(world):
    for route in all_routes():
        if not route.is_internal:
            assert resolve(world.path(route), urlconf=PUBLIC).route == route.pattern


@pytest.mark.usefixtures("two_hosts", "quiet")
def test_on_a_public_host_internal_addresses_answer_like_missing_ones(world):
    """With a reviewer's and with an administrator's session as well."""
    for actor in (HK, SYSTEM):
        for route in all_routes():
            if route.is_internal:
                answer = world.client(actor).get(world.path(route), headers={"host": PUBLIC_HOST})
                assert answer.status_code == 404, route.key


@pytest.mark.usefixtures("two_hosts")
def test_on_an_internal_host_they_answer(world):
    assert world.client(HK).get("/internal/review/", headers={"host": INTERNAL_HOST}).status_code == 200
    assert world.client(SYSTEM).get("/internal/admin/", headers={"host": INTERNAL_HOST}).status_code == 200


@pytest.mark.usefixtures("two_hosts", "quiet", "no_printing")
def test_on_a_public_host_public_pages_answer_as_ever(world):
    """No page of the public site needs an address of the internal one."""
    for route in all_routes():
        if not route.is_internal:
            path = world.path(route)
            there = world.client(A).get(path, headers={"host": PUBLIC_HOST}).status_code
            assert there == world.client(A).get(path, headers={"host": INTERNAL_HOST}).status_code, route.key
            assert there < 500


@pytest.mark.usefixtures("two_hosts")
def test_a_host_nobody_serves_is_refused(world):
    assert world.client(A).get("/desk/", headers={"host": "evil.invalid"}).status_code == 400


@pytest.mark.parametrize(("actor", "path"), [(A, "/internal/review/"), (HK, "/desk/")])
def test_a_session_of_one_site_is_worth_nothing_on_the_other(world, actor, path):
    """The same key under the other site's cookie."""
    keys = {django_settings.SESSION_COOKIE_NAME, django_settings.INTERNAL_SESSION_COOKIE_NAME}
    own = next(morsel for name, morsel in world.client(actor).cookies.items() if name in keys)
    browser = Client()
    for name in keys:
        browser.cookies[name] = own.value
    answer = browser.get(path)
    assert answer.status_code in {302, 404}
    assert "login" in answer.get("Location", "login") or "/auth/" in answer["Location"]


@pytest.mark.parametrize("first", ADMIN_ROLES)
@pytest.mark.parametrize("second", ADMIN_ROLES)
def test_nobody_holds_two_of_the_three_administrators_roles(world, first, second):
    """三员分立, by a constraint of the database; the admin's form says it in words."""
    account = world.people.identities[SYSTEM].account
    Identity.objects.filter(account=account).update(role=first)
    another = Identity(account=account, system=System.INTERNAL, role=second, scope={"office": "x"})
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save()
    if first != second:
        with pytest.raises(ValidationError, match="不得由同一账户兼任"):
            another.validate_constraints()
