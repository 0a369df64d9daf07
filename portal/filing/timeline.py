"""The history of a filing in words. Events keep facts; sentences are made here, when shown."""

from dataclasses import dataclass, replace
from datetime import datetime

from portal.filing.models import Event
from portal.filing.states import OWNER, Status

TITLES = {
    "create": "新增保存",
    "save": "修改保存",
    "submit": "上报",
    "accept": "受理",
    "return": "退回修改",
    "approve": "审核通过",
    "cancel": "注销",
    "claim": "认领",
    "release": "释放",
    "take_over": "转由本人办理",
}
FOR_REVIEWERS_ONLY = frozenset({"claim", "release", "take_over", "reveal", "export"})
_NOT_SHOWN = frozenset({"print", "download", "reveal", "export"})


@dataclass(frozen=True)
class Entry:
    title: str
    at: datetime
    actor: str
    status: str
    text: str = ""
    signed: bool = False
    version: int = 0
    subject: str = ""


def timeline_of(filing, *, side: str = OWNER) -> list[Entry]:
    """Newest first. An enterprise does not see who holds its filing inside the office."""
    return [_entry(event) for event in _without_repeated_saves(list(_shown([filing], side)))]


def timeline_of_many(filings: list, *, side: str = OWNER) -> list[Entry]:
    """The history of several filings in one line, newest first; `subject` says which filing an entry belongs to."""
    subjects = {one.pk: f"{one.type.label} {one.official_no or one.online_application_no}" for one in filings}
    streams: dict[int, list[Event]] = {}
    for event in _shown(filings, side):
        streams.setdefault(event.filing_id, []).append(event)
    kept = [event for events in streams.values() for event in _without_repeated_saves(events)]
    kept.sort(key=lambda event: event.pk, reverse=True)
    return [replace(_entry(event), subject=subjects[event.filing_id]) for event in kept]


def _shown(filings: list, side: str):
    hidden = _NOT_SHOWN | (FOR_REVIEWERS_ONLY if side == OWNER else frozenset())
    return Event.objects.filter(filing_id__in=[one.pk for one in filings]).exclude(action__in=hidden).order_by("-id")


def _without_repeated_saves(events: list[Event]) -> list[Event]:
    """Several saves in a row are one line: the newest."""
    return [
        event
        for index, event in enumerate(events)
        if not (event.action == "save" and index and events[index - 1].action == "save")
    ]


def _entry(event: Event) -> Entry:
    return Entry(
        title=_title(event),
        at=event.at,
        actor=_actor(event),
        status=event.result if event.result in Status.values else "saved",
        text=_text(event),
        signed=bool(event.facts.get("certificate")),
        version=event.version,
    )


def _actor(event: Event) -> str:
    """A certificate's account bears the name of its enterprise: not said twice."""
    told = event.organisation and event.organisation != event.actor_name
    return f"{event.actor_name}（{event.organisation}）" if told else event.actor_name


def _title(event: Event) -> str:
    submission = event.facts.get("submission", 1)
    if event.action == "submit" and submission > 1:
        return f"第 {submission} 次上报"
    return TITLES.get(event.action, event.action)


def _text(event: Event) -> str:
    parts = [event.note.rstrip("。；")] if event.note else []
    if event.facts.get("remarks"):
        parts.append(f"附逐项意见 {event.facts['remarks']} 条")
    if event.action == "approve" and event.facts.get("official_no"):
        parts.append(f"编号 {event.facts['official_no']}")
    return f"{'；'.join(parts)}。" if event.note else "；".join(parts)
