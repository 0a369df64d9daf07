"""Revocation lists in the database: imported once, asked often, refused when missing or old."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from ca_auth.models import (
    Crl,
    EndReason,
    LoginSession,
    RevokedSerial,
    SecurityEvent,
    SecurityEventKind,
    TrustedCA,
)
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.pki.path import CLOCK_SKEW, RevocationStatus, validate_path
from ca_auth.pki.revocation import ParsedCrl, parse_crl
from ca_auth.services import sessions
from ca_auth.services.trust import parsed, trust_store

logger = logging.getLogger(__name__)
BATCH = 2000


def serial_hex(serial: int) -> str:
    return f"{serial:x}"


class DatabaseRevocation:
    """The RevocationSource of the portal: good only if every list of the issuer is fresh and none names the serial."""

    def status(self, issuer: Certificate, serial: int, now: datetime) -> RevocationStatus:
        lists = list(Crl.objects.filter(ca__fingerprint=issuer.fingerprint).only("pk", "this_update", "next_update"))
        if RevokedSerial.objects.filter(crl__in=lists, serial_hex=serial_hex(serial)).exists():
            return "revoked"
        if lists and all(is_fresh(crl, now) for crl in lists):
            return "good"
        return "good" if settings.CA_AUTH_REVOCATION == "soft" else "unknown"


def is_fresh(crl: Crl, now: datetime) -> bool:
    grace = timedelta(seconds=settings.CA_AUTH_CRL_GRACE)
    return crl.this_update - CLOCK_SKEW <= now <= crl.next_update + grace


def import_crl(*, ca: TrustedCA, data: bytes, now: datetime, distribution_point: str = "") -> Crl:
    """Replace the list of ``ca``; Refused('revocation_unknown') for one that is wrong, stale or older than known."""
    with transaction.atomic():
        TrustedCA.objects.select_for_update(of=("self",)).get(pk=ca.pk)
        known = Crl.objects.filter(ca=ca, distribution_point=distribution_point).first()
        newest = int(known.number_hex, 16) if known and known.number_hex else None
        read = parse_crl(
            data,
            issuer=parsed(bytes(ca.der)),
            now=now,
            newest_number=newest,
            distribution_point=distribution_point or None,
            sm2_id=ca.sm2_id.encode("ascii"),
        )
        if known and newest is None and read.this_update < known.this_update:
            raise Refused("revocation_unknown", "revocation list is older than the known one")
        return _store(ca, distribution_point, data, read)


def _store(ca: TrustedCA, distribution_point: str, data: bytes, read: ParsedCrl) -> Crl:
    crl, _ = Crl.objects.update_or_create(
        ca=ca,
        distribution_point=distribution_point,
        defaults={
            "number_hex": "" if read.number is None else f"{read.number:x}",
            "this_update": read.this_update,
            "next_update": read.next_update,
            "der": data,
        },
    )
    crl.entries.all().delete()
    entries = {
        serial_hex(entry.serial): RevokedSerial(
            crl=crl, serial_hex=serial_hex(entry.serial), revoked_at=entry.date, reason=entry.reason
        )
        for entry in read.revoked
    }
    RevokedSerial.objects.bulk_create(entries.values(), batch_size=BATCH)
    SecurityEvent.objects.create(
        kind=SecurityEventKind.CRL_IMPORTED,
        subject=str(crl)[:200],
        facts={"entries": len(entries), "next_update": read.next_update.isoformat()},
    )
    return crl


def recheck(request: HttpRequest, record: LoginSession) -> LoginSession | None:
    """Look again whether the certificate of a running session still holds; ends the session if it does not.

    A list that is merely late ends nobody's work: the next login is refused, and /readyz tells the operator.
    """
    now = timezone.now()
    try:
        validate_path(
            parsed(bytes(record.certificate.der)),
            store=trust_store(),
            revocation=DatabaseRevocation(),
            now=now,
            allowed_algorithms=settings.CA_AUTH_ALLOWED_ALGS,
        )
    except Refused as refused:
        if refused.code != "revocation_unknown":
            logger.warning("session %s ended: %s", record.pk, refused)
            sessions.end(record, EndReason.REVOKED)
            request.session.flush()
            return None
    LoginSession.objects.filter(pk=record.pk).update(checked_at=now)
    return record
