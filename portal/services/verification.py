"""The public check of a print, and how far the filing behind it has come."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from portal.filing.models import Event, Filing, Snapshot
from portal.filing.states import Status
from portal.printing.check_code import matches

ONLINE_NUMBER = re.compile(r"W\d{13}")
# What the public may know of the way of a filing; who did it and why is nobody's business.
_STEPS = {
    "submit": (Status.SUBMITTED, "已上报"),
    "accept": (Status.ACCEPTED, "已受理"),
    "return": (Status.RETURNED, "退回修改"),
    "approve": (Status.APPROVED, "已审核"),
    "cancel": (Status.RETURNED, "已注销"),
}


@dataclass(frozen=True)
class Step:
    """`day` in Shanghai, without the time."""

    day: date
    status: str
    text: str


@dataclass(frozen=True)
class Verified:
    """What the paper may be compared with. `is_latest`: no later submission has replaced this content."""

    label: str
    title: str
    owner: str
    number: str
    official_no: str
    status: str
    status_label: str
    submitted_at: datetime
    submission: int
    sha256: str
    signer: str
    is_latest: bool
    history: tuple[Step, ...] = ()

    @property
    def is_returned(self) -> bool:
        return self.status == Status.RETURNED


def look_up(number: str, code: str) -> Verified | None:
    """The submission that number and check code belong to; None when there is none, whatever the reason."""
    if not ONLINE_NUMBER.fullmatch(number) or not code:
        return None
    filing = Filing.objects.select_related("owner").filter(online_application_no=number).first()
    if filing is None:
        return None
    snapshots = list(filing.snapshots.defer("sealed_content", "certificate", "signature").order_by("-number"))
    found = next((one for one in snapshots if matches(code, number, one.sha256)), None)
    return _verified(filing, found, is_latest=found is snapshots[0]) if found else None


def _verified(filing: Filing, snapshot: Snapshot, *, is_latest: bool) -> Verified:
    return Verified(
        label=filing.type.label,
        title=filing.title,
        owner=filing.owner.name,
        number=filing.online_application_no,
        official_no=filing.official_no or "",
        status=filing.status,
        status_label=filing.get_status_display(),
        submitted_at=snapshot.created_at,
        submission=snapshot.number,
        sha256=snapshot.sha256,
        signer=snapshot.certificate_subject,
        is_latest=is_latest,
        history=tuple(_step(event) for event in _public_events(filing)),
    )


def _public_events(filing: Filing):
    """Oldest first."""
    return Event.objects.filter(filing_id=filing.pk, action__in=_STEPS).only("at", "action", "facts").order_by("pk")


def _step(event: Event) -> Step:
    status, text = _STEPS[event.action]
    times = event.facts.get("submission", 1) if event.action == "submit" else 1
    words = f"{text}（第 {times} 次）" if times > 1 else text
    return Step(timezone.localtime(event.at).date(), status, words)
