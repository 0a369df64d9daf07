"""The parts a printed form is made of. A block knows its template; the sheet only puts blocks in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

HALF, FULL = 1, 2
LONG_TEXT = 32  # in half-width characters: what fits into half a row on one line
LABEL_LINE, LONG_LABEL = 16, 32  # what fits on one and on two lines beside a value
MONEY_UNITS = {"元", "万元"}
SHORT = 22  # half-width characters up to which a column of a table should not wrap
PADDING = 2.0  # per cent of the table's width that the padding of a cell takes
MANY_COLUMNS = 8


def text_width(text: str) -> int:
    """Width in half-width characters, as East Asian typography counts it."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


@dataclass(frozen=True)
class Cell:
    """A label and its value. `choices` are (text, ticked) pairs and stand in place of the value: ☑是 ☐否."""

    label: str
    value: str = ""
    unit: str = ""
    span: int = HALF
    choices: tuple[tuple[str, bool], ...] = ()

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY_UNITS

    @property
    def set_label(self) -> str:
        """A label that needs two lines is cut in the middle, so that no single character is left over."""
        width, middle = text_width(self.label), (len(self.label) + 1) // 2
        if width != 2 * len(self.label) or not LABEL_LINE < width <= 2 * LABEL_LINE:
            return self.label
        return f"{self.label[:middle]}\n{self.label[middle:]}"

    @property
    def has_long_label(self) -> bool:
        return text_width(self.label) > LONG_LABEL

    @property
    def needs_row(self) -> bool:
        long_value = text_width(self.value + self.unit) > LONG_TEXT or "\n" in self.value
        return self.span >= FULL or long_value or self.has_long_label


@dataclass(frozen=True)
class FieldBlock:
    """Labels and values on a grid of four columns: label, value, label, value."""

    title: str
    cells: tuple[Cell, ...]
    template: ClassVar[str] = "print/blocks/fields.html"

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """Two short cells a row; a long one, or a short one without a partner, has the row to itself."""
        rows: list[tuple[Cell, ...]] = []
        waiting: Cell | None = None
        for cell in self.cells:
            if cell.needs_row:
                rows += [(waiting,), (cell,)] if waiting else [(cell,)]
                waiting = None
            elif waiting:
                rows.append((waiting, cell))
                waiting = None
            else:
                waiting = cell
        return rows + [(waiting,)] if waiting else rows


@dataclass(frozen=True)
class Column:
    label: str
    align: str = ""  # "", "right" or "center"
    width: int = 0  # per cent; 0 lets the block choose from the content


@dataclass(frozen=True)
class TableBlock:
    """A table with a repeated head; `own_page` makes it an annex that starts on a new page, after the signatures."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    own_page: bool = False
    template: ClassVar[str] = "print/blocks/table.html"

    @property
    def aligns(self) -> list[str]:
        return [column.align for column in self.columns]

    @property
    def widths(self) -> list[int]:
        if all(column.width for column in self.columns):
            return [column.width for column in self.columns]
        rows = [*self.rows, *([self.total] if self.total else [])]
        return fitted_widths([c.label for c in self.columns], rows, character=0.88 if self.is_dense else 0.99)

    @property
    def is_dense(self) -> bool:
        """Many columns are set in smaller type."""
        return len(self.columns) >= MANY_COLUMNS

    @property
    def aligned_rows(self) -> list[list[tuple[str, str]]]:
        return [list(zip(row, self.aligns, strict=True)) for row in self.rows]

    @property
    def aligned_total(self) -> list[tuple[str, str]]:
        return list(zip(self.total or (), self.aligns, strict=True))


@dataclass(frozen=True)
class SignatureBox:
    """Where somebody stamps and signs; `said` is what is already known: an electronic signature, an opinion."""

    title: str
    said: str = ""
    lines: tuple[str, ...] = ("经办人：", "联系电话：")


@dataclass(frozen=True)
class SignatureBlock:
    boxes: tuple[SignatureBox, ...]
    title: str = ""
    template: ClassVar[str] = "print/blocks/signatures.html"

    @property
    def rows(self) -> list[tuple[SignatureBox, ...]]:
        return [self.boxes[start : start + 2] for start in range(0, len(self.boxes), 2)]


@dataclass(frozen=True)
class TextBlock:
    """Running text under a heading: notes, an opinion of the authority, a promise of the applicant."""

    title: str
    text: str
    template: ClassVar[str] = "print/blocks/text.html"


Block = FieldBlock | TableBlock | SignatureBlock | TextBlock


def fitted_widths(labels: Sequence[str], rows: Iterable[Sequence[str]], *, character: float = 0.99) -> list[int]:
    """Column widths in per cent, together 100: short entries stay on one line, long ones share what is left.

    `character` is the width of a half-width character in per cent of the table's. Tables must have fixed widths:
    working them out from Chinese text takes the renderer minutes.
    """
    longest = [0.9 * text_width(label) for label in labels]  # heads are set smaller
    for row in rows:
        longest = [max(known, min(text_width(text), 60)) for known, text in zip(longest, row, strict=True)]
    wanted = [PADDING + length * character for length in longest]
    needed = [min(width, PADDING + SHORT * character) for width in wanted]
    spare = 100 - sum(needed)
    missing = [want - need + 0.1 for want, need in zip(wanted, needed, strict=True)]
    if spare > 0:
        exact = [need + spare * part / sum(missing) for need, part in zip(needed, missing, strict=True)]
    else:
        exact = [100 * need / sum(needed) for need in needed]
    widths = [int(width) for width in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (widths[n] - exact[n], n))
    for position in by_remainder[: 100 - sum(widths)]:
        widths[position] += 1
    return widths
