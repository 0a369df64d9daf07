"""XLSX and CSV as tables of cells, each with its place. What a cell means is not known here."""

import csv
import io
import re
import string
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ca_auth.services.registers.cells import Formula, plain
from ca_auth.services.registers.faults import RegisterFaults, Unusable

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 400 * 2**20
MOST_ROWS = 100_000
# A title and a line of explanation may stand above the headings.
HEADINGS_WITHIN = 5
ENCODINGS = ("utf-8-sig", "gb18030")
_SAVE_AGAIN = "请用电子表格软件打开后另存为 .xlsx"
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    OSError,
    EOFError,
    SyntaxError,
    zlib.error,
)
INVISIBLE = string.whitespace + "\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\x00"
_DECORATION = re.compile(r"[\s*＊:：]|[（(]必填[）)]")


class Broken(Formula):
    """A cell that shows #N/A, #REF! and the like."""


@dataclass(frozen=True)
class Sheet:
    """`rows` are (row number, cells), read while they are iterated."""

    title: str
    rows: Iterable[tuple[int, list[Any]]]


def open_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of the file, one for CSV. Raises RegisterFaults for what cannot be read."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise RegisterFaults(f"文件无法读取：{error.strerror}") from error
    if data is None:
        raise RegisterFaults(f"文件超过 {MOST_BYTES // 2**20} MB，请拆分后分次导入")
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        yield from _workbook(data)
    elif suffix == ".csv":
        yield Sheet(path.name, _csv_rows(_decoded(data)))
    else:
        raise RegisterFaults("只能导入 .xlsx 或 .csv 文件；.xls 请先另存为 .xlsx")


def _workbook(data: bytes) -> Iterator[Sheet]:
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise RegisterFaults("文件解压后过大，请拆分后分次导入")
        book = load_workbook(io.BytesIO(data), read_only=True)
    except _BROKEN as error:
        raise RegisterFaults(f"文件不是可读取的 .xlsx 工作簿，{_SAVE_AGAIN}") from error
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what the file says of its size is often wrong
            yield Sheet(sheet.title, _sheet_rows(sheet))


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_content(cell) for cell in cells]
    except _BROKEN as error:
        raise RegisterFaults(f"工作表「{sheet.title}」已损坏，{_SAVE_AGAIN}") from error


def _content(cell: Any) -> Any:
    if cell.data_type == "f":
        return Formula()
    return Broken() if cell.data_type == "e" else cell.value


def _decoded(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RegisterFaults("文件编码无法识别，请另存为 UTF-8 或 GB18030 编码的 CSV")


def _csv_rows(text: str) -> Iterator[tuple[int, list[Any]]]:
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            yield line, list(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise RegisterFaults(f"第 {line} 行的引号或分隔符不完整，请用电子表格软件重新保存为 CSV") from error


def is_blank(cells: Iterable[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip(INVISIBLE)) for cell in cells)


def heading(cell: Any) -> str:
    """单位名称 for “单位名称*” and “单位名称（必填）”."""
    try:
        return _DECORATION.sub("", plain(cell))
    except Unusable:
        return ""


def column_name(position: int, title: str = "") -> str:
    """As people find it: C 列「证件号码」."""
    return f" {get_column_letter(position + 1)} 列" + (f"「{title}」" if title else "")
