"""Fixtures for everything that needs somebody logged in. Sessions are opened by the portal's own service."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ca_auth.backends import CERTIFICATE_BACKEND, STAFF_BACKEND
from ca_auth.choices import ADMIN_ROLES, REVIEWER_ROLES, Role, System
from ca_auth.middleware import SiteSessionMiddleware
from ca_auth.models import Identity
from ca_auth.services.sessions import open_session
from ca_auth.site import rules_for, site_of
from tests.factories_auth import AdministratorFactory, IdentityFactory, ReviewerFactory


def sign_in(client: Client, identity: Identity) -> Client:
    """Give ``client`` a session of ``identity`` on the site it belongs to, second factor included."""
    internal = identity.system == System.INTERNAL
    request = RequestFactory().get("/internal/" if internal else "/")
    SiteSessionMiddleware(lambda request: HttpResponse()).process_request(request)
    request.user = AnonymousUser()
    open_session(
        request,
        identity.account,
        identity,
        method="staff" if internal else "cert",
        backend=STAFF_BACKEND if internal else CERTIFICATE_BACKEND,
        device=totp_device(identity.account) if internal else None,
    )
    request.session.save()
    client.cookies[rules_for(site_of(request)).cookie_name] = request.session.session_key
    client.identity = identity
    return client


def totp_device(account):
    """The confirmed second factor of a staff account."""
    device, _ = account.totpdevice_set.get_or_create(name="动态口令", defaults={"confirmed": True})
    return device


@pytest.fixture
def identity_of(db) -> Callable[..., Identity]:
    """identity_of(Role.DISTRICT_REVIEWER, districts=["HK"]), identity_of(Role.IMPLEMENTER, enterprise=…)."""

    def make(role: Role | str = Role.IMPLEMENTER, **fields) -> Identity:
        if role in REVIEWER_ROLES:
            if role == Role.MUNICIPAL_REVIEWER:
                fields.setdefault("districts", ())
            return ReviewerFactory(role=role, **fields)
        if role in ADMIN_ROLES:
            return AdministratorFactory(role=role, **fields)
        return IdentityFactory(role=role, **fields)

    return make


@pytest.fixture
def client_of() -> Callable[[Identity], Client]:
    """A browser of its own for an identity: client_of(identity).get(...)."""
    return lambda identity: sign_in(Client(), identity)


@pytest.fixture
def enterprise_client(identity_of, client_of) -> Client:
    """An implementing unit; ``enterprise_client.identity`` says which."""
    return client_of(identity_of(Role.IMPLEMENTER))


@pytest.fixture
def reviewer_client(identity_of, client_of) -> Client:
    """A reviewer of 虹口."""
    return client_of(identity_of(Role.DISTRICT_REVIEWER))


@pytest.fixture
def municipal_client(identity_of, client_of) -> Client:
    return client_of(identity_of(Role.MUNICIPAL_REVIEWER))


@pytest.fixture
def admin_client(identity_of, client_of) -> Client:
    """A system administrator (takes the place of pytest-django's fixture, whose login the portal does not accept)."""
    return client_of(identity_of(Role.SYSTEM_ADMIN))
