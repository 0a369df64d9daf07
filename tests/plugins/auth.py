"""Fixtures for everything that needs somebody logged in. Sessions are opened by the portal's own service."""

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from ca_auth.backends import CERTIFICATE_BACKEND, STAFF_BACKEND
from ca_auth.choices import ADMIN_ROLES, REVIEWER_ROLES, Role, System
from ca_auth.demo import import_authorities
from ca_auth.demo_pki import DEFAULT_PIN, DemoHolder, build_demo_pki, load_manifest, revoke
from ca_auth.middleware import SiteSessionMiddleware
from ca_auth.models import Enterprise, Identity
from ca_auth.pki.token import signed_text
from ca_auth.services.sessions import open_session
from ca_auth.site import rules_for, site_of
from ca_auth.softkey.agent import VERSION
from ca_auth.softkey.store import KeyStore
from tests.factories_auth import AdministratorFactory, EnterpriseFactory, IdentityFactory, ReviewerFactory, uscc


@dataclass(frozen=True)
class DemoPki:
    """Where the demo PKI lies, and what is in it."""

    directory: Path
    manifest: dict[str, Any]

    def key(self, key_id: str) -> dict[str, Any]:
        return next(key for key in self.manifest["keys"] if key["key_id"] == key_id)

    def revoke(self, key_id: str) -> None:
        """Put a key's certificate on its authority's next revocation list; on a private copy only."""
        revoke(self.directory, self.key(key_id)["serial"], now=timezone.now())

    def enterprise(self, key_id: str) -> Enterprise:
        """The holder of a key, registered as an implementing unit (once)."""
        key = self.key(key_id)
        found = Enterprise.objects.filter(uscc=key["uscc"]).first()
        return found or EnterpriseFactory(name=key["holder"], uscc=key["uscc"])

    def sign(self, key_id: str, nonce: str, *, purpose: str = "login", origin: str | None = None) -> dict[str, Any]:
        """What the agent would answer, without the sockets."""
        text = signed_text(purpose=purpose, origin=origin or settings.PORTAL_ORIGINS[0], nonce=nonce)
        key, signature = KeyStore(self.directory / "keys").sign(key_id, DEFAULT_PIN, text)
        return {
            "format": "ca-auth:1",
            "certificate": key.certificate,
            "algorithm": key.parsed_certificate().key.algorithm,
            "signature": base64.b64encode(signature).decode(),
            "agent": f"softkey/{VERSION}",
        }


def post_json(client: Client, path: str, fields: Any, **extra):
    return client.post(path, json.dumps(fields), content_type="application/json", **extra)


def challenge(client: Client, **fields) -> str:
    """A nonce for this browser, as the page fetches it."""
    return post_json(client, "/auth/cert/challenge", fields).json()["nonce"]


def certificate_login(client: Client, pki: DemoPki, key_id: str = "ec-sign"):
    """The whole login of the page; returns the answer of the last call."""
    return post_json(client, "/auth/cert/verify", pki.sign(key_id, challenge(client)))


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


@pytest.fixture(scope="session")
def demo_pki(tmp_path_factory) -> "DemoPki":
    """Demo authorities and keys of three enterprises (one per algorithm), made once; private to this run."""
    directory = tmp_path_factory.mktemp("pki")
    holders = [
        DemoHolder(name=f"上海证书测试{kind}有限公司", uscc=uscc(9000000 + number), slug=kind, algorithm=kind)
        for number, kind in enumerate(("rsa", "ec", "sm2"))
    ]
    return DemoPki(directory, build_demo_pki(directory, holders, now=timezone.now()))


@pytest.fixture
def trusted_pki(db, demo_pki) -> "DemoPki":
    """The demo authorities trusted and their revocation lists imported; no enterprise is registered yet."""
    import_authorities(demo_pki.directory, demo_pki.manifest, now=timezone.now())
    return demo_pki


@pytest.fixture
def own_pki(trusted_pki, tmp_path) -> "DemoPki":
    """A copy of the demo PKI in which a test may revoke."""
    shutil.copytree(trusted_pki.directory, tmp_path / "pki")
    return DemoPki(tmp_path / "pki", trusted_pki.manifest)


@pytest.fixture
def import_all(own_pki) -> Callable[[], None]:
    """Import the newest revocation lists of ``own_pki``."""
    return lambda: import_authorities(own_pki.directory, load_manifest(own_pki.directory), now=timezone.now())
