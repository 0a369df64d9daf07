"""From sheets to clean rows: headings are recognised, every cell is judged, every fault is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ca_auth.services.registers.columns import Column, Kind
from ca_auth.services.registers.faults import Fault, Unusable, quoted
from ca_auth.services.registers.files import (
    HEADINGS_WITHIN,
    MOST_ROWS,
    Broken,
    Sheet,
    column_name,
    heading,
    is_blank,
)

# Fewer known headings than this are a title that happens to hold one of the words.
FEWEST_HEADINGS = 2


@dataclass
class Line:
    """A row whose cells were all understood. `values` lacks the fields whose cell was empty or whose column is not
    there: they keep what is stored."""

    sheet: str
    row: int
    values: dict[str, Any]
    places: dict[str, str]

    def fault(self, field: str, text: str) -> Fault:
        return Fault(self.sheet, self.row, self.places.get(field, ""), text)


class Table:
    """The rows of one sheet as one kind. Reading it fills `faults`."""

    def __init__(self, sheet: Sheet, kind: Kind):
        self.title, self.kind = sheet.title, kind
        self.faults: list[Fault] = []
        self._rows = iter(sheet.rows)
        self._columns = self._headings()

    def _headings(self) -> dict[int, Column]:
        known = {one.heading: one for one in self.kind.columns}
        for number, cells in islice(self._rows, HEADINGS_WITHIN):
            titles = {position: heading(cell) for position, cell in enumerate(cells)}
            if sum(title in known for title in titles.values()) >= FEWEST_HEADINGS:
                return self._judged(number, {position: title for position, title in titles.items() if title}, known)
        needed = "、".join(one.heading for one in self.kind.columns if one.required)
        self._note(0, "", f"前 {HEADINGS_WITHIN} 行内没有找到表头，至少应有：{needed}")
        return {}

    def _judged(self, row: int, titles: dict[int, str], known: dict[str, Column]) -> dict[int, Column]:
        found: dict[int, Column] = {}
        for position, title in titles.items():
            if title not in known:
                hint = f"没有{quoted(title)}这一列，请改名或删除；可用的列：{'、'.join(known)}"
                self._note(row, column_name(position), hint)
            elif known[title] in found.values():
                self._note(row, column_name(position, title), "该列出现两次，请删除其中一列")
            else:
                found[position] = known[title]
        for missing in (one for one in known.values() if one.required and one not in found.values()):
            self._note(row, "", f"缺少「{missing.heading}」列，请补充")
        return found

    def lines(self) -> Iterator[Line]:
        """The good rows; none when the headings are wrong, because every row would be then."""
        if self.faults:
            return
        filled = ((number, cells) for number, cells in self._rows if not is_blank(cells))
        for count, (number, cells) in enumerate(filled, start=1):
            if count > MOST_ROWS:
                self._note(number, "", f"超过 {MOST_ROWS} 行，请拆分后分次导入")
                return
            line = self._line(number, cells)
            if line:
                yield line

    def _line(self, row: int, cells: list[Any]) -> Line | None:
        before = len(self.faults)
        places = {one.field: column_name(position, one.heading) for position, one in self._columns.items()}
        line = Line(self.title, row, {}, places)
        for position, cell in enumerate(cells):
            if position not in self._columns and not is_blank([cell]):
                self._note(row, column_name(position), "该列没有表头，请补充表头或清空")
        for position, column in self._columns.items():
            self._take(line, column, cells[position] if position < len(cells) else None)
        return line if len(self.faults) == before else None

    def _take(self, line: Line, column: Column, cell: Any) -> None:
        place = line.places[column.field]
        if isinstance(cell, Broken):
            self._note(line.row, place, "是错误值（如 #N/A），请改为正确内容")
        elif is_blank([cell]):
            if column.required:
                self._note(line.row, place, "不能为空，请填写")
        else:
            try:
                line.values[column.field] = column.clean(cell)
            except Unusable as unusable:
                self._note(line.row, place, str(unusable))

    def _note(self, row: int, column: str, text: str) -> None:
        self.faults.append(Fault(self.title, row, column, text))
