"""The only writer of status. State, number, snapshot, event and message: all of them or none."""

from typing import Any, Protocol

from django.db import transaction

from portal.filing import audit, clock, events, numbering, snapshots
from portal.filing.models import Filing
from portal.filing.registry import FilingType
from portal.filing.states import Status
from portal.filing.workflow import Act, Refused, Stale, Unmet, ask
from portal.search.keys import name_key


class Change(Protocol):
    """New content: `assign` sets the row's columns, `write_rows` its sub-tables once the row is stored."""

    def assign(self, row: Any) -> None: ...

    def write_rows(self, row: Any) -> None: ...


def open_filing(kind: FilingType, *, actor, change: Change) -> Filing:
    """保存 for the first time: the record gets its 网上申请编号. Raises Refused with every unmet rule."""
    save = kind.workflow["save"]
    with transaction.atomic():
        row = kind.model(
            kind=kind.kind, system=kind.system, owner=actor.enterprise, created_by=actor.account,
            created_at=clock.now(), saved_at=clock.now(),
        )  # fmt: skip
        change.assign(row)
        _refuse_if(ask(kind.enter_gates, row))
        _set_title(row)
        row.online_application_no = numbering.online_number()
        row.save(force_insert=True)
        change.write_rows(row)
        _refuse_if(ask(save.rules, row))
        audit.record(row, actor=actor, action="create", source="")
        _write_chain(row)
    return row


def perform(
    filing: Filing,
    name: str,
    *,
    actor,
    version: int,
    note: str = "",
    change: Change | None = None,
    signature: snapshots.Signature | None = None,
) -> Filing:
    """Do one action of the filing's table. Raises Stale or Refused (with every reason); nothing is half done."""
    with transaction.atomic():
        row = _lock(filing)
        if row.version != version:
            raise Stale(row)
        action = row.workflow[name]
        act = Act(action=action, actor=actor, note=note.strip(), signature=signature)
        _check(row, act, changing=change is not None)
        source = row.status
        if change:
            change.assign(row)
            change.write_rows(row)
            _refuse_if(ask(action.rules, row))
            _set_title(row)
        if action.removes:
            audit.record(row, actor=actor, action=name, source=source, note=act.note)
            row.delete()
            return row
        row.status = action.target or source
        row.version += 1
        for effect in action.effects:
            effect(row, act)
        audit.record(row, actor=actor, action=name, source=source, note=act.note, facts=act.facts)
        row.save()
        if row.status == Status.APPROVED and source != Status.APPROVED:
            events.approved.send(type(row), filing=row, actor=actor)
    return row


def _lock(filing: Filing) -> Filing:
    """Parents first, in one order everywhere, then the envelope: no two acts on one filing, no deadlock."""
    parents = sorted(pk for attr in filing.lock_first if (pk := getattr(filing, f"{attr}_id")))
    for pk in [*parents, filing.pk]:
        envelope = Filing.objects.select_for_update(of=("self",)).get(pk=pk)
    return envelope.type.model._base_manager.select_related("owner", "assignee__account").get(pk=filing.pk)


def _check(row: Filing, act: Act, *, changing: bool) -> None:
    verdict = row.workflow.judge(row, act.action, act.actor, changing=changing)
    unmet = list(verdict.unmet)
    if act.action.note_required and not act.note:
        unmet.append(Unmet(f"请填写{act.action.label}意见", field="note"))
    if act.action.signed and not unmet:
        unmet += _unsigned(row, act)
    if unmet:
        raise Refused(*unmet)


def _unsigned(row: Filing, act: Act) -> list[Unmet]:
    if act.signature is None:
        return [Unmet(f"请使用数字证书签名后{act.action.label}")]
    if act.signature.digest != snapshots.digest_of(snapshots.next_content(row)):
        return [Unmet("签名的内容与当前内容不一致，请刷新页面后重新签名")]
    return []


def _refuse_if(found) -> None:
    unmet = [one for one in found if not one.warning]
    if unmet:
        raise Refused(*unmet)


def _set_title(row: Filing) -> None:
    row.title = row.make_title()[:200]
    row.title_key = name_key(row.title)[:240]


def _write_chain(row: Filing) -> None:
    Filing.objects.filter(pk=row.pk).update(event_count=row.event_count, event_head=row.event_head)
