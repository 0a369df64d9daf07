"""The table that every filing of manual 000 follows: 已保存 → 已上报 → 退回修改 / 已受理 → 已审核."""

from portal.filing import effects, gates
from portal.filing.states import EDITABLE, MUNICIPAL, OWNER, REVIEWER, WITH_REVIEWERS, Status
from portal.filing.workflow import Action, Effect, Gate, Workflow

_OWNER = frozenset({OWNER})
_REVIEWER = frozenset({REVIEWER})
_MAY_RETURN = frozenset({REVIEWER, MUNICIPAL})

DELETE = Action(
    name="delete",
    label="删除",
    by=_OWNER,
    sources=frozenset({Status.SAVED}),
    removes=True,
    guards=(gates.never_submitted,),
    confirm="删除后不能恢复。是否确定删除？",
)
ACCEPT = Action(
    name="accept",
    label="受理",
    by=_REVIEWER,
    sources=frozenset({Status.SUBMITTED}),
    target=Status.ACCEPTED,
    bulk=True,
    effects=(effects.mark_accepted, effects.tell_owner),
    hint="材料齐全、符合要求，进入审核",
)
RETURN = Action(
    name="return",
    label="退回修改",
    by=_MAY_RETURN,
    sources=WITH_REVIEWERS,
    target=Status.RETURNED,
    note_required=True,
    effects=(effects.send_remarks, effects.mark_returned, effects.tell_owner),
    hint="写明意见，退回单位修改后重新上报",
)


def five_states(
    title: str,
    *,
    rules: tuple[Gate, ...] = (),
    submit_guards: tuple[Gate, ...] = (),
    approve_guards: tuple[Gate, ...] = (),
    on_submission: tuple[Effect, ...] = (),
    on_approval: tuple[Effect, ...] = (),
    submit_confirm: str = "是否确定上报管理部门？",
    more: tuple[Action, ...] = (),
) -> Workflow:
    """The common table (manual 000 §3.1). `rules` hold for the content and are asked at 保存 and again at 上报;
    `submit_guards` only at 上报; `on_submission` runs before the content is frozen and may copy what it was read from,
    but not change what it says, because that is signed; `more` are actions of this type alone."""
    save = Action(name="save", label="保存", by=_OWNER, sources=EDITABLE, rules=rules, effects=(effects.mark_saved,))
    submit = Action(
        name="submit",
        label="上报",
        by=_OWNER,
        sources=EDITABLE,
        target=Status.SUBMITTED,
        signed=True,
        confirm=submit_confirm,
        guards=(gates.saved_since_return, gates.attachments_complete, *submit_guards),
        rules=rules,
        effects=(*on_submission, effects.freeze_submission, effects.set_due_date),
    )
    approve = Action(
        name="approve",
        label="审核通过",
        by=_REVIEWER,
        sources=frozenset({Status.ACCEPTED}),
        target=Status.APPROVED,
        guards=(gates.no_open_remarks, gates.no_failed_attachments, *approve_guards),
        effects=(effects.mark_approved, effects.assign_official_number, *on_approval, effects.tell_owner),
        hint="赋予正式编号，开放下一环节",
    )
    return Workflow(title, Status, Status.SAVED, (save, submit, DELETE, ACCEPT, approve, RETURN, *more))
