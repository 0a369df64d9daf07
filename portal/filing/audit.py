"""What happened, kept so that a change or a gap is found.

`record` is called in the transaction of the act: if it fails, the act fails.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.filing import clock
from portal.filing.models import Event, Seal

PORTAL_STREAM = "portal"
_COLUMNS = (
    "uuid", "stream", "sequence", "filing_id", "at", "actor_id", "identity_id", "actor_name", "organisation", "action",
    "source", "result", "version", "note", "facts", "previous",
)  # fmt: skip


def _mac(text: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def mac_of(event: Event) -> str:
    values = {name: getattr(event, name) for name in _COLUMNS}
    values["uuid"] = str(values["uuid"])
    values["at"] = values["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return _mac(json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _new(*, stream: str, sequence: int, previous: str, actor, action: str, **facts) -> Event:
    event = Event(
        stream=stream,
        sequence=sequence,
        previous=previous,
        at=clock.now(),
        actor=actor.account if actor else None,
        identity=actor,
        actor_name=str(actor.account)[:100] if actor else "系统",
        organisation=actor.organisation[:120] if actor else "",
        action=action,
        **facts,
    )
    event.mac = mac_of(event)
    event.save(force_insert=True)
    return event


def record(filing, *, actor, action: str, source: str, note: str = "", facts: dict | None = None) -> Event:
    """Append to the filing's stream. The caller holds the lock on the row and saves it afterwards."""
    event = _new(
        stream=f"filing:{filing.uuid}",
        sequence=filing.event_count + 1,
        previous=filing.event_head,
        actor=actor,
        action=action,
        filing=filing,
        source=source,
        result=filing.status,
        version=filing.version,
        note=note,
        facts=facts or {},
    )
    filing.event_count, filing.event_head = event.sequence, event.mac
    return event


def record_portal(*, actor, action: str, filing=None, note: str = "", facts: dict | None = None) -> Event:
    """Append a fact that changes no filing: a print, an export, a look at a protected number."""
    event_uuid = Event._meta.get_field("uuid").get_default()
    return _new(
        stream=f"{PORTAL_STREAM}:{event_uuid.hex}"[:48],
        sequence=1,
        previous="",
        actor=actor,
        action=action,
        filing=filing,
        note=note,
        facts=facts or {},
    )


def seal_new(*, older_than: timedelta = timedelta(minutes=1)) -> Seal | None:
    """Close all events that are not sealed yet and old enough to have been committed."""
    with transaction.atomic():
        last = Seal.objects.select_for_update(of=("self",)).order_by("-id").first()
        events = Event.objects.filter(pk__gt=last.last_id if last else 0, at__lt=timezone.now() - older_than)
        macs = list(events.order_by("pk").values_list("pk", "mac"))
        if not macs:
            return None
        previous = last.mac if last else ""
        return Seal.objects.create(
            last_id=macs[-1][0], count=len(macs), previous=previous, at=timezone.now(), mac=_seal_mac(previous, macs)
        )


def _seal_mac(previous: str, macs: list[tuple[int, str]]) -> str:
    return _mac(previous + "|" + "|".join(f"{pk}:{mac}" for pk, mac in macs))


def faults() -> Iterator[str]:
    """Every sign of tampering, in the reader's language."""
    yield from _chain_faults()
    yield from _seal_faults()


def _chain_faults() -> Iterator[str]:
    from portal.filing.models import Filing

    heads = {
        f"filing:{uuid}": (count, head)
        for uuid, count, head in Filing.objects.values_list("uuid", "event_count", "event_head")
    }
    chains: dict[str, tuple[int, str]] = {}
    for event in Event.objects.order_by("stream", "sequence").iterator():
        if not hmac.compare_digest(mac_of(event), event.mac):
            yield f"办理记录 {event.pk}（{event.stream} 第 {event.sequence} 条）内容被改动"
        count, head = chains.get(event.stream, (0, ""))
        if (event.sequence, event.previous) != (count + 1, head):
            yield f"办理记录 {event.stream} 第 {event.sequence} 条之前有缺失或被替换"
        chains[event.stream] = (event.sequence, event.mac)
    for stream, expected in heads.items():
        if chains.get(stream, (0, "")) != expected:
            yield f"办理记录 {stream} 末尾有缺失"


def _seal_faults() -> Iterator[str]:
    previous, after = "", 0
    for seal in Seal.objects.order_by("id"):
        macs = list(Event.objects.filter(pk__gt=after, pk__lte=seal.last_id).order_by("pk").values_list("pk", "mac"))
        if len(macs) != seal.count or seal.previous != previous or _seal_mac(previous, macs) != seal.mac:
            yield f"审计封印 {seal.pk}（至记录 {seal.last_id}）不符：记录被改动、删除或插入"
        previous, after = seal.mac, seal.last_id
