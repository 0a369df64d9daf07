"""Three demo authorities, and for every holder a key with the two certificates Chinese keys carry.

The signing certificate logs in; the encryption certificate, whose private key the authority also keeps, must not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

from ca_auth.demo_pki import issue
from ca_auth.demo_pki.crls import issue_crl
from ca_auth.demo_pki.files import AUTHORITIES, KEYS, MANIFEST, StoredAuthority, pem, save_manifest
from ca_auth.pki import der
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.keys import KeyKind
from ca_auth.pki.subject import COMMON_NAME, DEFAULT_USCC_OIDS, ORGANISATION, PERSON_OID
from ca_auth.softkey.private_key import PrivateKey
from ca_auth.softkey.store import PinKey, write_key

FORMAT = "demo-pki:1"
DEFAULT_PIN = "123456"
KINDS: tuple[KeyKind, ...] = ("rsa", "ec", "sm2")
# RSA keys take long to make, so few holders get one.
ROTATION: tuple[KeyKind, ...] = ("rsa", "ec", "sm2", "ec", "sm2", "ec", "sm2", "ec")
USAGE_TEXT = {"sign": "签名证书", "encrypt": "加密证书"}
STATE_TEXT = {"good": "", "revoked": "（已吊销）", "expired": "（已过期）", "future": "（未生效）"}
_KIND_TEXT = {"rsa": "RSA", "ec": "P-256", "sm2": "SM2"}


@dataclass(frozen=True)
class DemoHolder:
    """An enterprise (``uscc``) or a person (``person_id``, a fictional 身份证号) that gets a key.

    ``slug``: ASCII part of the key ids, by default the position; ``algorithm``: 'rsa', 'ec' or 'sm2', by default
    in rotation.
    """

    name: str
    uscc: str = ""
    person_id: str = ""
    slug: str = ""
    algorithm: str = ""


@dataclass(frozen=True)
class _Wanted:
    """One certificate to issue: ``days`` of validity relative to now."""

    holder: DemoHolder
    kind: KeyKind
    key_id: str
    usage: str
    state: str = "good"
    days: tuple[int, int] = (-30, 730)


def build_demo_pki(
    directory: Path, enterprises: Iterable[DemoHolder], *, now: datetime, pin: str = DEFAULT_PIN
) -> dict[str, Any]:
    """Writes a new demo PKI into ``directory``, replacing one that is there, and returns its manifest.

    The manifest (also in manifest.json) lists ``authorities`` (name, kind, role anchor|intermediate, fingerprint, pem,
    crl: path, crl_number, crl_next_update) and ``keys`` (key_id, holder, uscc, person_id, kind, usage sign|encrypt,
    state good|revoked|expired|future, serial, issuer fingerprint, file). Every key opens with ``pin``.
    """
    directory = Path(directory)
    (directory / MANIFEST).unlink(missing_ok=True)  # an interrupted build must not look complete
    for folder in (AUTHORITIES, KEYS):
        rmtree(directory / folder, ignore_errors=True)
        (directory / folder).mkdir(parents=True, mode=0o700)
    issuers = {kind: _authorities(kind, now) for kind in KINDS}
    pin_key = PinKey.derive(pin)
    keys = [
        _issue_key(directory, wanted, issuers[wanted.kind][1], pin_key, now) for wanted in _wanted(list(enterprises))
    ]
    authorities = [_publish(directory, stored, now) for pair in issuers.values() for stored in pair]
    manifest = {
        "format": FORMAT,
        "created": now.isoformat(),
        "pin": pin,
        "authorities": authorities,
        "keys": keys,
    }
    save_manifest(directory, manifest)
    return manifest


def _wanted(holders: list[DemoHolder]) -> Iterable[_Wanted]:
    for position, holder in enumerate(holders):
        slug = holder.slug or f"{position + 1:02d}"
        kind = holder.algorithm or ROTATION[position % len(ROTATION)]
        yield _Wanted(holder, kind, f"{slug}-sign", "sign")
        yield _Wanted(holder, kind, f"{slug}-encrypt", "encrypt")
    for holder in holders[:1]:
        yield _Wanted(holder, "ec", "sample-revoked", "sign", "revoked")
        yield _Wanted(holder, "sm2", "sample-expired", "sign", "expired", (-760, -30))
        yield _Wanted(holder, "ec", "sample-future", "sign", "future", (30, 760))


def _authorities(kind: KeyKind, now: datetime) -> tuple[StoredAuthority, StoredAuthority]:
    """A root and the issuing authority below it."""
    since, years = now - timedelta(days=5 * 365), timedelta(days=365)
    root = issue.root(
        PrivateKey.generate(kind), _authority_name(kind, "根"), not_before=since, not_after=since + 25 * years
    )
    issuing = issue.subordinate(
        root, PrivateKey.generate(kind), _authority_name(kind, "签发"), not_before=since, not_after=since + 15 * years
    )
    return (
        StoredAuthority(f"{kind}-root", is_anchor=True, authority=root, crl_number=0, revoked={}),
        StoredAuthority(f"{kind}-issuing", is_anchor=False, authority=issuing, crl_number=0, revoked={}),
    )


def _authority_name(kind: KeyKind, role: str) -> bytes:
    pairs = ((issue.COUNTRY, "CN"), (ORGANISATION, "演示认证中心"), (COMMON_NAME, f"演示{role} CA {_KIND_TEXT[kind]}"))
    return issue.name(pairs)


def _issue_key(
    directory: Path, wanted: _Wanted, issuer: StoredAuthority, pin_key: PinKey, now: datetime
) -> dict[str, Any]:
    private = PrivateKey.generate(wanted.kind)
    certificate = issue_leaf(
        issuer.authority,
        wanted.holder,
        private.spki(),
        usage=wanted.usage,
        not_before=now + timedelta(days=wanted.days[0]),
        not_after=now + timedelta(days=wanted.days[1]),
    )
    if wanted.state == "revoked":
        issuer.revoked[certificate.serial] = now
    write_key(
        directory / KEYS,
        key_id=wanted.key_id,
        label=f"{wanted.holder.name} {USAGE_TEXT[wanted.usage]}{STATE_TEXT[wanted.state]}",
        usage=wanted.usage,
        private=private,
        certificate=certificate.der,
        pin_key=pin_key,
    )
    return _key_entry(wanted, issuer, certificate)


def _key_entry(wanted: _Wanted, issuer: StoredAuthority, certificate: Certificate) -> dict[str, Any]:
    return {
        "key_id": wanted.key_id,
        "holder": wanted.holder.name,
        "uscc": wanted.holder.uscc,
        "person_id": wanted.holder.person_id,
        "kind": wanted.kind,
        "usage": wanted.usage,
        "state": wanted.state,
        "serial": f"{certificate.serial:x}",
        "issuer": issuer.fingerprint,
        "file": f"{KEYS}/{wanted.key_id}.json",
    }


def issue_leaf(
    issuer: issue.Authority,
    holder: DemoHolder,
    spki: bytes,
    *,
    usage: str,
    not_before: datetime,
    not_after: datetime,
) -> Certificate:
    """A signing or encryption certificate for ``holder``."""
    if usage == "sign":
        purposes = [issue.key_usage("digital_signature", "content_commitment"), issue.client_auth()]
    else:
        purposes = [issue.key_usage("key_encipherment", "data_encipherment", "key_agreement")]
    data = issue.certificate(
        subject=_holder_name(holder),
        spki=spki,
        issuer=issuer.certificate.subject_der,
        signer=issuer.key,
        not_before=not_before,
        not_after=not_after,
        extensions=[
            *purposes,
            *issue.key_identifiers(spki, issuer.certificate.spki),
            *_identity_extensions(holder),
        ],
    )
    return Certificate.parse(data)


def _holder_name(holder: DemoHolder) -> bytes:
    pairs = [(issue.COUNTRY, "CN"), (issue.PROVINCE, "上海市"), (issue.CITY, "上海市")]
    if holder.uscc:
        pairs += [(ORGANISATION, holder.name), (issue.SERIAL_NUMBER, holder.uscc)]
    return issue.name([*pairs, (COMMON_NAME, holder.name)])


def _identity_extensions(holder: DemoHolder) -> list[issue.Extension]:
    """The places GB/T 20518 gives to the enterprise's code and, as a CHOICE with tag 0, to the person's number."""
    extensions = []
    if holder.uscc:
        text = der.write(der.PRINTABLE_STRING, holder.uscc.encode("ascii"))
        extensions.append(issue.Extension(DEFAULT_USCC_OIDS[0], text))
    if holder.person_id:
        extensions.append(issue.Extension(PERSON_OID, der.write(0x80, holder.person_id.encode("ascii"))))
    return extensions


def _publish(directory: Path, stored: StoredAuthority, now: datetime) -> dict[str, Any]:
    certificate = stored.authority.certificate
    return {
        "name": stored.name,
        "title": certificate.attributes(COMMON_NAME)[0],
        "kind": stored.authority.key.kind,
        "role": "anchor" if stored.is_anchor else "intermediate",
        "fingerprint": stored.fingerprint,
        "pem": pem(certificate),
        **issue_crl(directory, stored, now=now),
    }
