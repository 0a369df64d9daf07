"""From a leaf to an anchor the operator has configured: RFC 5280 §6 for the three kinds of keys.

Names only suggest an issuer; the signature decides. Certificates sent by the client never enter.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, Protocol

from ca_auth.pki import sm2
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.pki.signatures import is_signed_by

MAX_DEPTH = 4  # certificates in a path, leaf and anchor included
CLOCK_SKEW = timedelta(minutes=5)  # on not_before only
CLIENT_AUTH, ANY_PURPOSE = "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"
_NAME_CONSTRAINTS = "2.5.29.30"
# basicConstraints, keyUsage, extendedKeyUsage, subjectAltName
_UNDERSTOOD = frozenset({"2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17"})

Path = tuple[Certificate, ...]
RevocationStatus = Literal["good", "revoked", "unknown"]


@dataclass(frozen=True)
class TrustStore:
    """The authorities the operator trusts.

    ``sm2_ids``: SHA-256 fingerprint (hex) of an authority -> the identifier it signs with, where that is not the
    default of GM/T 0009.
    """

    anchors: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...] = ()
    sm2_ids: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    def sm2_id(self, authority: Certificate) -> bytes:
        return self.sm2_ids.get(authority.fingerprint, sm2.DEFAULT_ID) if self.sm2_ids else sm2.DEFAULT_ID


class RevocationSource(Protocol):
    """Answers from verified, fresh revocation lists; 'unknown' whenever there is none, and the login is refused."""

    def status(self, issuer: Certificate, serial: int, now: datetime) -> RevocationStatus: ...


def validate_path(
    leaf: Certificate,
    *,
    store: TrustStore,
    revocation: RevocationSource,
    now: datetime,
    allowed_algorithms: Collection[str],
) -> Path:
    """The first path leaf … anchor that holds; else Refused with the reason of the first path that was found."""
    reason = Refused("unknown_ca", "no configured authority has signed this certificate")
    for number, path in enumerate(_signed_paths((leaf,), store, allowed_algorithms)):
        try:
            _check_validity(path, now)
            _check_leaf(path[0])
            _check_authorities(path)
            _check_revocation(path, revocation, now)
        except Refused as refused:
            reason = reason if number else refused
        else:
            return path
    raise reason


def _signed_paths(path: Path, store: TrustStore, allowed: Collection[str]) -> Iterator[Path]:
    """Every way upwards on which each certificate is signed by the next, ending at an anchor."""
    if len(path) == MAX_DEPTH or path[-1].issued_with not in allowed:
        return
    for group, is_anchor in ((store.anchors, True), (store.intermediates, False)):
        for candidate in group:
            if candidate in path or not _may_have_issued(candidate, path[-1]):
                continue
            if not is_signed_by(path[-1], candidate, sm2_id=store.sm2_id(candidate)):
                continue
            longer = (*path, candidate)
            if is_anchor:
                yield longer
            else:
                yield from _signed_paths(longer, store, allowed)


def _may_have_issued(authority: Certificate, child: Certificate) -> bool:
    # As text: authorities are known to encode their own name with other string types than in what they issue.
    return authority.subject_text == child.issuer_text


def _check_validity(path: Path, now: datetime) -> None:
    for certificate in path:
        if now > certificate.not_after:
            raise Refused("expired", certificate.subject_text)
        if now + CLOCK_SKEW < certificate.not_before:
            raise Refused("not_yet_valid", certificate.subject_text)


def _check_leaf(leaf: Certificate) -> None:
    _check_critical(leaf)
    usage = leaf.key_usage or frozenset()
    if leaf.is_ca or "key_cert_sign" in usage:
        raise Refused("key_usage", "an authority's certificate cannot log in")
    if "digital_signature" not in usage:
        raise Refused("key_usage", "keyUsage without digitalSignature: an encryption certificate")
    _check_purpose(leaf)


def _check_authorities(path: Path) -> None:
    for below, authority in enumerate(path[1:]):
        _check_critical(authority)
        if not authority.is_ca or "key_cert_sign" not in (authority.key_usage or ()):
            raise Refused("unknown_ca", f"{authority.subject_text} may not issue certificates")
        if authority.path_length is not None and below > authority.path_length:
            raise Refused("unknown_ca", f"path below {authority.subject_text} is too long")
        if _NAME_CONSTRAINTS in authority.extensions:
            raise Refused("unknown_ca", f"{authority.subject_text} has name constraints, which are not supported")
        _check_purpose(authority)


def _check_critical(certificate: Certificate) -> None:
    for extension in certificate.extensions.values():
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise Refused("cert_parse", f"critical extension {extension.oid} in {certificate.subject_text}")


def _check_purpose(certificate: Certificate) -> None:
    purposes = certificate.extended_key_usage
    if purposes is not None and not purposes & {CLIENT_AUTH, ANY_PURPOSE}:
        raise Refused("key_usage", f"{certificate.subject_text} is not for client authentication")


def _check_revocation(path: Path, revocation: RevocationSource, now: datetime) -> None:
    # From the top: an authority that is itself revoked cannot vouch for what it has issued.
    for certificate, issuer in reversed(list(zip(path, path[1:], strict=False))):
        status = revocation.status(issuer, certificate.serial, now)
        if status == "revoked":
            raise Refused("revoked", certificate.subject_text)
        if status != "good":
            raise Refused("revocation_unknown", certificate.subject_text)
