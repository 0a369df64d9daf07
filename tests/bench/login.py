"""P10: what the server does for a certificate login, by kind of key."""

import base64
import json
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from ca_auth.demo import pki_directory
from ca_auth.demo_pki import load_manifest
from ca_auth.pki.token import parse_token, signed_text
from ca_auth.pki.verify import verify_token
from ca_auth.services.revocation import DatabaseRevocation
from ca_auth.services.trust import trust_store
from ca_auth.softkey.store import KeyStore
from tests.bench.measure import Line, p50, rounds

MOST = {"rsa": 1, "ec": 1, "sm2": 3}
NONCE = "b" * 43


def lines(count: int) -> Iterator[Line]:
    """In milliseconds: the promise is one of time, not a ratio."""
    manifest = load_manifest(pki_directory())
    store, trust, revocation = KeyStore(pki_directory() / "keys"), trust_store(), DatabaseRevocation()
    targets = {}
    for kind in MOST:
        key = next(k for k in manifest["keys"] if k["usage"] == "sign" and k["state"] == "good" and k["kind"] == kind)
        text = signed_text(purpose="login", origin=settings.PORTAL_ORIGINS[0], nonce=NONCE)
        parsed, value = store.sign(key["key_id"], manifest["pin"], text)
        body = {
            "format": "ca-auth:1", "certificate": parsed.certificate, "signature": base64.b64encode(value).decode(),
            "algorithm": parsed.parsed_certificate().key.algorithm, "agent": "softkey/bench",
        }  # fmt: skip

        def verify(body: bytes = json.dumps(body).encode()) -> None:
            verify_token(
                parse_token(body), purpose="login", origin=settings.PORTAL_ORIGINS[0], nonce=NONCE, store=trust,
                revocation=revocation, now=timezone.now(), allowed_algorithms=settings.CA_AUTH_ALLOWED_ALGS,
            )  # fmt: skip

        targets[kind] = verify
    for kind, values in rounds(targets, count=count).items():
        yield Line("P10", f"certificate login, {kind}, in ms", p50(values), MOST[kind])
