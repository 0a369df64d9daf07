"""The log of the door: one row for every outcome."""

from django.http import HttpRequest

from ca_auth.digests import keyed_digest
from ca_auth.models import Account, Certificate, LoginAttempt
from ca_auth.services.sessions import key_digest
from ca_auth.site import client_ip


def record(
    request: HttpRequest,
    *,
    method: str,
    outcome: str,
    subject: str = "",
    account: Account | None = None,
    certificate: Certificate | None = None,
    detail: str = "",
) -> LoginAttempt:
    """Write down an attempt. ``subject`` (a login name, a credit code) is kept masked and as a keyed digest."""
    return LoginAttempt.objects.create(
        method=method,
        outcome=outcome,
        account=account,
        certificate=certificate,
        subject_hint=hint(subject),
        subject_hmac=keyed_digest("login_subject", subject) if subject else "",
        detail=detail[:200],
        ip=client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:200],
        session_hmac=key_digest(request.session.session_key) if request.session.session_key else "",
    )


def hint(subject: str) -> str:
    """Enough to recognise what one knows, too little to learn it: 9131••••3780, a•••."""
    if len(subject) >= 12:
        return f"{subject[:4]}••••{subject[-4:]}"
    return f"{subject[:1]}•••" if subject else ""
