"""What changed between two submissions, field by field, row by row, file by file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FieldChange:
    name: str
    label: str
    old: str
    new: str
    unit: str = ""
    changed: bool = False


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
    return FieldChange(name, label, old_text, now[1], unit, changed=known and (before or (None, ""))[0] != now[0])


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
    was = next((t for t in (old or {}).get("tables", ()) if t["id"] == table["id"]), {"rows": []})
    fields = []
    for index in range(max(len(table["rows"]), len(was["rows"]))):
        now = " · ".join(table["rows"][index]) if index < len(table["rows"]) else ""
        before = " · ".join(was["rows"][index]) if index < len(was["rows"]) else ""
        fields.append(
            _change(
                f"{table['id']}:{index + 1}",
                f"第 {index + 1} 行",
                (before, before),
                (now, now or "（已删除）"),
                known=old is not None,
            )
        )
    return SectionChange(table["id"], table["title"], fields)


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
