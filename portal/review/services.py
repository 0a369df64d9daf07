"""What reviewers do besides the acts of the table: take a filing, remark on fields, judge files, look at a number."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from ca_auth.models import Account
from portal.filing import audit, clock
from portal.filing.models import AttachmentVerdict, Event, Filing, Remark
from portal.filing.perform import perform
from portal.filing.states import REVIEWER, WITH_REVIEWERS
from portal.filing.workflow import Refused, Stale, Unmet

REVEALS_PER_HOUR = 60
MOST_AT_ONCE = 50


class TooMany(Exception):
    """More protected numbers were looked at within the hour than any work needs."""


@contextmanager
def _held(filing: Filing, actor, submission: int | None = None):
    """The envelope, locked, while it lies with the office and with no colleague. With `submission` only while that is
    the last one: what is written about a page that is out of date would stand at the wrong content. Raises Refused."""
    with transaction.atomic():
        # No joins: PostgreSQL reads the row anew after waiting for the lock, but not what was joined to it.
        row = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
        if row.status not in WITH_REVIEWERS:
            raise Refused(Unmet(f"当前状态为「{row.get_status_display()}」，不能再审阅"))
        if row.assignee_id not in {None, actor.pk}:
            raise Refused(Unmet(f"该件已由{row.assignee.account}认领"))
        if submission not in {None, row.submission_count}:
            raise Refused(Unmet("单位已重新上报，请刷新页面后再审阅"))
        yield row


def claim(*, filing: Filing, actor) -> None:
    """认领: from now on only this reviewer acts on it. Claiming again what one holds changes nothing."""
    with _held(filing, actor) as row:
        _require_reviewer(row, actor)
        if row.assignee_id is None:
            _assign(row, actor, action="claim", actor=actor)


def release(*, filing: Filing, actor) -> None:
    """释放: back to 未分派."""
    with _held(filing, actor) as row:
        if row.assignee_id == actor.pk:
            _assign(row, None, action="release", actor=actor)


def take_over(*, filing: Filing, actor, note: str) -> None:
    """转由本人办理: a colleague is away. The reason is recorded."""
    if not note.strip():
        raise Refused(Unmet("请填写转办原因", field="note"))
    with transaction.atomic():
        row = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
        _require_reviewer(row, actor)
        if row.status not in WITH_REVIEWERS:
            raise Refused(Unmet(f"当前状态为「{row.get_status_display()}」，不需要转办"))
        if row.assignee_id != actor.pk:
            _assign(row, actor, action="take_over", actor=actor, note=note.strip())


def _require_reviewer(row: Filing, actor) -> None:
    if REVIEWER not in row.roles_of(actor):
        raise Refused(Unmet("您没有办理该件的权限"))


def _assign(row: Filing, holder, *, action: str, actor, note: str = "") -> None:
    row.assignee = holder
    audit.record(row, actor=actor, action=action, source=row.status, note=note)
    row.save(update_fields=["assignee", "event_count", "event_head"])


def may_remark(filing: Filing, actor) -> bool:
    """Who may return a filing may write on its fields."""
    held = filing.status in WITH_REVIEWERS and filing.assignee_id in {None, actor.pk}
    return held and any(action.note_required for action in filing.workflow.open_in_state(actor, filing))


def write_remark(*, filing: Filing, submission: int, target: str, text: str, actor) -> Remark | None:
    """One remark on a field, a table row or an attachment of the last submission; an empty text takes it back."""
    label = filing.type.label_of(target)
    if not label:
        raise Refused(Unmet("没有这一项内容", field=target))
    with _held(filing, actor, submission) as row:
        if not may_remark(row, actor):
            raise Refused(Unmet("您没有退回该件的权限"))
        written = row.review_remarks.select_related("author__account")
        there = written.filter(submission=submission, target=target).first()
        if there and there.author_id != actor.pk:
            raise Refused(Unmet(f"{there.author.account}已对“{label}”写了意见", field=target))
        if not text.strip():
            if there:
                there.delete()
            return None
        remark = there or Remark(filing=row, submission=submission, target=target, author=actor)
        remark.label, remark.text, remark.created_at = label[:100], text.strip(), clock.now()
        remark.save()
        return remark


def may_judge(filing: Filing, actor) -> bool:
    """Who may accept or approve judges the files."""
    own = filing.assignee_id in {None, actor.pk}
    return own and filing.status in WITH_REVIEWERS and REVIEWER in filing.roles_of(actor)


def judge_attachment(
    *, filing: Filing, submission: int, slot: str, passed: bool, note: str, actor
) -> AttachmentVerdict:
    """符合 or 不符合, kept for 受理 and for 审核 separately. 不符合 needs a word about what is wrong; it goes with the
    finding."""
    if not passed and not note.strip():
        raise Refused(Unmet("请说明不符合之处", field=f"attachment:{slot}"))
    label = filing.type.label_of(f"attachment:{slot}")
    if not label:
        raise Refused(Unmet("没有这个附件栏目", field=f"attachment:{slot}"))
    with _held(filing, actor, submission) as row:
        if not may_judge(row, actor):
            raise Refused(Unmet("您没有办理该件的权限"))
        place = {"filing": row, "submission": submission, "stage": row.status, "slot": slot}
        if passed and AttachmentVerdict.objects.filter(**place, passed=False, note=note.strip()).exists():
            note = ""
        verdict, _ = AttachmentVerdict.objects.update_or_create(
            **place,
            defaults={
                "label": label[:100], "passed": passed, "note": note.strip(), "author": actor, "at": clock.now(),
            },
        )  # fmt: skip
        return verdict


def decide(*, filing: Filing, action: str, actor, version: int, note: str) -> Filing:
    """An act of the table. A return that carries remarks needs no further words. Raises Stale or Refused."""
    note = note.strip()
    if not note and filing.workflow[action].note_required:
        count = filing.review_remarks.filter(submission=filing.submission_count, sent_at__isnull=True).count()
        note = f"请按 {count} 条逐项意见修改后重新上报。" if count else ""
    return perform(filing, action, actor=actor, version=version, note=note)


def bulk(*, filing: Filing, action: str, actor, version: int) -> str:
    """One item of a batch, in a transaction of its own: '' if done, else why not."""
    try:
        if action == "claim":
            claim(filing=filing, actor=actor)
        else:
            perform(filing.concrete(), action, actor=actor, version=version)
    except Refused as refusal:
        return str(refusal)
    except Stale as clash:
        if not _done_by(clash.current, action, actor):
            return f"已被更新，当前状态为「{clash.current.get_status_display()}」"
    return ""


def _done_by(filing: Filing, action: str, actor) -> bool:
    """The same batch sent twice: what the first did is no failure of the second."""
    last = Event.objects.filter(filing_id=filing.pk).order_by("-id").first()
    return last is not None and last.action == action and last.identity_id == actor.pk


def reveal(*, filing: Filing, content: dict, field: str, reason: str, actor) -> tuple[str, str]:
    """Label and clear value of a protected field, once and on the record. Raises TooMany or Refused."""
    entry = next((f for s in content["sections"] for f in s["fields"] if f["name"] == field), None)
    if entry is None or entry.get("kind") != "secret":
        raise Refused(Unmet("没有这一项受保护的内容"))
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=actor.account_id)
        since = clock.now() - timedelta(hours=1)
        if Event.objects.filter(actor_id=actor.account_id, action="reveal", at__gt=since).count() >= REVEALS_PER_HOUR:
            raise TooMany(f"一小时内最多查看 {REVEALS_PER_HOUR} 个受保护的号码，请稍后再试")
        facts = {"field": field, "submission": content["submission"]}
        audit.record_portal(actor=actor, action="reveal", filing=filing, note=reason, facts=facts)
    return entry["label"], entry["value"] or ""
