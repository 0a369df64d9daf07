"""Sending what stands in the outbox. The row is the truth: several dispatchers may run, and any may be killed.

A row is claimed by one conditional UPDATE that also sets how long the claim holds (`due_at`). Whoever claims and dies
leaves a row whose claim runs out; the next dispatcher takes it up. A message killed between sending and writing is
sent again with the same reference, which the gateway knows.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ca_auth.gateways.sms import SmsFailed, SmsGateway, sms_gateway
from ca_auth.privacy.cipher import Tampered
from portal.notices.models import OutboxMessage, OutboxStatus
from portal.notices.texts import UnknownTemplate, text_of

logger = logging.getLogger("portal.notices")

MOST_ATTEMPTS = 5
CLAIM_HOLDS = timedelta(minutes=5)
_OPEN = (OutboxStatus.WAITING, OutboxStatus.SENDING)


@dataclass
class Tally:
    sent: int = 0
    postponed: int = 0
    failed: int = 0


def pause_after(attempts: int) -> timedelta:
    """Back-off before the next try: 1, 4, 16, 64 minutes."""
    return timedelta(minutes=4 ** (attempts - 1))


def dispatch_due(*, gateway: SmsGateway | None = None, most: int = 200) -> Tally:
    """Send what is due now, at most `most` messages. Safe to run anywhere, any number of times at once."""
    gateway = gateway or sms_gateway()
    tally = Tally()
    for message in claim_due(most=most):
        send(message, gateway=gateway, tally=tally)
    return tally


def claim_due(*, most: int) -> Iterator[OutboxMessage]:
    """Messages that are this caller's alone until their claim runs out."""
    due = OutboxMessage.objects.filter(status__in=_OPEN, due_at__lte=timezone.now()).order_by("due_at", "id")
    for message in due[:most]:
        if _claim(message, now=timezone.now()):
            yield message


def _claim(message: OutboxMessage, *, now: datetime) -> bool:
    """Whether this caller got it: the row must still be as it was read."""
    as_read = OutboxMessage.objects.filter(
        pk=message.pk, status=message.status, due_at=message.due_at, attempts=message.attempts
    )
    if message.attempts >= MOST_ATTEMPTS:
        as_read.update(status=OutboxStatus.FAILED, error="多次发送中断，已停止重试")
        return False
    message.status, message.attempts, message.due_at = OutboxStatus.SENDING, message.attempts + 1, now + CLAIM_HOLDS
    return bool(as_read.update(status=message.status, attempts=message.attempts, due_at=message.due_at))


def send(message: OutboxMessage, *, gateway: SmsGateway, tally: Tally) -> None:
    """One try of a claimed message."""
    try:
        phone, params = message.unseal()
        gateway.send(phone=phone, text=text_of(message.template, params), reference=str(message.uuid))
    except (UnknownTemplate, Tampered) as error:
        _settle(message, status=OutboxStatus.FAILED, error=str(error))
        tally.failed += 1
    except Exception as error:  # a gateway may fail in any way; none of them may stop the other messages
        logger.warning("SMS %s attempt %s failed: %s", message.uuid, message.attempts, type(error).__name__)
        _try_later(message, error, tally)
    else:
        _settle(message, status=OutboxStatus.SENT, sent_at=timezone.now(), error="")
        tally.sent += 1


def _try_later(message: OutboxMessage, error: Exception, tally: Tally) -> None:
    reason = str(error)[:200] if isinstance(error, SmsFailed) else type(error).__name__
    if message.attempts >= MOST_ATTEMPTS:
        _settle(message, status=OutboxStatus.FAILED, error=reason)
        tally.failed += 1
    else:
        due = timezone.now() + pause_after(message.attempts)
        _settle(message, status=OutboxStatus.WAITING, due_at=due, error=reason)
        tally.postponed += 1


def _settle(message: OutboxMessage, **fields) -> None:
    """Only while the claim is ours: a claim that ran out belongs to somebody else by now."""
    OutboxMessage.objects.filter(
        pk=message.pk, status=OutboxStatus.SENDING, attempts=message.attempts, due_at=message.due_at
    ).update(**fields)
