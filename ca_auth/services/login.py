"""Login by certificate: the order of the steps is the security of it (each may rely on the ones before)."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone

from ca_auth import messages
from ca_auth.backends import CERTIFICATE_BACKEND
from ca_auth.models import Certificate, Identity, LoginChallenge, LoginMethod
from ca_auth.pki.errors import Refused
from ca_auth.pki.token import ForbiddenKey, SignedToken, parse_token
from ca_auth.pki.verify import VerifiedCertificate, verify_token
from ca_auth.services import attempts, challenges, identities, registry, sessions, throttle
from ca_auth.services.revocation import DatabaseRevocation
from ca_auth.services.trust import trust_store
from ca_auth.site import client_ip

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """``code`` is 'ok' or one of messages.REFUSALS; ``identity`` is None if there is a choice, or nothing, to make."""

    code: str
    identity: Identity | None = None

    @property
    def ok(self) -> bool:
        return self.code == "ok"

    @property
    def status(self) -> int:
        """HTTP status of the answer."""
        return {"ok": 200, "bad_request": 400, "throttled": 429}.get(self.code, 403)

    @property
    def text(self) -> str:
        return "" if self.ok else messages.REFUSALS[self.code]


def certificate_login(request: HttpRequest, body: bytes) -> Outcome:
    """Log in with the token in ``body`` (JSON); on success the session is open and request.identity set.

    Every outcome leaves a LoginAttempt. The challenge is spent before anything is looked at, a body with a PIN in it
    included.
    """
    now = timezone.now()
    if not throttle.take(throttle.CERTIFICATES_PER_IP, client_ip(request), now=now):
        return _refused(request, "throttled")
    challenge = challenges.consume(request.session.session_key, now=now)
    if challenge is None:
        return _refused(request, "challenge_expired")
    verified = None
    try:
        verified = verify(parse_token(body), challenge, now=now)
        certificate = registry.admit(verified, now=now)
    except ForbiddenKey as refused:
        return _refused(request, "bad_request", detail=str(refused))
    except Refused as refused:
        return _refused(request, refused.shown_code, detail=str(refused))
    except registry.NotAdmitted as refused:
        return _refused(request, refused.code, certificate=refused.certificate, subject=verified.subject.uscc)
    return _open(request, verified, certificate)


def verify(token: SignedToken, challenge: LoginChallenge, *, now: datetime) -> VerifiedCertificate:
    """Check a token against a challenge that has just been consumed; Refused if anything is wrong."""
    return verify_token(
        token,
        purpose=challenge.purpose,
        origin=challenge.origin,
        nonce=challenge.nonce,
        store=trust_store(),
        revocation=DatabaseRevocation(),
        now=now,
        allowed_algorithms=settings.CA_AUTH_ALLOWED_ALGS,
    )


def _open(request: HttpRequest, verified: VerifiedCertificate, certificate: Certificate) -> Outcome:
    account = authenticate(request, verified=verified, account=certificate.account)
    if account is None:
        return _refused(request, "suspended", certificate=certificate, subject=verified.subject.uscc)
    choices = identities.usable(account)
    identity = choices[0] if len(choices) == 1 else None
    sessions.open_session(
        request,
        account,
        identity,
        method=LoginMethod.CERTIFICATE,
        backend=CERTIFICATE_BACKEND,
        certificate=certificate,
    )
    attempts.record(
        request,
        method=LoginMethod.CERTIFICATE,
        outcome="ok",
        subject=verified.subject.uscc,
        account=account,
        certificate=certificate,
    )
    return Outcome("ok", identity)


def _refused(request: HttpRequest, code: str, *, detail: str = "", subject: str = "", certificate=None) -> Outcome:
    attempts.record(
        request,
        method=LoginMethod.CERTIFICATE,
        outcome=code,
        subject=subject,
        account=certificate.account if certificate else None,
        certificate=certificate,
        detail=detail,
    )
    logger.info("certificate login refused: %s", detail or code)
    return Outcome(code)
