"""What an act does besides changing the state. Each effect works on the locked row, inside the transaction."""

from portal import calendar
from portal.filing import clock, numbering, snapshots
from portal.filing.states import Status
from portal.notices import services as notices


def mark_saved(filing, act) -> None:
    filing.saved_at = clock.now()
    if filing.status == Status.RETURNED:
        filing.corrected_at = clock.now()


def freeze_submission(filing, act) -> None:
    filing.submission_count += 1
    filing.submitted_at = clock.now()
    filing.accepted_at = None
    act.snapshot = snapshots.freeze(filing, act.signature)
    act.facts |= {"submission": filing.submission_count, "sha256": act.snapshot.sha256}
    if act.snapshot.certificate_serial:
        act.facts["certificate"] = act.snapshot.certificate_serial


def set_due_date(filing, act) -> None:
    filing.due_on = calendar.add_working_days(clock.today(), filing.type.due_working_days)
    filing.assignee = None


def mark_accepted(filing, act) -> None:
    filing.accepted_at = clock.now()


def mark_approved(filing, act) -> None:
    filing.approved_at = clock.now()
    filing.due_on = None
    filing.assignee = None


def mark_returned(filing, act) -> None:
    filing.returned_at = clock.now()
    filing.corrected_at = None
    filing.due_on = None
    filing.assignee = None


def send_remarks(filing, act) -> None:
    """Remarks written on this submission go out with the return."""
    open_remarks = filing.review_remarks.filter(submission=filing.submission_count, sent_at__isnull=True)
    act.facts["remarks"] = open_remarks.update(sent_at=clock.now())


def assign_official_number(filing, act) -> None:
    """The official number, given once and kept for ever."""
    if not filing.official_no:
        prefix, digits = filing.type.official_series(filing, clock.today())
        filing.official_no = numbering.take(prefix, digits=digits)
    act.facts["official_no"] = filing.official_no


def tell_owner(filing, act) -> None:
    """A notice in the site and an SMS to the contact, written to the outbox and sent after commit."""
    notices.tell_enterprise(
        enterprise=filing.owner,
        kind=act.action.name,
        title=f"{filing.type.label}{act.action.target.label}：{filing.title}",
        text=act.note,
        path=filing.type.url("detail", filing),
        mobile=getattr(filing, "contact_mobile", ""),
        params={
            "item": filing.type.label,
            "title": filing.title,
            "number": filing.official_no or filing.online_application_no,
            "number_label": filing.type.official_label if filing.official_no else "网上申请编号",
            "status": act.action.target.label,
        },
        at=clock.now(),
    )
