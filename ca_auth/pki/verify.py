"""The whole check of a login or submission token, in an order in which each step may rely on the ones before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.pki.keys import verify_signature
from ca_auth.pki.oracle import require_second_opinion
from ca_auth.pki.path import Path, RevocationSource, TrustStore, validate_path
from ca_auth.pki.subject import DEFAULT_USCC_OIDS, SubjectIdentity, subject_identity
from ca_auth.pki.token import SignedToken, signed_text

DEFAULT_ALGORITHMS = ("RS256", "ES256", "SM2SM3")


@dataclass(frozen=True)
class VerifiedCertificate:
    """The typed result of ``verify_token``, and the only thing a login may be based on.

    ``issuer_sha256`` (of the issuer name's DER) and ``serial_hex`` (lower case, no leading zeros) identify the
    certificate; ``fingerprint`` is for display only. All hashes are SHA-256 in hex; times in UTC; ``chain`` runs from
    the leaf to the anchor.
    """

    certificate: Certificate
    algorithm: str
    issuer_sha256: str
    serial_hex: str
    spki_sha256: str
    fingerprint: str
    subject: SubjectIdentity
    not_before: datetime
    not_after: datetime
    chain: Path


def verify_token(
    token: SignedToken,
    *,
    purpose: str,
    origin: str,
    nonce: str,
    store: TrustStore,
    revocation: RevocationSource,
    now: datetime,
    allowed_algorithms: Collection[str] = DEFAULT_ALGORITHMS,
    uscc_oids: Sequence[str] = DEFAULT_USCC_OIDS,
) -> VerifiedCertificate:
    """Who signed the text that the server itself puts together from ``purpose``, ``origin`` and ``nonce``.

    Raises Refused with one of the public codes, or with 'oracle_disagrees' for the log. The challenge must have been
    consumed before this is called.
    """
    certificate = Certificate.parse(token.certificate)
    if token.algorithm not in allowed_algorithms:
        raise Refused("bad_signature", f"algorithm {token.algorithm[:32]!r} is not allowed")
    text = signed_text(purpose=purpose, origin=origin, nonce=nonce)
    verify_signature(certificate.key, token.algorithm, token.signature, text)
    chain = validate_path(
        certificate, store=store, revocation=revocation, now=now, allowed_algorithms=allowed_algorithms
    )
    require_second_opinion(chain, now=now)
    return describe(chain, uscc_oids=uscc_oids)


def describe(chain: Path, *, uscc_oids: Sequence[str] = DEFAULT_USCC_OIDS) -> VerifiedCertificate:
    """The result for a path that has been validated."""
    leaf = chain[0]
    return VerifiedCertificate(
        certificate=leaf,
        algorithm=leaf.key.algorithm,
        issuer_sha256=sha256(leaf.issuer_der).hexdigest(),
        serial_hex=f"{leaf.serial:x}",
        spki_sha256=sha256(leaf.spki).hexdigest(),
        fingerprint=leaf.fingerprint,
        subject=subject_identity(leaf, uscc_oids=uscc_oids),
        not_before=leaf.not_before,
        not_after=leaf.not_after,
        chain=chain,
    )
