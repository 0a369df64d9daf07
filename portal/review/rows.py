"""One line of a reviewers' list. Texts are made here: a page of rows costs no query."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from portal import calendar
from portal.filing import clock
from portal.filing.states import REVIEWER, WITH_REVIEWERS, Status

SOON = 1
STAGES = {Status.SUBMITTED: "受理", Status.ACCEPTED: "审核"}


@dataclass(frozen=True)
class Deadline:
    """`kind` is over, today, soon, later or none; the words count working days."""

    kind: str
    text: str
    due: str = ""


@dataclass(frozen=True)
class Row:
    uuid: str
    version: int
    title: str
    url: str
    number: str
    district: str
    kind: str
    again: str
    owner: str
    status: str
    status_label: str
    submitted: str
    deadline: Deadline
    holder: str
    verb: str
    actions: str


def deadline_of(filing, today: date) -> Deadline:
    due = filing.due_on
    if due is None or filing.status not in WITH_REVIEWERS:
        return Deadline("none", "—")
    days = calendar.working_days_between(today, due)
    if due < today:
        return Deadline("over", f"超期 {-days} 个工作日" if days else "已超期", f"{due:%m-%d}")
    if due == today:
        return Deadline("today", "今日到期", f"{due:%m-%d}")
    return Deadline("soon" if days <= SOON else "later", f"剩 {days} 个工作日", f"{due:%m-%d}")


def again_text(filing) -> str:
    """第 2 次上报，改动 7 处; nothing for the first submission."""
    if filing.submission_count < 2:
        return ""
    return f"第 {filing.submission_count} 次上报，改动 {filing.changes or 0} 处"


def holder_of(filing, identity) -> str:
    if not filing.assignee_id:
        return ""
    return "我" if filing.assignee_id == identity.pk else str(filing.assignee.account)


def row_of(filing, identity, *, query: str = "", today: date | None = None) -> Row:
    url = reverse("review:filing", kwargs={"uuid": filing.uuid})
    actions = bulk_actions(filing, identity)
    return Row(
        uuid=str(filing.uuid),
        version=filing.version,
        title=filing.title or filing.online_application_no,
        url=f"{url}?{query}" if query else url,
        number=filing.official_no or filing.online_application_no,
        district=filing.get_district_display(),
        kind=filing.type.label,
        again=again_text(filing),
        owner=filing.owner.name,
        status=filing.status,
        status_label=filing.get_status_display(),
        submitted=f"{timezone.localtime(filing.submitted_at):%Y-%m-%d %H:%M}",
        deadline=deadline_of(filing, today or clock.today()),
        holder=holder_of(filing, identity),
        verb=STAGES.get(filing.status, "查看") if REVIEWER in filing.roles_of(identity) else "查看",
        actions=" ".join(actions),
    )


def _acts(filing, identity) -> list:
    return filing.workflow.open_in_state(identity, filing)


def bulk_actions(filing, identity) -> list[str]:
    """What the row's state and holder allow for several at once: the table's bulk acts, and 认领."""
    if filing.assignee_id not in {None, identity.pk}:
        return []
    acts = [action.name for action in _acts(filing, identity) if action.bulk]
    can_claim = REVIEWER in filing.roles_of(identity) and filing.status in WITH_REVIEWERS and not filing.assignee_id
    return [*acts, *(["claim"] if can_claim else [])]
