"""A file into the register: read all, plan all, then write all in one transaction, or nothing."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction

from ca_auth.models import Enterprise, Person, Qualification
from ca_auth.services.registers.columns import ENTERPRISES, KINDS, PEOPLE, Kind
from ca_auth.services.registers.faults import RegisterFaults
from ca_auth.services.registers.files import Sheet, open_sheets
from ca_auth.services.registers.plan import Planner, Register, Step
from ca_auth.services.registers.tables import Line, Table

logger = logging.getLogger("ca_auth.registers")
CHANGED_MEANWHILE = "导入期间登记簿被他人更改，本次没有导入任何内容，请重新运行"
_BATCH = 500


@dataclass
class Tally:
    """What became of the rows of one kind. `details` are lines for people, numbers masked."""

    kind: Kind
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    details: list[str] = field(default_factory=list)

    def count(self, step: Step) -> None:
        if step.is_new:
            self.added += 1
            self.details.append(f"新增 {self.kind.title} {_named(step.record)}")
        elif step.before:
            self.changed += 1
            self.details.append(f"更改 {self.kind.title} {_named(step.record)}：{_differences(self.kind, step)}")
        else:
            self.unchanged += 1

    def __str__(self) -> str:
        return f"{self.kind.title}：新增 {self.added}，更改 {self.changed}，不变 {self.unchanged}"


@dataclass
class Outcome:
    """`ignored` are sheets whose names are no register's."""

    tallies: list[Tally]
    ignored: list[str]


def import_file(path: Path, *, kind: str = "", dry_run: bool = False) -> Outcome:
    """Bring the register to what the file says; `kind` (of KINDS) reads that sheet alone and is needed for CSV.

    Raises RegisterFaults with every fault found; then, and with `dry_run`, nothing is written.
    """
    chosen, ignored = _chosen(list(open_sheets(path)), path, KINDS[kind] if kind else None)
    tables = [Table(sheet, one) for one, sheet in chosen]
    lines = [(table.kind, line) for table in tables for line in table.lines()]
    faults = [fault for table in tables for fault in table.faults]
    try:
        with transaction.atomic():
            planner = Planner(Register(lines))
            steps = [(one, step) for one, line in lines if (step := _planned(planner, one, line))]
            if faults or planner.faults:
                raise RegisterFaults(*faults, *planner.faults)
            tallies = _tallied([table.kind for table in tables], steps)
            if not dry_run:
                _write([step for _, step in steps if step.changes])
    except IntegrityError as error:
        raise RegisterFaults(CHANGED_MEANWHILE) from error
    if not dry_run:
        logger.info("registers imported: %s", "; ".join(f"{t.kind.name} +{t.added} ~{t.changed}" for t in tallies))
    return Outcome(tallies, ignored)


def _chosen(sheets: list[Sheet], path: Path, kind: Kind | None) -> tuple[list[tuple[Kind, Sheet]], list[str]]:
    """Sheets by their names, in the order in which they refer to each other; a single sheet may have any name if its
    kind is told."""
    if kind is None and path.suffix.lower() == ".csv":
        raise RegisterFaults(f"CSV 文件请用 --kind 指明内容：{_kinds_text()}")
    wanted = [kind] if kind else list(KINDS.values())
    found = [(one, sheet) for one in wanted for sheet in sheets if sheet.title.strip() == one.title]
    if not found and kind and len(sheets) == 1:
        found = [(kind, sheets[0])]
    if not found:
        titles = "、".join(f"「{one.title}」" for one in wanted)
        raise RegisterFaults(f"没有名为{titles}的工作表，请按此命名工作表，或用 --kind 指明唯一的工作表是什么")
    taken = [sheet for _, sheet in found]
    return found, [sheet.title for sheet in sheets if sheet not in taken]


def _kinds_text() -> str:
    return "，".join(f"{one.name}（{one.title}）" for one in KINDS.values())


def _planned(planner: Planner, kind: Kind, line: Line) -> Step | None:
    if kind is ENTERPRISES:
        return planner.enterprise(line)
    return planner.person(line) if kind is PEOPLE else planner.qualification(line)


def _tallied(kinds: list[Kind], steps: list[tuple[Kind, Step]]) -> list[Tally]:
    tallies = {kind.name: Tally(kind) for kind in kinds}
    for kind, step in steps:
        tallies[kind.name].count(step)
    return list(tallies.values())


def _write(steps: list[Step]) -> None:
    """New ones in the order in which they refer to each other; of the others only what changed."""
    for model in (Enterprise, Person, Qualification):
        new = [step.record for step in steps if step.is_new and isinstance(step.record, model)]
        model.objects.bulk_create(new, batch_size=_BATCH)
    for step in steps:
        if not step.is_new:
            step.record.save(update_fields=list(step.before))


def _named(record: models.Model) -> str:
    if isinstance(record, Enterprise):
        return f"{record.name}（{record.uscc}）"
    if isinstance(record, Person):
        return f"{record.name}（{record.id_number}）"
    return f"{record.get_kind_display()} {record.number}（{record.holder}）"


def _differences(kind: Kind, step: Step) -> str:
    return "；".join(
        f"{kind.column(name).heading} {_shown(step.record, name, before)}→"
        f"{_shown(step.record, name, getattr(step.record, name))}"
        for name, before in step.before.items()
    )


def _shown(record: models.Model, name: str, value: Any) -> str:
    """Choices by their words, secrets by their masks (a Secret prints nothing else)."""
    choices = record._meta.get_field(name).choices
    if choices:
        return str(dict(choices)[value]) if value else "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "空" if value in (None, "") else str(value)
