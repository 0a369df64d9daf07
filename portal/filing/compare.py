"""What changed between two submissions, field by field, row by row, file by file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True)
class FieldChange:
    """`name` is the place in the newer content and `was` the one in the older: rows of a table move when others are
    taken out. `gone` is a row that is no more."""

    name: str
    label: str
    old: str
    new: str
    unit: str = ""
    changed: bool = False
    was: str = ""
    gone: bool = False


@dataclass(frozen=True)
class SectionChange:
    id: str
    title: str
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return sum(one.changed for one in self.fields)


def compare(old: dict | None, new: dict) -> list[SectionChange]:
    """Sections, then tables (one entry a row), then attachments, all in the order of the paper."""
    return [
        *(_section(old, section) for section in new["sections"]),
        *(_table(old, table) for table in new["tables"]),
        _attachments(old, new),
    ]


def count_changes(old: dict | None, new: dict) -> int:
    return sum(section.changes for section in compare(old, new)) if old else 0


def _change(name: str, label: str, before: tuple | None, now: tuple, unit: str = "", *, known: bool) -> FieldChange:
    """`before` and `now` are (comparable value, text); texts alone would hide a change behind equal masks."""
    old_text = before[1] if before else ""
    changed = known and (before or (None, ""))[0] != now[0]
    return FieldChange(name, label, old_text, now[1], unit, changed=changed, was=name)


def _section(old: dict | None, section: dict) -> SectionChange:
    before = {f["name"]: f for s in (old or {}).get("sections", ()) for f in s["fields"]}
    fields = []
    for entry in section["fields"]:
        was = before.get(entry["name"])
        fields.append(
            _change(
                entry["name"],
                entry["label"],
                (was["value"], was["text"]) if was else None,
                (entry["value"], entry["text"]),
                entry.get("unit", ""),
                known=old is not None,
            )
        )
    return SectionChange(section["id"], section["title"], fields)


def _table(old: dict | None, table: dict) -> SectionChange:
    name, rows = table["id"], table["rows"]
    was = next((t["rows"] for t in (old or {}).get("tables", ()) if t["id"] == name), [])
    fields = [_row(name, before, now, was, rows, known=old is not None) for before, now in _same_rows(was, rows)]
    return SectionChange(name, table["title"], fields)


def _same_rows(was: list, rows: list) -> Iterator[tuple[int | None, int | None]]:
    """Which row has become which: one taken out of the middle does not change those below it. Rows that are equal
    belong together, then those that begin alike, then those in the same place."""
    for alike, before, now in _blocks(was, rows, key=tuple):
        if alike:
            yield from zip(before, now, strict=True)
            continue
        old, new = [was[n] for n in before], [rows[n] for n in now]
        for _, some_before, some_now in _blocks(old, new, key=lambda row: row[0]):
            pairs = zip_longest(some_before, some_now)
            yield from ((None if i is None else before[i], None if j is None else now[j]) for i, j in pairs)


def _blocks(was: list, rows: list, *, key) -> Iterator[tuple[bool, range, range]]:
    matcher = SequenceMatcher(None, [key(row) for row in was], [key(row) for row in rows], autojunk=False)
    for tag, first, last, now_first, now_last in matcher.get_opcodes():
        yield tag == "equal", range(first, last), range(now_first, now_last)


def _row(name: str, before: int | None, now: int | None, was: list, rows: list, *, known: bool) -> FieldChange:
    old_text = " · ".join(was[before]) if before is not None else ""
    old_name = f"{name}:{before + 1}" if before is not None else ""
    if now is None:
        gone, label = f"{name}:-{before + 1}", f"原第 {before + 1} 行"
        return FieldChange(gone, label, old_text, "（已删除）", changed=True, was=old_name, gone=True)
    text = " · ".join(rows[now])
    changed = known and (before is None or was[before] != rows[now])
    return FieldChange(f"{name}:{now + 1}", f"第 {now + 1} 行", old_text, text, changed=changed, was=old_name)


def _attachments(old: dict | None, new: dict) -> SectionChange:
    def by_slot(content: dict) -> dict[str, tuple[str, list, list]]:
        slots: dict[str, tuple[str, list, list]] = {}
        for file in content.get("attachments", ()):
            label, hashes, names = slots.setdefault(file["slot"], (file["label"], [], []))
            hashes.append(file["sha256"])
            names.append(file["name"])
        return slots

    before, now = by_slot(old or {}), by_slot(new)
    fields = []
    for slot in [*now, *(s for s in before if s not in now)]:
        label, hashes, names = now.get(slot) or (before[slot][0], [], [])
        was = before.get(slot)
        fields.append(
            _change(
                f"attachment:{slot}",
                label,
                (was[1], "、".join(was[2])) if was else None,
                (hashes, "、".join(names) or "（已删除）"),
                known=old is not None,
            )
        )
    return SectionChange("attachments", "附件材料", fields)
