"""Login to the internal site: password, then a time-based code. Neither half says which part was wrong."""

from datetime import timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from ca_auth.backends import STAFF_BACKEND
from ca_auth.models import Account, AccountKind, LoginMethod
from ca_auth.services import attempts, identities, sessions, throttle
from ca_auth.site import client_ip

PENDING = "staff_pending"
STEP_LASTS = timedelta(minutes=5)


def check_password(request: HttpRequest, *, login_name: str, password: str) -> bool:
    """First step. True: the second may follow in this browser within STEP_LASTS; False without saying why."""
    ip, name = client_ip(request), login_name.strip().lower()
    if not _may_try(name, ip):
        attempts.record(request, method=LoginMethod.STAFF, outcome="throttled", subject=login_name)
        return False
    account = authenticate(request, staff_login=login_name.strip(), password=password)
    if account is None:
        attempts.record(request, method=LoginMethod.STAFF, outcome="bad_password", subject=login_name)
        return False
    throttle.clear(throttle.STAFF_PER_ACCOUNT_AND_IP, name, ip)
    request.session.flush()
    request.session[PENDING] = {"account": account.pk, "at": timezone.now().timestamp()}
    return True


def pending_account(request: HttpRequest) -> Account | None:
    """Whose password was right in this browser a moment ago."""
    pending = request.session.get(PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > STEP_LASTS.total_seconds():
        return None
    return Account.objects.filter(pk=pending["account"], is_active=True, kind=AccountKind.STAFF).first()


def check_code(request: HttpRequest, account: Account, code: str) -> bool:
    """Second step: opens the session. A code counts once, even when sent twice at the same time."""
    if not throttle.take(throttle.TOTP_PER_ACCOUNT, str(account.pk)):
        attempts.record(
            request, method=LoginMethod.STAFF, outcome="throttled", subject=account.login_name, account=account
        )
        return False
    device = _matching_device(account, code)
    if device is None:
        attempts.record(
            request, method=LoginMethod.STAFF, outcome="bad_code", subject=account.login_name, account=account
        )
        return False
    throttle.clear(throttle.TOTP_PER_ACCOUNT, str(account.pk))
    choices = identities.usable(account)
    identity = choices[0] if len(choices) == 1 else None
    sessions.open_session(request, account, identity, method=LoginMethod.STAFF, backend=STAFF_BACKEND, device=device)
    attempts.record(request, method=LoginMethod.STAFF, outcome="ok", subject=account.login_name, account=account)
    return True


def _may_try(name: str, ip: str | None) -> bool:
    """All three counters are raised, so that none of them can be probed through another."""
    taken = [
        throttle.take(throttle.STAFF_PER_ACCOUNT_AND_IP, name, ip),
        throttle.take(throttle.STAFF_PER_IP, ip),
    ]
    # A stranger who has used up his own tries cannot use up those of the account as well.
    return all(taken) and throttle.take(throttle.STAFF_PER_ACCOUNT, name)


def _matching_device(account: Account, code: str) -> TOTPDevice | None:
    for device in TOTPDevice.objects.devices_for_user(account, confirmed=True):
        found = verify_token(account, device.persistent_id, code)
        if found:
            return found
    return None
