"""Passwords of staff: set by an administrator for the first login, then known to their owner only."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from ca_auth.models import Account, LoginSession, SecurityEvent, SecurityEventKind
from ca_auth.services.sessions import key_digest
from ca_auth.site import client_ip


def set_initial_password(account: Account, password: str) -> None:
    """A password somebody else knows: it must be replaced at the first login. The caller saves the account."""
    account.set_password(password)
    account.must_change_password = True


def change_password(request: HttpRequest, *, new: str) -> None:
    """Replace the password of whoever is logged in; all other sessions of the account are void.

    Raises ValidationError if the password is too weak. The caller has checked the old one.
    """
    account, record = request.user, request.login_session
    validate_password(new, account)
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    update_session_auth_hash(request, account)
    request.session.save()
    LoginSession.objects.filter(pk=record.pk).update(key_hmac=key_digest(request.session.session_key))
    SecurityEvent.objects.create(
        kind=SecurityEventKind.PASSWORD_CHANGED, account=account, subject=str(account), ip=client_ip(request)
    )
