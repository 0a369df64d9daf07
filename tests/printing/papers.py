"""Reading a PDF as a person would: pages, text, fonts, what is attached."""

from __future__ import annotations

import io

import pikepdf
import pypdf

from portal.printing.sheet import PrintedSignature, Sheet, sheet_from_content
from tests.printing.samples import SUBMITTED_AT, digest, project_content


def text_of(pdf: bytes) -> str:
    """All text without white space: where lines break is not what these tests are about."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def pages_of(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def sizes_of(pdf: bytes) -> set[tuple[int, int]]:
    """Page sizes in whole millimetres."""
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return {(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes}


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Font name without its subset tag, and whether the font is in the file."""
    found = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                embedded = any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                found[str(item["/FontName"]).split("+")[-1]] = embedded
    return found


def attachments_of(pdf: bytes) -> list[str]:
    """Names of embedded files and of annotations that carry one."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        carried = [
            str(note.get("/Contents", "annotation"))
            for page in document.pages
            for note in page.get("/Annots", [])
            if note.get("/Subtype") == "/FileAttachment"
        ]
        return [*document.attachments, *carried]


def project_sheet(content: dict | None = None, **changes) -> Sheet:
    """The sheet of the sample project as submitted and signed."""
    content = content or project_content()
    facts = {
        "sha256": digest(content),
        "submitted_at": SUBMITTED_AT,
        "official_no": ("项目信息报送编号", "2603XH0117"),
        "status_text": "已审核",
        "signature": PrintedSignature("上海示范旧改建设有限公司", "4A7F22C100000019", "SM2", SUBMITTED_AT),
    }
    return sheet_from_content(content, **(facts | changes))
