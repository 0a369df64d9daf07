"""A small world per kind of key: root, issuing authority, one holder; and ways to make everything wrong in it."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from ca_auth.demo_pki import issue
from ca_auth.demo_pki.build import DemoHolder, issue_leaf
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.path import TrustStore
from ca_auth.pki.revocation import CrlRevocation, parse_crl
from ca_auth.pki.subject import COMMON_NAME
from ca_auth.pki.token import SignedToken, signed_text
from ca_auth.pki.verify import VerifiedCertificate, verify_token
from ca_auth.softkey.private_key import PrivateKey

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOLDER = DemoHolder("示范建设集团有限公司", uscc="91310000MADEM00019")


class AllGood:
    """Revocation source of tests that are about something else."""

    def status(self, issuer, serial, now):
        return "good"


@dataclass(frozen=True)
class World:
    kind: str
    root: issue.Authority
    issuing: issue.Authority
    key: PrivateKey
    spare: PrivateKey
    certificate: Certificate

    now = NOW
    origin = "https://portal.example.cn"
    nonce = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
    all_good = AllGood()

    @property
    def store(self) -> TrustStore:
        return TrustStore(anchors=(self.root.certificate,), intermediates=(self.issuing.certificate,))

    def name(self, common_name: str) -> bytes:
        return issue.name([(issue.COUNTRY, "CN"), (COMMON_NAME, common_name)])

    def signing_extensions(self, issuer: issue.Authority | None = None) -> list[issue.Extension]:
        issuer = issuer or self.issuing
        return [
            issue.key_usage("digital_signature"),
            issue.client_auth(),
            *issue.key_identifiers(self.key.spki(), issuer.certificate.spki),
        ]

    def leaf(self, *, issuer: issue.Authority | None = None, **changes) -> bytes:
        """A certificate for this world's key; anything may be replaced."""
        issuer = issuer or self.issuing
        parts = {
            "subject": self.name("测试企业"),
            "spki": self.key.spki(),
            "issuer": issuer.certificate.subject_der,
            "signer": issuer.key,
            "not_before": NOW - 10 * DAY,
            "not_after": NOW + 10 * DAY,
            "extensions": self.signing_extensions(issuer),
        }
        return issue.certificate(**{**parts, **changes})

    def authority(self, *, parent: issue.Authority | None = None, key: PrivateKey | None = None, **changes):
        """A sound authority below ``parent`` (the root), with any part replaced."""
        parent, key = parent or self.root, key or self.spare
        path_length = changes.pop("path_length", 0)
        parts = {
            "subject": self.name("另一签发机构"),
            "spki": key.spki(),
            "issuer": parent.certificate.subject_der,
            "signer": parent.key,
            "not_before": NOW - 100 * DAY,
            "not_after": NOW + 100 * DAY,
            "extensions": issue.authority_extensions(key.spki(), parent.certificate.spki, path_length=path_length),
        }
        return issue.Authority(Certificate.parse(issue.certificate(**{**parts, **changes})), key)

    def self_signed(self, *, key: PrivateKey | None = None, subject: bytes | None = None, **changes):
        key = key or self.spare
        dates = {"not_before": NOW - 100 * DAY, "not_after": NOW + 100 * DAY, **changes}
        return issue.root(key, subject or self.name("另一根"), **dates)

    def token(self, certificate: bytes | None = None, *, key: PrivateKey | None = None, **fields) -> SignedToken:
        """A token for this world's challenge; ``purpose``, ``origin``, ``nonce`` change the text that is signed."""
        key = key or self.key
        text = signed_text(**{"purpose": "login", "origin": self.origin, "nonce": self.nonce, **fields})
        return SignedToken(certificate or self.certificate.der, key.algorithm, key.sign(text), "test/1")

    def verify(self, token: SignedToken, **changes) -> VerifiedCertificate:
        """Verifies against this world's challenge; anything may be replaced."""
        expected = {
            "purpose": "login",
            "origin": self.origin,
            "nonce": self.nonce,
            "store": self.store,
            "revocation": self.all_good,
            "now": NOW,
        }
        return verify_token(token, **{**expected, **changes})

    def crl(self, authority: issue.Authority | None = None, **changes) -> bytes:
        parts = {"revoked": [], "this_update": NOW - DAY, "next_update": NOW + DAY, "number": 5}
        return issue.revocation_list(authority or self.issuing, **{**parts, **changes})

    def revocation(self, *, leaf_serials=(), authority_serials=()) -> CrlRevocation:
        """Lists of both authorities, read as the import would."""
        lists = {}
        for authority, serials in ((self.issuing, leaf_serials), (self.root, authority_serials)):
            data = self.crl(authority, revoked=[(serial, NOW - DAY) for serial in serials])
            parsed = parse_crl(data, issuer=authority.certificate, now=NOW)
            lists[authority.certificate.fingerprint] = parsed
        return CrlRevocation(lists)

    def with_store(self, *, anchors=None, intermediates=None) -> TrustStore:
        store = self.store
        if anchors is not None:
            store = replace(store, anchors=tuple(authority.certificate for authority in anchors))
        if intermediates is not None:
            store = replace(store, intermediates=tuple(authority.certificate for authority in intermediates))
        return store


def _build(kind: str) -> World:
    keys = [PrivateKey.generate(kind) for _ in range(4)]
    dates = {"not_before": NOW - 1000 * DAY, "not_after": NOW + 1000 * DAY}
    subjects = [issue.name([(issue.COUNTRY, "CN"), (COMMON_NAME, text)]) for text in ("测试根", "测试签发机构")]
    root = issue.root(keys[0], subjects[0], **dates)
    issuing = issue.subordinate(root, keys[1], subjects[1], **dates)
    certificate = issue_leaf(
        issuing, HOLDER, keys[2].spki(), usage="sign", not_before=NOW - 30 * DAY, not_after=NOW + 365 * DAY
    )
    return World(kind, root, issuing, keys[2], keys[3], certificate)


@pytest.fixture(scope="session")
def worlds():
    return {kind: _build(kind) for kind in ("rsa", "ec", "sm2")}


@pytest.fixture(params=["rsa", "ec", "sm2"])
def world(request, worlds) -> World:
    return worlds[request.param]


@pytest.fixture
def rsa_world(worlds) -> World:
    return worlds["rsa"]


@pytest.fixture
def ec_world(worlds) -> World:
    return worlds["ec"]


@pytest.fixture
def sm2_world(worlds) -> World:
    return worlds["sm2"]


@pytest.fixture(scope="session")
def openssl():
    """Path of the OpenSSL program, the second implementation these tests compare with."""
    path = shutil.which("openssl")
    assert path, "the OpenSSL program is part of the development machine (scripts/test installs it)"
    return path
