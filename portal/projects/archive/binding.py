"""Binding: the index, the prints and the files of a project as one PDF with bookmarks.

Only one document is in memory at a time: each is put into a nameless temporary file, which is gone when the process
ends, whatever ends it, and copied from there when the whole is written.
"""

import io
import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
from pikepdf import OutlineItem

from portal.attachments.errors import FileDamaged
from portal.attachments.services import open_bytes
from portal.filing import clock
from portal.filing.printing import pdf_of
from portal.printing import services as printing
from portal.printing.blocks import Cell, Column, FieldBlock, TableBlock, TextBlock
from portal.printing.errors import PrintError
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
    """A piece and its pages; none for what is not part of the PDF, with the reason in `note`."""

    piece: Piece
    document: pikepdf.Pdf | None
    note: str = ""

    @property
    def pages(self) -> int:
        return len(self.document.pages) if self.document else 0


def bind(plan: Plan, out: BinaryIO, *, step: Callable[[int, int], None]) -> int:
    """Write the archive to `out`; gives the number of its pages. `step(done, of)` is called after every piece.

    Raises:
        PrintError: the index could not be drawn.
    """
    with ExitStack() as opened:
        bound = []
        for number, piece in enumerate(plan.pieces, start=1):
            bound.append(_open(piece, opened))
            step(number, len(plan.pieces))
        index = opened.enter_context(_index(plan, bound))
        whole = opened.enter_context(pikepdf.new())
        whole.pages.extend(index.pages)
        for one in bound:
            if one.document:
                whole.pages.extend(one.document.pages)
        _bookmark(whole, bound, first=len(index.pages))
        whole.docinfo["/Title"] = f"{plan.number} {plan.title} 项目档案"
        whole.save(out)
        return len(whole.pages)


def _open(piece: Piece, opened: ExitStack) -> Bound:
    """One that cannot be read is named in the index and does not spoil the rest."""
    if not piece.is_bound:
        return Bound(piece, None, SEPARATE)
    try:
        data = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        if piece.file is not None and piece.file.content_type in PICTURES:
            with page_with(open_bytes(piece.file)) as page:
                page.save(data)
        else:
            data.write(_pdf(piece))
        data.seek(0)
        return Bound(piece, opened.enter_context(pikepdf.open(data)))
    except (FileDamaged, PrintError, pikepdf.PdfError, OSError) as fault:
        logger.error("archive: %s of filing %s left out: %s", piece.label, piece.filing.uuid, fault)
        return Bound(piece, None, UNREADABLE)


def _pdf(piece: Piece) -> bytes:
    return open_bytes(piece.file) if piece.file else pdf_of(piece.filing.concrete(), patient=True)


def _index(plan: Plan, bound: list[Bound]) -> pikepdf.Pdf:
    """The numbers in the index depend on how long it is itself, which settles at the second drawing."""
    length = 1
    for _ in range(3):
        sheet = _index_sheet(plan, bound, first=length + 1)
        index = pikepdf.open(io.BytesIO(printing.preview(sheet, patient=True)))
        if len(index.pages) == length:
            return index
        length = len(index.pages)
        index.close()
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
            if one.piece.filing.pk != filing and one.document:
                filing = one.piece.filing.pk
                name = one.piece.filing.official_no or one.piece.filing.online_application_no
                above = OutlineItem(f"{one.piece.filing.type.label} {name}", page)
                outline.root.append(above)
            if one.document:
                above.children.append(OutlineItem(one.piece.label, page))
            page += one.pages
