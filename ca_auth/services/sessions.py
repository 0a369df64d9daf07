"""Signed-in browsers: opened, looked up, switched to another identity, ended. The registry row is the authority."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth import login as django_login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as otp_login

from ca_auth.digests import keyed_digest
from ca_auth.models import (
    Account,
    Certificate,
    CertificateStatus,
    EndReason,
    Identity,
    LoginSession,
    SecurityEvent,
    SecurityEventKind,
)
from ca_auth.site import client_ip, rules_for, site_of

# A page that loads in four requests should not write four times.
TOUCH_EVERY = timedelta(seconds=15)


def key_digest(session_key: str) -> str:
    return keyed_digest("session", session_key)


def open_session(
    request: HttpRequest,
    account: Account,
    identity: Identity | None,
    *,
    method: str,
    backend: str,
    certificate: Certificate | None = None,
    device: Any = None,
) -> LoginSession:
    """Log in: a fresh session key, nothing kept of the session before, one row in the registry.

    Staff have one session at a time: older ones of the same account end here. ``device`` is the second factor that
    was just verified.
    """
    now, rules = timezone.now(), rules_for(site_of(request))
    close(request, EndReason.REPLACED)
    django_login(request, account, backend=backend)
    if device is not None:
        otp_login(request, device)
    # Longer than the registry allows, so that the reason for the end can still be told from the row.
    request.session.set_expiry(int((rules.absolute + timedelta(hours=1)).total_seconds()))
    request.session.save()
    if rules.single_session:
        for older in LoginSession.objects.live().filter(account=account, site=rules.site):
            end(older, EndReason.REPLACED)
    record = LoginSession.objects.create(
        site=rules.site,
        key_hmac=key_digest(request.session.session_key),
        account=account,
        identity=identity,
        certificate=certificate,
        method=method,
        ip=client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:200],
        started_at=now,
        last_seen_at=now,
        checked_at=now,
    )
    attach(request, record)
    return record


def attach(request: HttpRequest, record: LoginSession | None) -> None:
    """Tell the rest of the request who is acting; the identity only if it is in force today."""
    identity = record.identity if record else None
    if identity and not identity.is_usable_on(timezone.localdate()):
        identity = None
    request.login_session = record
    request.account = record.account if record else None
    request.identity = identity


def current(request: HttpRequest) -> LoginSession | None:
    """The live registry row of this request's session; ends it and forgets the cookie when its time is over."""
    if not request.session.get(SESSION_KEY):
        return None
    record = (
        LoginSession.objects.live()
        .select_related("account", "identity__enterprise", "certificate")
        .filter(key_hmac=key_digest(request.session.session_key or ""), site=site_of(request))
        .first()
    )
    why = why_over(record, timezone.now()) if record else None
    if record and not why and request.user.is_authenticated:
        return record
    if record:
        # A password change also ends the sessions that were opened before it.
        end(record, why or EndReason.REVOKED)
    request.session.flush()
    return None


def why_over(record: LoginSession, now: datetime) -> EndReason | None:
    """Why a session may not go on at ``now``; None if it may."""
    rules = rules_for(record.site)
    if not record.account.is_active:
        return EndReason.REVOKED
    if record.certificate and record.certificate.status in {CertificateStatus.SUSPENDED, CertificateStatus.REVOKED}:
        return EndReason.REVOKED
    if now - record.started_at >= rules.absolute:
        return EndReason.ABSOLUTE
    if now - record.last_seen_at >= rules.idle:
        return EndReason.IDLE
    return None


def touch(record: LoginSession, now: datetime, *, at_once: bool = False) -> None:
    """Somebody did something: the idle clock starts anew (written at most every TOUCH_EVERY unless ``at_once``)."""
    if at_once or now - record.last_seen_at >= TOUCH_EVERY:
        record.last_seen_at = now
        LoginSession.objects.live().filter(pk=record.pk).update(last_seen_at=now)


def seconds_left(record: LoginSession, now: datetime) -> int:
    """Whole seconds until the session ends if nobody acts."""
    return max(0, int((ends_at(record) - now).total_seconds()))


def ends_at(record: LoginSession) -> datetime:
    """When the session ends if nobody acts, in UTC."""
    rules = rules_for(record.site)
    return min(record.last_seen_at + rules.idle, record.started_at + rules.absolute)


def switch_identity(request: HttpRequest, identity: Identity) -> None:
    """Act as somebody else from now on, under a new session key; the old key is dead."""
    record = request.login_session
    if identity.account_id != record.account_id:
        raise ValueError("an identity of another account")
    request.session.cycle_key()
    record.key_hmac, record.identity = key_digest(request.session.session_key), identity
    with transaction.atomic():
        record.save(update_fields=["key_hmac", "identity"])
        SecurityEvent.objects.create(
            kind=SecurityEventKind.IDENTITY_CHOSEN,
            account=record.account,
            identity=identity,
            subject=str(identity),
            ip=client_ip(request),
        )
    attach(request, record)


def close(request: HttpRequest, why: EndReason = EndReason.LOGOUT) -> None:
    """Log this browser out; works for a session that is over already."""
    record = getattr(request, "login_session", None)
    if record:
        end(record, why)
    request.session.flush()
    attach(request, None)


def end(record: LoginSession, why: str, *, actor: Account | None = None) -> None:
    """End one session, whoever asks for it. A session that has ended stays as it is."""
    now = timezone.now()
    with transaction.atomic():
        if not LoginSession.objects.live().filter(pk=record.pk).update(ended_at=now, ended_why=why):
            return
        record.ended_at, record.ended_why = now, why
        SecurityEvent.objects.create(
            kind=SecurityEventKind.SESSION_ENDED,
            account=actor or record.account,
            identity=None if actor else record.identity,
            subject=str(record.account),
            facts={"why": str(why), "session": record.pk},
        )


def live_sessions(account: Account) -> list[LoginSession]:
    """Where an account is logged in now, newest first."""
    now = timezone.now()
    records = LoginSession.objects.live().filter(account=account).select_related("account", "identity", "certificate")
    return [record for record in records if why_over(record, now) is None]


def recheck_due(record: LoginSession, now: datetime) -> bool:
    """Whether the certificate behind this session is due for another look into the revocation lists."""
    every = timedelta(minutes=settings.CA_AUTH_RECHECK_MINUTES)
    return record.certificate_id is not None and (record.checked_at is None or now - record.checked_at >= every)
