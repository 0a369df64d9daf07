"""Numbers to be signed: given to one session for one purpose, accepted once.

The session key is the look-up, so a token signed in one browser is worth nothing in another. A row is spent by one
conditional UPDATE before anything is verified: of two requests racing with the same signature, one finds nothing.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from ca_auth.digests import keyed_digest
from ca_auth.models import LoginChallenge

LOGIN = "login"
OPENED = "opened"


def origin_of(request: HttpRequest) -> str | None:
    """The configured origin this page is on, or None: what the browser says only chooses among the configured.

    The Host header never counts. Without an Origin (no browser omits it on such a call) the first one is meant.
    """
    claimed = request.headers.get("Origin", settings.PORTAL_ORIGINS[0])
    return claimed if claimed in settings.PORTAL_ORIGINS else None


def issue(request: HttpRequest, *, origin: str, purpose: str = LOGIN) -> LoginChallenge:
    """A fresh challenge for this browser; opens a session if there is none."""
    if not request.session.session_key:
        request.session[OPENED] = True
        request.session.save()
    now = timezone.now()
    return LoginChallenge.objects.create(
        nonce=secrets.token_urlsafe(32),
        session_bind=_bind(request.session.session_key),
        origin=origin,
        purpose=purpose,
        created_at=now,
        expires_at=now + timedelta(seconds=settings.CA_AUTH_CHALLENGE_TTL),
    )


def consume(session_key: str | None, *, purpose: str = LOGIN, now: datetime) -> LoginChallenge | None:
    """Spend the newest challenge of this session for ``purpose``; None if there is none that is live."""
    if not session_key:
        return None
    found = (
        LoginChallenge.objects.filter(session_bind=_bind(session_key), purpose=purpose).order_by("-created_at", "-pk")
    ).first()
    if found is None or found.consumed_at or found.expires_at <= now:
        return None
    spent = LoginChallenge.objects.filter(pk=found.pk, consumed_at__isnull=True).update(consumed_at=now)
    return found if spent == 1 else None


def _bind(session_key: str) -> str:
    return keyed_digest("challenge", session_key)
