"""A clerk at the browser: a certificate login, forms as posted, submissions signed with the key."""

import json
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from ca_auth.models import Enterprise
from tests.factories import upload_missing
from tests.plugins.auth import DemoPki, certificate_login, challenge


@dataclass
class Clerk:
    """Everything by the addresses of the portal, nothing by its functions."""

    client: Client
    pki: DemoPki
    enterprise: Enterprise
    key_id: str = "ec-sign"

    @property
    def identity(self):
        return self.enterprise.identities.get()

    def get(self, path: str, data=None, **extra):
        return self.client.get(path, data, **extra)

    def post(self, path: str, data=None, **extra):
        return self.client.post(path, data or {}, **extra)

    def text(self, path: str, data=None) -> str:
        answer = self.client.get(path, data)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    @staticmethod
    def url(page: str, filing, **extra) -> str:
        return reverse(f"{filing.type.url_name}-{page}", kwargs={"uuid": filing.uuid} | extra)

    def attach(self, filing) -> None:
        upload_missing(filing, actor=self.identity)

    def submit(self, filing, *, version: int | None = None):
        """上报 with the certificate, as the dialog does it; follows to the page that answers."""
        asked = self.client.get(self.url("digest", filing)).json()
        digest, shown = asked["digest"], asked["version"]
        nonce = challenge(self.client, digest=digest)
        token = json.dumps(self.pki.sign(self.key_id, nonce, purpose=f"submit:{digest}"))
        data = {"version": version or shown, "token": token}
        return self.client.post(self.url("act", filing, action="submit"), data, follow=True)


@pytest.fixture
def clerk(client, trusted_pki) -> Clerk:
    """实施单位 that has logged in with its certificate."""
    enterprise = trusted_pki.enterprise("ec-sign")
    assert certificate_login(client, trusted_pki).status_code == 200
    return Clerk(client, trusted_pki, enterprise)
