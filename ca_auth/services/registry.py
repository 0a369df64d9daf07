"""Certificates the portal has met: which account one belongs to, and whether it may still be used."""

from datetime import datetime

from django.db import transaction

from ca_auth.models import (
    Account,
    Certificate,
    CertificateStatus,
    EndReason,
    Enterprise,
    LoginSession,
    SecurityEvent,
    SecurityEventKind,
)
from ca_auth.pki.verify import VerifiedCertificate
from ca_auth.services import sessions
from ca_auth.services.identities import certificate_account

REFUSAL_BY_STATUS = {
    CertificateStatus.SUSPENDED: "suspended",
    CertificateStatus.REVOKED: "revoked",
    CertificateStatus.SUPERSEDED: "expired",
}


class NotAdmitted(Exception):
    """A certificate that is genuine but opens nothing; ``code`` is one of messages.REFUSALS."""

    def __init__(self, code: str, certificate: Certificate | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.certificate = certificate


@transaction.atomic
def admit(verified: VerifiedCertificate, *, now: datetime) -> Certificate:
    """The registry row of a verified certificate, linked to its enterprise when seen for the first time.

    Raises NotAdmitted: not_registered, suspended, revoked, expired.
    """
    row = Certificate.objects.filter(
        issuer_der_sha256=verified.issuer_sha256, serial_hex=verified.serial_hex
    ).select_related("enterprise", "account")
    certificate = row.first() or _link(verified)
    refusal = REFUSAL_BY_STATUS.get(certificate.status)
    if refusal is None and (certificate.enterprise is None or certificate.account is None):
        refusal = "not_registered"
    if refusal is None and not (certificate.enterprise.is_active and certificate.account.is_active):
        refusal = "suspended"
    if refusal:
        raise NotAdmitted(refusal, certificate)
    Certificate.objects.filter(pk=certificate.pk).update(last_used=now)
    return certificate


def register(verified: VerifiedCertificate, enterprise: Enterprise, *, holder: str = "") -> Certificate:
    """Link a certificate to an enterprise; the same certificate twice is one row."""
    account = certificate_account(enterprise)
    certificate, created = Certificate.objects.get_or_create(
        issuer_der_sha256=verified.issuer_sha256,
        serial_hex=verified.serial_hex,
        defaults={
            "enterprise": enterprise,
            "account": account,
            "holder": holder,
            "subject": verified.certificate.subject_text[:300],
            "algorithm": verified.algorithm,
            "fingerprint": verified.fingerprint,
            "spki_sha256": verified.spki_sha256,
            "not_before": verified.not_before,
            "not_after": verified.not_after,
            "der": verified.certificate.der,
        },
    )
    if created:
        _audit_link(certificate, account)
    return certificate


def _link(verified: VerifiedCertificate) -> Certificate:
    """First sight of a trusted certificate: its credit code says whose it is."""
    enterprise = Enterprise.objects.filter(uscc=verified.subject.uscc).first() if verified.subject.uscc else None
    if enterprise is None:
        raise NotAdmitted("not_registered")
    if not enterprise.is_active:
        raise NotAdmitted("suspended")
    return register(verified, enterprise)


def _audit_link(certificate: Certificate, account: Account) -> None:
    SecurityEvent.objects.create(
        kind=SecurityEventKind.LINKED,
        account=account,
        subject=str(certificate)[:200],
        facts={"serial": certificate.serial_hex, "issuer": certificate.issuer_der_sha256},
    )


@transaction.atomic
def change_status(certificate: Certificate, status: str, *, reason: str, actor: Account) -> None:
    """Suspend, revoke or reinstate a certificate; running sessions that were opened with it end."""
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    before, locked.status, locked.status_reason = locked.status, status, reason[:200]
    locked.save(update_fields=["status", "status_reason"])
    SecurityEvent.objects.create(
        kind=SecurityEventKind.CERTIFICATE_STATUS,
        account=actor,
        subject=str(locked)[:200],
        facts={"from": before, "to": str(status), "reason": reason, "serial": locked.serial_hex},
    )
    if status != CertificateStatus.ACTIVE:
        for session in LoginSession.objects.live().filter(certificate=locked).select_related("account"):
            sessions.end(session, EndReason.REVOKED, actor=actor)
