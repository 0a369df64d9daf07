"""Two doors, each opened by one type of proof only: no form of any other page can reach them by accident."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from ca_auth.models import Account, AccountKind
from ca_auth.pki.verify import VerifiedCertificate

CERTIFICATE_BACKEND = "ca_auth.backends.CertificateBackend"
STAFF_BACKEND = "ca_auth.backends.StaffBackend"


class CertificateBackend(BaseBackend):
    """Takes the typed result of the certificate checks and the account the registry has found for it."""

    def authenticate(
        self, request: HttpRequest | None, verified: Any = None, account: Account | None = None
    ) -> Account | None:
        if not isinstance(verified, VerifiedCertificate) or account is None or not account.is_active:
            return None
        return account

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()


class StaffBackend(ModelBackend):
    """Password of an account of the internal site; the session is opened only after the second factor."""

    def authenticate(
        self, request: HttpRequest | None, staff_login: str | None = None, password: str | None = None, **unused: Any
    ) -> Account | None:
        if not staff_login or not password:
            return None
        account = Account.objects.filter(login_name=staff_login, kind=AccountKind.STAFF).first()
        if account is None or not account.has_usable_password():
            # As much work as for an account that exists.
            make_password(password)
            return None
        if not check_password(password, account.password) or not account.is_active:
            return None
        return account
