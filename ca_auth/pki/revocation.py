"""Certificate revocation lists: read once at import, verified, and refused rather than trusted in part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from ca_auth.pki import der, sm2
from ca_auth.pki.certificate import Certificate, read_algorithm
from ca_auth.pki.errors import Refused
from ca_auth.pki.keys import ALGORITHM_OF_OID, verify_signature
from ca_auth.pki.path import CLOCK_SKEW, RevocationStatus

_UNDERSTOOD_CRITICAL = {ExtensionOID.ISSUING_DISTRIBUTION_POINT, ExtensionOID.AUTHORITY_KEY_IDENTIFIER}
_REFUSED_IN_ENTRY = "2.5.29.29"  # certificateIssuer: entries of other authorities


class RevokedEntry(NamedTuple):
    """``reason``: the RFC 5280 name, e.g. keyCompromise, or '' where none is given."""

    serial: int
    date: datetime
    reason: str


@dataclass(frozen=True)
class ParsedCrl:
    """A list whose signature and freshness were right when it was read; times in UTC."""

    number: int | None
    this_update: datetime
    next_update: datetime
    revoked: tuple[RevokedEntry, ...]
    distribution_point: str | None = None

    def is_fresh(self, now: datetime, *, grace: timedelta = timedelta(0)) -> bool:
        return self.this_update - CLOCK_SKEW <= now <= self.next_update + grace


def parse_crl(
    data: bytes,
    *,
    issuer: Certificate,
    now: datetime,
    newest_number: int | None = None,
    distribution_point: str | None = None,
    sm2_id: bytes = sm2.DEFAULT_ID,
) -> ParsedCrl:
    """The list of ``issuer``; Refused('revocation_unknown') if anything about it is wrong.

    ``newest_number``: number of the newest list known so far, below which nothing is accepted (rollback).
    ``distribution_point``: the address the list was fetched for. A list limited to one distribution point is accepted
    only if it names this very address; delta, indirect and partial lists never are.
    """
    crl, extensions, revoked = _read(data, issuer, sm2_id)
    parsed = ParsedCrl(
        number=_number(extensions, newest_number),
        this_update=crl.last_update_utc,
        next_update=crl.next_update_utc or crl.last_update_utc,
        revoked=revoked,
        distribution_point=_distribution_point(extensions, distribution_point),
    )
    if not parsed.is_fresh(now):
        raise Refused("revocation_unknown", "revocation list is stale or from the future")
    return parsed


@dataclass(frozen=True)
class CrlRevocation:
    """A RevocationSource over lists in memory: the authority's SHA-256 fingerprint (hex) -> its newest list."""

    lists: Mapping[str, ParsedCrl]

    def status(self, issuer: Certificate, serial: int, now: datetime) -> RevocationStatus:
        crl = self.lists.get(issuer.fingerprint)
        if crl is None or not crl.is_fresh(now):
            return "unknown"
        return "revoked" if any(entry.serial == serial for entry in crl.revoked) else "good"


def _read(data: bytes, issuer: Certificate, sm2_id: bytes) -> tuple[x509.CertificateRevocationList, dict, tuple]:
    """The verified list, its extensions by identifier and its entries."""
    try:
        crl = _verified(data, issuer, sm2_id)
        return crl, {extension.oid: extension for extension in crl.extensions}, _entries(crl)
    except Refused as error:
        raise Refused("revocation_unknown", f"revocation list: {error.detail}") from error
    # As with certificates: whatever the parser throws at hostile bytes, this is no list for us.
    except Exception as error:
        raise Refused("revocation_unknown", f"revocation list: {type(error).__name__}: {error}") from error


def _verified(data: bytes, issuer: Certificate, sm2_id: bytes) -> x509.CertificateRevocationList:
    tbs, outer_algorithm, signature = der.read_one(data, der.SEQUENCE).children()
    inner_algorithm = tbs.children()[1]
    name = read_algorithm(outer_algorithm)
    if inner_algorithm.raw != outer_algorithm.raw or name not in ALGORITHM_OF_OID:
        raise der.DerError("signature algorithm not accepted")
    if not issuer.is_ca or "crl_sign" not in (issuer.key_usage or ()):
        raise Refused("revocation_unknown", "the issuer may not sign revocation lists")
    if tbs.children()[2].raw != issuer.subject_der:
        raise Refused("revocation_unknown", "issued by another authority")
    verify_signature(issuer.key, ALGORITHM_OF_OID[name], der.read_bits(signature), tbs.raw, sm2_id=sm2_id)
    crl = x509.load_der_x509_crl(data)
    if crl.public_bytes(Encoding.DER) != data:
        raise der.DerError("not the one DER encoding")
    return crl


def _entries(crl: x509.CertificateRevocationList) -> tuple[RevokedEntry, ...]:
    entries = []
    for entry in crl:
        reason = ""
        for extension in entry.extensions:
            if extension.oid.dotted_string == _REFUSED_IN_ENTRY:
                raise Refused("revocation_unknown", "indirect revocation list")
            if isinstance(extension.value, x509.CRLReason):
                reason = extension.value.reason.value
            elif extension.critical:
                raise Refused("revocation_unknown", "unknown critical extension in an entry")
        entries.append(RevokedEntry(entry.serial_number, entry.revocation_date_utc, reason))
    return tuple(entries)


def _number(extensions: dict, newest_number: int | None) -> int | None:
    for oid, extension in extensions.items():
        if oid == ExtensionOID.DELTA_CRL_INDICATOR:
            raise Refused("revocation_unknown", "delta revocation list")
        if extension.critical and oid not in _UNDERSTOOD_CRITICAL:
            raise Refused("revocation_unknown", f"critical extension {oid.dotted_string} in the revocation list")
    found = extensions.get(ExtensionOID.CRL_NUMBER)
    number = found.value.crl_number if found else None
    if newest_number is not None and (number is None or number < newest_number):
        raise Refused("revocation_unknown", f"revocation list {number} is older than {newest_number}")
    return number


def _distribution_point(extensions: dict, wanted: str | None) -> str | None:
    found = extensions.get(ExtensionOID.ISSUING_DISTRIBUTION_POINT)
    if found is None:
        return None
    point = found.value
    if (
        point.only_contains_user_certs
        or point.only_contains_ca_certs
        or point.only_contains_attribute_certs
        or point.indirect_crl
        or point.only_some_reasons
        or point.relative_name
    ):
        raise Refused("revocation_unknown", "revocation list covers only a part")
    names = [name.value for name in point.full_name or () if isinstance(name, x509.UniformResourceIdentifier)]
    if wanted is None or wanted not in names:
        raise Refused("revocation_unknown", "revocation list is for another distribution point")
    return wanted
