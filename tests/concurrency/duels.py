"""Two people act on one filing at the same moment. The suite lets them meet a hundred times, the drill a thousand.

A duel is won by exactly one; the other is told who was faster and what the state is now.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

from django.db import connections

from portal.filing.models import Event, Filing
from portal.filing.perform import perform
from portal.filing.states import Status
from portal.filing.workflow import Refused, Stale
from tests import factories


class Retyped:
    """A save that changes one field, as a form would."""

    def __init__(self, name: str):
        self.name = name

    def assign(self, row) -> None:
        row.contact_name = self.name

    def write_rows(self, row) -> None:
        pass


@dataclass
class Tally:
    """How the duels ended. `faults` is empty when the kernel kept its promise."""

    pairs: int = 0
    wins: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Arena:
    """One filing that is brought back to where the duel begins after each of them."""

    def __init__(self) -> None:
        self.filing = factories.declaration(submitted=True)
        self.owner = factories.implementer(self.filing.owner)
        self.first = factories.reviewer_of(self.filing)
        self.second = factories.ReviewerFactory(districts=[self.filing.district])

    def row(self) -> Filing:
        return self.filing.type.model.objects.get(pk=self.filing.pk)

    def do(self, name: str, actor, version: int, *, note: str = "", change=None, signed: bool = False) -> Callable:
        filing = self.row()
        signature = factories.signature(filing) if signed else None
        return lambda: perform(
            filing, name, actor=actor, version=version, note=note, change=change, signature=signature
        )  # fmt: skip

    def bring_to(self, status: str) -> Filing:
        """By acts alone, along the shortest way round; an approved filing makes room for a new one."""
        if self.row().status == Status.APPROVED:
            self.filing = factories.declaration(owner=self.filing.owner, submitted=True)
        while (row := self.row()).status != status:
            for name in self._next(row.status, status):
                change = Retyped("重新填写") if name == "save" else None
                self.filing = factories.act(self.filing, name, change=change)
        return self.row()

    @staticmethod
    def _next(now: str, wanted: str) -> tuple[str, ...]:
        if now == Status.SUBMITTED and wanted == Status.ACCEPTED:
            return ("accept",)
        if now in {Status.SUBMITTED, Status.ACCEPTED}:
            return ("return",)
        return ("save", "submit")


def accept_or_return(arena: Arena) -> tuple[Callable, Callable]:
    version = arena.bring_to(Status.SUBMITTED).version
    return arena.do("accept", arena.first, version), arena.do("return", arena.second, version, note="请修改")


def approve_or_return(arena: Arena) -> tuple[Callable, Callable]:
    version = arena.bring_to(Status.ACCEPTED).version
    return arena.do("approve", arena.first, version), arena.do("return", arena.second, version, note="请修改")


def return_or_save(arena: Arena) -> tuple[Callable, Callable]:
    """The enterprise saves from a page that was open when it submitted: whoever comes first, it is too late."""
    version = arena.bring_to(Status.SUBMITTED).version
    late = arena.do("save", arena.owner, version - 1, change=Retyped("迟到的修改"))
    return arena.do("return", arena.first, version, note="请修改"), late


def submit_or_save(arena: Arena) -> tuple[Callable, Callable]:
    """Two windows of one enterprise."""
    row = arena.bring_to(Status.RETURNED)
    saved = arena.do("save", arena.owner, row.version, change=Retyped("已修改"))()
    submit = arena.do("submit", arena.owner, saved.version, signed=True)
    return submit, arena.do("save", arena.owner, saved.version, change=Retyped("另一窗口"))


def save_or_save(arena: Arena) -> tuple[Callable, Callable]:
    version = arena.bring_to(Status.RETURNED).version
    one, two = (arena.do("save", arena.owner, version, change=Retyped(name)) for name in ("甲", "乙"))
    return one, two


DUELS = {
    one.__name__: one for one in (accept_or_return, approve_or_return, return_or_save, submit_or_save, save_or_save)
}


def fight(name: str, pairs: int) -> Tally:
    """Let the two meet `pairs` times."""
    arena, tally = Arena(), Tally()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(pairs):
            acts = DUELS[name](arena)
            before = arena.row()
            results = list(pool.map(_met(Barrier(2, timeout=30)), acts))
            tally.pairs += 1
            tally.faults += [f"{name} #{tally.pairs}: {fault}" for fault in _faults(arena, before, results)]
            for side, result in zip(("first", "second"), results, strict=True):
                tally.wins[side] = tally.wins.get(side, 0) + isinstance(result, Filing)
    return tally


def _met(barrier: Barrier) -> Callable:
    def run(act: Callable) -> object:
        try:
            barrier.wait()
            return act()
        except Exception as error:  # the loser's answer
            return error
        finally:
            connections.close_all()

    return run


def _faults(arena: Arena, before: Filing, results: list) -> Iterator[str]:
    """One winner, whose work stands; one loser, who sees it; nothing besides."""
    won = [one for one in results if isinstance(one, Filing)]
    lost = [one for one in results if not isinstance(one, Filing)]
    now = arena.row()
    if len(won) != 1:
        yield f"{len(won)} winners: {results}"
        return
    if not isinstance(lost[0], Stale | Refused):
        yield f"the loser was told {lost[0]!r}"
    elif isinstance(lost[0], Stale) and lost[0].current.status not in {before.status, now.status}:
        yield f"the loser saw {lost[0].current.status}, it is {now.status}"
    if (now.version, now.status, now.contact_name) != (before.version + 1, won[0].status, won[0].contact_name):
        yield f"the winner's work is lost: {now.version} {now.status} {now.contact_name}"
    if Event.objects.filter(filing_id=now.pk).count() != before.event_count + 1 != now.event_count + 1:
        yield "events and version differ"
