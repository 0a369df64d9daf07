"""What administrators look at beside filings: one row of everything for a tenant."""

from datetime import timedelta

from django.utils import timezone

from ca_auth.models import (
    Certificate,
    Crl,
    LoginAttempt,
    LoginMethod,
    SecurityEvent,
    SecurityEventKind,
    TrustedCA,
)
from tests.factories_auth import PersonFactory, QualificationFactory
from tests.security.tenants import Tenant


def fill(tenant: Tenant) -> None:
    """A person with protected numbers, a qualification, a certificate and its authority, a line in each log."""
    now, secrets = timezone.now(), tenant.secrets
    PersonFactory(
        name=f"{tenant.marker}员工", enterprise=tenant.enterprise, id_number=secrets.id_number, phone=secrets.mobile
    )
    QualificationFactory(enterprise=tenant.enterprise, number=f"{tenant.marker}证书")
    tenant.identity.account.phone = secrets.mobile
    tenant.identity.account.save()
    authority = TrustedCA.objects.create(
        name=f"{tenant.marker}机构",
        der=b"0",
        fingerprint=tenant.enterprise.uscc * 3,
        not_after=now + timedelta(days=365),
    )
    Crl.objects.create(ca=authority, der=b"0", this_update=now, next_update=now + timedelta(days=7))
    Certificate.objects.create(
        issuer_der_sha256="0" * 64, serial_hex=tenant.enterprise.uscc[2:].lower(), enterprise=tenant.enterprise,
        account=tenant.identity.account, subject=f"O={tenant.enterprise.name}", algorithm="RS256",
        fingerprint="1" * 64, spki_sha256="2" * 64, der=b"0", not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=365),
    )  # fmt: skip
    LoginAttempt.objects.create(method=LoginMethod.CERTIFICATE, outcome="ok", account=tenant.identity.account)
    SecurityEvent.objects.create(kind=SecurityEventKind.LINKED, subject=tenant.enterprise.name)
