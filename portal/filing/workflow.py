"""Tables of actions. A table knows no database: it says who may do what from which state, and what is in the way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from portal.filing.states import OWNER


@dataclass(frozen=True)
class Unmet:
    """One obstacle, said to the user. `field` lets a form point at it, `repair_url` at the page where it is removed.

    A warning is told but does not close the door.
    """

    text: str
    field: str = ""
    repair_url: str = ""
    warning: bool = False


Gate = Callable[[Any], Iterable[Unmet]]
Effect = Callable[[Any, "Act"], None]


class Refused(Exception):
    """Not possible now. `unmet` holds every obstacle, in the order of the table."""

    def __init__(self, *unmet: Unmet):
        super().__init__("；".join(one.text for one in unmet))
        self.unmet = unmet


class Stale(Exception):
    """Somebody changed the filing after this page was loaded. `current` is the row as it is now."""

    def __init__(self, current: Any):
        super().__init__("该记录已被更新")
        self.current = current


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that can be done to a filing.

    `guards` are asked about the row as it stands, `rules` about its content (after the change, where there is one).
    `target` None leaves the state as it is; `signed` asks for a certificate signature over the content; `bulk` lets a
    reviewer do it to several at once.
    """

    name: str
    label: str
    by: frozenset[str]
    sources: frozenset[str]
    target: str | None = None
    guards: tuple[Gate, ...] = ()
    rules: tuple[Gate, ...] = ()
    effects: tuple[Effect, ...] = ()
    note_required: bool = False
    signed: bool = False
    removes: bool = False
    bulk: bool = False
    confirm: str = ""
    hint: str = ""


@dataclass
class Act:
    """What one call of perform() carries along: effects read it and add facts for the event."""

    action: Action
    actor: Any
    note: str
    signature: Any = None
    facts: dict = field(default_factory=dict)
    snapshot: Any = None


@dataclass(frozen=True)
class Verdict:
    action: Action
    unmet: tuple[Unmet, ...] = ()
    warnings: tuple[Unmet, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.unmet


@dataclass(frozen=True)
class Workflow:
    title: str
    states: type[models.TextChoices]
    initial: str
    actions: tuple[Action, ...]

    def __getitem__(self, name: str) -> Action:
        return next(action for action in self.actions if action.name == name)

    def get(self, name: str) -> Action | None:
        return next((action for action in self.actions if action.name == name), None)

    def judge(self, filing, action: Action, actor, *, changing: bool = False) -> Verdict:
        """Every reason at once. With `changing` the rules wait until the change has been applied."""
        if not action.by & filing.roles_of(actor):
            return Verdict(action, (Unmet(f"您没有{action.label}的权限"),))
        if filing.status not in action.sources:
            label = self.states(filing.status).label
            return Verdict(action, (Unmet(f"当前状态为「{label}」，不能{action.label}"),))
        gates = action.guards if changing else action.guards + action.rules
        found = [*self._claimed_by_other(filing, action, actor), *ask(gates, filing)]
        return Verdict(action, tuple(u for u in found if not u.warning), tuple(u for u in found if u.warning))

    @staticmethod
    def _claimed_by_other(filing, action: Action, actor) -> Iterator[Unmet]:
        if OWNER not in action.by and filing.assignee_id and filing.assignee_id != actor.pk:
            yield Unmet(f"该件已由{filing.assignee.account}认领，请联系其释放后再办理")

    def offered_to(self, actor, filing) -> list[Verdict]:
        """For the detail page: every action of the actor's roles, open or closed, with all reasons."""
        roles = filing.roles_of(actor)
        return [self.judge(filing, action, actor) for action in self.actions if action.by & roles]

    def open_in_state(self, actor, filing) -> list[Action]:
        """For list pages: role and state only, so that a page of rows costs no query."""
        roles = filing.roles_of(actor)
        return [action for action in self.actions if action.by & roles and filing.status in action.sources]

    def faults(self) -> Iterator[str]:
        """Mistakes in the table itself; a system check prints them at start-up."""
        names = [action.name for action in self.actions]
        yield from (f"{self.title}: 动作 {name} 重复" for name in sorted({n for n in names if names.count(n) > 1}))
        known = set(self.states.values)
        for action in self.actions:
            unknown = (set(action.sources) | {action.target or self.initial}) - known
            yield from (f"{self.title}.{action.name}: 未知状态 {state}" for state in sorted(unknown))
            if not action.by:
                yield f"{self.title}.{action.name}: 没有角色"
        yield from (f"{self.title}: 状态 {state} 不可达" for state in sorted(known - self._reachable()))

    def _reachable(self) -> set[str]:
        reached: set[str] = set()
        grown = {self.initial}
        while grown - reached:
            reached |= grown
            grown = {action.target for action in self.actions if action.target and action.sources & reached}
        return reached

    def mermaid(self) -> str:
        """Drawing for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f'    state "{state.label}" as {state.value}' for state in self.states]
        lines += [
            f"    {state.value} --> {action.target or state.value} : {action.label}"
            for action in self.actions
            for state in self.states
            if state.value in action.sources and not action.removes
        ]
        return "\n".join(lines)


def ask(gates: Iterable[Gate], filing) -> Iterator[Unmet]:
    for gate in gates:
        yield from gate(filing)
