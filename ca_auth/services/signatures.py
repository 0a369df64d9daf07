"""Signing what is handed in: a fresh signature of the enterprise's certificate over the content's hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ca_auth.models import Certificate, CertificateStatus, Identity
from ca_auth.pki.errors import Refused
from ca_auth.pki.token import parse_token, signed_text, submit_purpose
from ca_auth.pki.verify import VerifiedCertificate
from ca_auth.services import challenges, registry
from ca_auth.services.login import verify


@dataclass(frozen=True)
class SubmissionSignature:
    """Who signed, the one line that was signed, and the signature over it: enough to check it again years later."""

    verified: VerifiedCertificate
    text: str
    value: bytes


class SignatureRefused(Exception):
    """The signature does not count; ``code`` is one of messages.REFUSALS, ``detail`` is for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def verify_submission(
    token: bytes | dict[str, Any], *, session_key: str | None, digest: str, identity: Identity, now: datetime
) -> SubmissionSignature:
    """Who signed the content with SHA-256 ``digest`` (64 hex digits, lower case) in this session.

    The challenge is spent whatever comes out. Raises SignatureRefused; 'wrong_holder' if the certificate is not of
    the identity's enterprise.
    """
    challenge = challenges.consume(session_key, purpose=submit_purpose(digest), now=now)
    if challenge is None:
        raise SignatureRefused("challenge_expired")
    try:
        signed = parse_token(token)
        verified = verify(signed, challenge, now=now)
        certificate = registry.admit(verified, now=now)
    except Refused as refused:
        raise SignatureRefused(refused.shown_code, str(refused)) from refused
    except registry.NotAdmitted as refused:
        raise SignatureRefused(refused.code) from refused
    _require_holder(certificate, identity)
    text = signed_text(purpose=challenge.purpose, origin=challenge.origin, nonce=challenge.nonce).decode("ascii")
    return SubmissionSignature(verified=verified, text=text, value=signed.signature)


def _require_holder(certificate: Certificate, identity: Identity) -> None:
    own = certificate.enterprise_id is not None and certificate.enterprise_id == identity.enterprise_id
    if not own or certificate.status != CertificateStatus.ACTIVE:
        raise SignatureRefused("wrong_holder")
