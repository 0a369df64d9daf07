"""Lists as workbooks. What a stranger typed into a form must not become a formula in a clerk's spreadsheet."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

MOST_ROWS = 10_000
_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n|%")
_WIDEST = 48
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def safe_cell(value: Any) -> Any:
    """Texts that a spreadsheet would calculate get an apostrophe in front; numbers and dates stay what they are."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" \u3000\ufeff").startswith(_FORMULA_STARTS) else text


def xlsx_response(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A workbook of one sheet as a download: at most MOST_ROWS rows, and a last line that says if there were more."""
    return workbook_response(title, [(title, columns, rows)])


SheetData = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def workbook_response(title: str, sheets: Iterable[SheetData]) -> FileResponse:
    """A workbook of several sheets, each (name, columns, rows), with the same bounds."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, columns, rows in sheets:
            sheet = book.add_worksheet(name[:31].translate(str.maketrans("", "", "[]:*?/\\'")) or "列表")
            _write_head(book, sheet, columns)
            _write_rows(sheet, rows, stamp)
    file.seek(0)
    name = f"{title}_{timezone.localdate():%Y%m%d}.xlsx"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def _write_rows(sheet, rows: Iterable[Sequence[Any]], stamp) -> None:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            sheet.write_string(number, 0, f"仅导出前 {MOST_ROWS} 条，请缩小查询范围后再导出其余记录")
            break
        for column, value in enumerate(row):
            _write(sheet, number, column, safe_cell(value), stamp)


def _write_head(book, sheet, columns: Sequence[str]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#EEF4FE", "bottom": 1})
    for column, label in enumerate(columns):
        sheet.set_column(column, column, min(max(12, 2 * len(label) + 4), _WIDEST))
        sheet.write_string(0, column, label, bold)
    sheet.freeze_panes(1, 0)


def _write(sheet, row: int, column: int, value: Any, stamp) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(row, column, local.replace(tzinfo=None), stamp)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value)
