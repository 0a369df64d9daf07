"""Builds certificates and revocation lists for all three kinds of keys with one small DER writer.

The builders of ``cryptography`` do not know SM2; and tests need certificates that no decent builder would make.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from ca_auth.pki import der
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.keys import ALGORITHM_OF_OID
from ca_auth.softkey.private_key import PrivateKey

COUNTRY, PROVINCE, CITY, SERIAL_NUMBER = "2.5.4.6", "2.5.4.8", "2.5.4.7", "2.5.4.5"
KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
_PRINTABLE_ONLY = {COUNTRY, SERIAL_NUMBER}
_OID_OF_ALGORITHM = {algorithm: oid for oid, algorithm in ALGORITHM_OF_OID.items()}


@dataclass(frozen=True)
class Extension:
    """``value``: the DER inside the octet string."""

    oid: str
    value: bytes
    critical: bool = False

    def encoded(self) -> bytes:
        flag = [der.write(der.BOOLEAN, b"\xff")] if self.critical else []
        return der.sequence(der.oid(self.oid), *flag, der.octet_string(self.value))


@dataclass(frozen=True, repr=False)
class Authority:
    """An authority's certificate with the key that signs for it."""

    certificate: Certificate
    key: PrivateKey


def name(pairs: Iterable[tuple[str, str]]) -> bytes:
    """A distinguished name with one attribute per (object identifier, text)."""
    return der.sequence(*(der.write(der.SET, der.sequence(der.oid(oid), _text(oid, text))) for oid, text in pairs))


def new_serial() -> int:
    return secrets.randbits(120) | 1 << 120


def key_id(spki: bytes) -> bytes:
    """Key identifier: the first 160 bits of SHA-256 (RFC 7093), since SHA-1 is used nowhere."""
    return sha256(spki).digest()[:20]


def known(value: x509.ExtensionType, *, critical: bool = False) -> Extension:
    return Extension(value.oid.dotted_string, value.public_bytes(), critical)


def key_usage(*names: str) -> Extension:
    return known(x509.KeyUsage(**{usage: usage in names for usage in KEY_USAGES}), critical=True)


def client_auth() -> Extension:
    return known(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]))


def key_identifiers(spki: bytes, issuer_spki: bytes) -> list[Extension]:
    return [
        known(x509.SubjectKeyIdentifier(key_id(spki))),
        known(x509.AuthorityKeyIdentifier(key_id(issuer_spki), None, None)),
    ]


def authority_extensions(spki: bytes, issuer_spki: bytes, *, path_length: int | None) -> list[Extension]:
    return [
        known(x509.BasicConstraints(ca=True, path_length=path_length), critical=True),
        key_usage("key_cert_sign", "crl_sign"),
        *key_identifiers(spki, issuer_spki),
    ]


def certificate(
    *,
    subject: bytes,
    spki: bytes,
    issuer: bytes,
    signer: PrivateKey,
    not_before: datetime,
    not_after: datetime,
    extensions: Sequence[Extension],
    serial: int | None = None,
) -> bytes:
    """The DER of a certificate; ``subject`` and ``issuer`` as made by ``name``."""
    tbs = der.sequence(
        der.explicit(0, der.integer(2)),
        der.integer(new_serial() if serial is None else serial),
        algorithm_of(signer),
        issuer,
        der.sequence(_time(not_before), _time(not_after)),
        subject,
        spki,
        der.explicit(3, der.sequence(*(extension.encoded() for extension in extensions))),
    )
    return signed(tbs, signer)


def root(key: PrivateKey, subject: bytes, *, not_before: datetime, not_after: datetime) -> Authority:
    spki = key.spki()
    data = certificate(
        subject=subject,
        spki=spki,
        issuer=subject,
        signer=key,
        not_before=not_before,
        not_after=not_after,
        extensions=authority_extensions(spki, spki, path_length=1),
    )
    return Authority(Certificate.parse(data), key)


def subordinate(
    parent: Authority, key: PrivateKey, subject: bytes, *, not_before: datetime, not_after: datetime
) -> Authority:
    """An issuing authority that may not have authorities below it."""
    spki = key.spki()
    data = certificate(
        subject=subject,
        spki=spki,
        issuer=parent.certificate.subject_der,
        signer=parent.key,
        not_before=not_before,
        not_after=not_after,
        extensions=authority_extensions(spki, parent.certificate.spki, path_length=0),
    )
    return Authority(Certificate.parse(data), key)


def revocation_list(
    authority: Authority,
    *,
    revoked: Iterable[tuple[int, datetime]],
    this_update: datetime,
    next_update: datetime,
    number: int | None,
    extensions: Sequence[Extension] = (),
) -> bytes:
    """The DER of a revocation list; ``revoked``: serial numbers with the time of revocation."""
    entries = [der.sequence(der.integer(serial), _time(date)) for serial, date in revoked]
    all_extensions = [
        known(x509.AuthorityKeyIdentifier(key_id(authority.certificate.spki), None, None)),
        *([known(x509.CRLNumber(number))] if number is not None else []),
        *extensions,
    ]
    tbs = der.sequence(
        der.integer(1),
        algorithm_of(authority.key),
        authority.certificate.subject_der,
        _time(this_update),
        _time(next_update),
        *([der.sequence(*entries)] if entries else []),
        der.explicit(0, der.sequence(*(extension.encoded() for extension in all_extensions))),
    )
    return signed(tbs, authority.key)


def algorithm_of(signer: PrivateKey) -> bytes:
    """The AlgorithmIdentifier of the signer's signatures."""
    parameters = [der.write(der.NULL)] if signer.kind == "rsa" else []
    return der.sequence(der.oid(_OID_OF_ALGORITHM[signer.algorithm]), *parameters)


def signed(tbs: bytes, signer: PrivateKey) -> bytes:
    return der.sequence(tbs, algorithm_of(signer), der.bits(signer.sign(tbs)))


def _text(oid: str, text: str) -> bytes:
    if oid in _PRINTABLE_ONLY:
        return der.write(der.PRINTABLE_STRING, text.encode("ascii"))
    return der.write(der.UTF8_STRING, text.encode("utf-8"))


def _time(moment: datetime) -> bytes:
    return der.time(moment.astimezone(UTC))
