"""Telling people: a notice in the site and a text message in the outbox, both in the caller's transaction."""

from datetime import datetime

from django.utils import timezone

from ca_auth.privacy import Secret, mask_phone
from portal.notices.models import Notice, OutboxMessage

MOST_UNREAD = 100


def tell_enterprise(
    *, enterprise, kind: str, title: str, text: str, path: str, mobile, params: dict[str, str], at: datetime
) -> Notice:
    """Notice for everybody of the enterprise; an SMS too where a mobile number is known."""
    notice = Notice.objects.create(
        enterprise=enterprise, kind=kind, title=title[:260], text=text, path=path, created_at=at
    )
    phone = mobile.clear() if isinstance(mobile, Secret) else mobile
    if phone:
        queue_sms(phone=phone, template=f"filing_{kind}", params=params, at=at)
    return notice


def queue_sms(*, phone: str, template: str, params: dict[str, str], at: datetime) -> OutboxMessage:
    message = OutboxMessage(template=template, masked=mask_phone(phone), created_at=at, due_at=at)
    message.seal(phone=phone, params=params)
    message.save(force_insert=True)
    return message


def for_identity(identity):
    """Notices that the identity may read: its own and its enterprise's."""
    if identity is None:
        return Notice.objects.none()
    own = Notice.objects.filter(identity=identity)
    return own | Notice.objects.filter(enterprise_id=identity.enterprise_id) if identity.enterprise_id else own


def unread_count(identity) -> int:
    """What the bell shows; counted no further than it can show."""
    return for_identity(identity).filter(read_at__isnull=True).order_by()[:MOST_UNREAD].count()


def mark_read(*, identity, notice: Notice) -> None:
    for_identity(identity).filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def mark_all_read(*, identity) -> int:
    return for_identity(identity).filter(read_at__isnull=True).update(read_at=timezone.now())
