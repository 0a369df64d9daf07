"""Binding: the index, the prints and the files of a project as one PDF with bookmarks.

Only one document is in memory at a time: each is put into a nameless temporary file, which is gone when the process
ends, whatever ends it, and copied from there when the whole is written. The copying is a qpdf job, because
`pages.extend` would read every stream of every document into memory first.
"""

import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
from pikepdf import OutlineItem
from PIL import UnidentifiedImageError

from portal.attachments.errors import FileDamaged
from portal.attachments.services import open_bytes
from portal.filing import clock
from portal.filing.printing import pdf_of
from portal.printing import services as printing
from portal.printing.blocks import Cell, Column, FieldBlock, TableBlock, TextBlock
from portal.printing.errors import PrintError, PrintFailed, PrintTooLarge
from portal.printing.sheet import Sheet
from portal.projects.archive.pictures import page_with
from portal.projects.archive.plan import PICTURES, Piece, Plan

logger = logging.getLogger("portal.projects")
SEPARATE, UNREADABLE = "单独下载", "无法并入，请单独下载"
_COLUMNS = (
    Column("序号", "center", 8), Column("事项", "", 22), Column("材料", "", 42), Column("页数", "right", 10),
    Column("页码", "center", 18),
)  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """A piece, the file it lies in and its pages; none for what is not part of the PDF, with the reason in `note`."""

    piece: Piece
    data: BinaryIO | None = None
    pages: int = 0
    note: str = ""


def bind(plan: Plan, out: BinaryIO, *, step: Callable[[int, int], None]) -> int:
    """Write the archive to `out`; gives the number of its pages. `step(done, of)` is called after every piece.

    Raises:
        PrintError: the index or a print could not be drawn now. OSError: no room for temporary files.
    """
    with ExitStack() as opened:
        bound = []
        for number, piece in enumerate(plan.pieces, start=1):
            bound.append(_open(piece, opened))
            step(number, len(plan.pieces))
        index = opened.enter_context(tempfile.TemporaryFile())
        first = _write_index(plan, bound, index)
        whole = opened.enter_context(tempfile.TemporaryFile())
        _copy([index, *(one.data for one in bound if one.data)], whole)
        with _opened(whole) as document:
            _bookmark(document, bound, first=first)
            document.docinfo["/Title"] = f"{plan.number} {plan.title} 项目档案"
            document.save(out)
            return len(document.pages)


def _copy(sources: list[BinaryIO], target: BinaryIO) -> None:
    """All pages one after the other. The files have no names, but the system's table of open files has."""
    for file in sources:
        file.flush()
    pages = [{"file": _path(file), "range": "1-z"} for file in sources]
    try:
        pikepdf.Job({"empty": "", "outputFile": _path(target), "pages": pages}).run()
    except (pikepdf.PdfError, RuntimeError) as fault:
        raise PrintFailed(detail=str(fault)) from fault


def _path(file: BinaryIO) -> str:
    return f"/proc/self/fd/{file.fileno()}"


def _opened(file: BinaryIO) -> pikepdf.Pdf:
    file.seek(0)
    return pikepdf.open(file, access_mode=pikepdf.AccessMode.stream)


def _open(piece: Piece, opened: ExitStack) -> Bound:
    """One that cannot be read is named in the index and does not spoil the rest. A print that fails for the moment
    fails the archive: it would lack what it was made for."""
    if not piece.is_bound:
        return Bound(piece, note=SEPARATE)
    try:
        data = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        if piece.file is not None and piece.file.content_type in PICTURES:
            with page_with(open_bytes(piece.file)) as page:
                page.save(data)
        else:
            data.write(_pdf(piece))
        with _opened(data) as document:
            return Bound(piece, data, len(document.pages))
    except (FileDamaged, PrintTooLarge, pikepdf.PdfError, UnidentifiedImageError) as fault:
        logger.error("archive: %s of filing %s left out: %s", piece.label, piece.filing.uuid, fault)
        return Bound(piece, note=UNREADABLE)


def _pdf(piece: Piece) -> bytes:
    return open_bytes(piece.file) if piece.file else pdf_of(piece.filing.concrete(), patient=True)


def _write_index(plan: Plan, bound: list[Bound], index: BinaryIO) -> int:
    """The numbers in the index depend on how long it is itself, which settles at the second drawing. Gives the
    place of the first page behind it, counted from 0."""
    length = 1
    for _ in range(3):
        index.seek(0)
        index.truncate()
        index.write(printing.preview(_index_sheet(plan, bound, first=length + 1), patient=True))
        with _opened(index) as document:
            if len(document.pages) == length:
                return length
            length = len(document.pages)
    raise PrintError(detail="the index does not settle")


def _index_sheet(plan: Plan, bound: list[Bound], *, first: int) -> Sheet:
    head = FieldBlock("一、项目", (Cell("项目名称", plan.title, span=2), Cell("报建编号", plan.number)))
    rows, page = [], first
    for number, one in enumerate(bound, start=1):
        last = page + one.pages - 1
        where = one.note or (str(page) if one.pages == 1 else f"{page}–{last}")
        rows.append((str(number), one.piece.filing.type.label, one.piece.label, str(one.pages or "—"), where))
        page += one.pages
    blocks = [head, TableBlock("二、目录", _COLUMNS, tuple(rows))]
    if plan.not_submitted:
        names = "；".join(f"{one.type.label} {one.online_application_no}" for one in plan.not_submitted)
        blocks.append(TextBlock("三、尚未上报，不在本档案内", names))
    return Sheet(title="项目档案目录", subtitle="一项目一档", blocks=blocks, printed_at=clock.now())


def _bookmark(whole: pikepdf.Pdf, bound: list[Bound], *, first: int) -> None:
    """目录, then one entry per filing with its documents under it."""
    with whole.open_outline() as outline:
        outline.root.append(OutlineItem("目录", 0))
        page, above, filing = first, None, None
        for one in bound:
            if one.piece.filing.pk != filing and one.data:
                filing = one.piece.filing.pk
                name = one.piece.filing.official_no or one.piece.filing.online_application_no
                above = OutlineItem(f"{one.piece.filing.type.label} {name}", page)
                outline.root.append(above)
            if one.data:
                above.children.append(OutlineItem(one.piece.label, page))
            page += one.pages
