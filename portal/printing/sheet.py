"""The view-model of a printed form: what the paper shows, and nothing else. Made from the content of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.template.loader import select_template
from django.utils import timezone

from portal.printing import codes
from portal.printing.blocks import (
    FULL,
    HALF,
    Block,
    Cell,
    Column,
    FieldBlock,
    SignatureBlock,
    SignatureBox,
    TableBlock,
    TextBlock,
)
from portal.printing.check_code import check_code

DRAFT = "草稿"
ROWS_ON_THE_PAGE = 12  # a longer table is printed as an annex with a page of its own
NUMERALS = "一二三四五六七八九十"
APPLICANT = SignatureBox("申请单位意见（公章）")
REVIEWER = SignatureBox("审核单位意见（公章）")


@dataclass(kw_only=True)
class Sheet:
    """A form on A4. `form` names a template of its own, print/<form>.html; without one the generic form is used."""

    title: str
    subtitle: str = ""
    form: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    online_number: str = ""
    sha256: str = ""
    check_code: str = ""
    verify_url: str = ""
    watermark: str = ""
    blocks: list[Block] = field(default_factory=list)
    annexes: list[Block] = field(default_factory=list)
    status_line: tuple[str, ...] = ()
    submitted_at: datetime | None = None
    printed_at: datetime | None = None

    @property
    def barcode(self) -> str:
        return codes.code128(self.online_number) if self.online_number else ""

    @property
    def qr(self) -> str:
        return codes.qr(self.verify_url or f"{self.online_number} {self.check_code}") if self.check_code else ""

    @property
    def content_hash(self) -> str:
        return self.sha256[:16]

    @property
    def created(self) -> str:
        """Creation date inside the file: the time of the content, so that the same content gives the same bytes."""
        moment = self.submitted_at or self.printed_at
        return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""

    @property
    def table_rows(self) -> int:
        return sum(len(block.rows) for block in [*self.blocks, *self.annexes] if isinstance(block, TableBlock))


def render_sheet(sheet: Sheet) -> str:
    """HTML of the sheet, every value escaped; render_pdf() draws it."""
    names = [f"print/{sheet.form}.html"] if sheet.form else []
    return select_template([*names, "print/form.html"]).render({"sheet": sheet})


@dataclass(frozen=True)
class PrintedSignature:
    """What the paper says of the certificate signature over the content."""

    subject: str
    serial: str
    algorithm: str = ""
    signed_at: datetime | None = None


def sheet_from_content(
    content: Mapping,
    *,
    sha256: str,
    submitted_at: datetime | None,
    signature: PrintedSignature | None = None,
    watermark: str = "",
    official_no: tuple[str, str] | None = None,
    status_text: str = "",
    printed_at: datetime | None = None,
) -> Sheet:
    """The default sheet of a filing: its sections, tables and attachments in the order of the content.

    `official_no` is (label, number). Give `printed_at` for previews only: a print of submitted content must not
    depend on when it was asked for. A draft has neither check code nor QR code, because nothing vouches for it yet.
    """
    number = content.get("online_application_no", "")
    status = status_text or content.get("status_text", "")
    is_draft = watermark == DRAFT or not submitted_at
    code = "" if is_draft or not number else check_code(number, sha256)
    blocks, annexes = _blocks(content, signature)
    return Sheet(
        title=content["form_title"],
        subtitle=content.get("subtitle", ""),
        form=content.get("kind", ""),
        numbers=_numbers(content, official_no),
        online_number=number,
        sha256="" if is_draft else sha256,
        check_code=code,
        verify_url=verify_url(number, code) if code else "",
        watermark=watermark,
        blocks=blocks,
        annexes=annexes,
        status_line=_status_line(content, status, submitted_at, printed_at),
        submitted_at=submitted_at,
        printed_at=printed_at,
    )


def verify_url(number: str, code: str) -> str:
    """Public address that says whether a print is genuine."""
    return f"{settings.PORTAL_ORIGINS[0].rstrip('/')}/verify/{quote(number)}/?code={code}"


def _numbers(content: Mapping, official_no: tuple[str, str] | None) -> tuple[tuple[str, str], ...]:
    found = [official_no] if official_no and official_no[1] else []
    if not official_no and content.get("official_no"):
        found.append(("报送编号", content["official_no"]))
    found.append(("申请单位", content.get("owner", "")))
    return tuple((label, value) for label, value in found if value)


def _blocks(content: Mapping, signature: PrintedSignature | None) -> tuple[list[Block], list[Block]]:
    """Sections, tables, files, signatures; and the long tables as annexes."""
    blocks: list[Block] = [_field_block(section) for section in content.get("sections", ()) if section["fields"]]
    annexes: list[Block] = []
    for table in (_table_block(table) for table in content.get("tables", ()) if table["rows"]):
        if table.own_page:
            annexes.append(replace(table, title=f"附表{chinese_number(len(annexes) + 1)}　{table.title}"))
            blocks.append(TextBlock(table.title, f"共 {len(table.rows)} 行，详见附表{chinese_number(len(annexes))}。"))
        else:
            blocks.append(table)
    blocks += _attachment_blocks(content.get("attachments", ()))
    return [*_numbered(blocks), SignatureBlock((_applicant(signature), REVIEWER))], annexes


def _field_block(section: Mapping) -> FieldBlock:
    return FieldBlock(section["title"], tuple(_cell(entry) for entry in section["fields"]))


def _cell(entry: Mapping) -> Cell:
    text = str(entry.get("paper_text", entry.get("text", "")))
    choices: tuple[tuple[str, bool], ...] = ()
    if entry.get("kind") == "bool":
        choices = (("是", entry.get("value") is True), ("否", entry.get("value") is False))
    elif options := entry.get("options"):
        choices = tuple((option, option == text) for option in options)
    span = FULL if int(entry.get("span") or 6) > 6 else HALF  # the screen's grid has twelve columns
    return Cell(entry["label"], text, entry.get("unit", "") if text else "", span, choices)


def _table_block(table: Mapping) -> TableBlock:
    counted = table["columns"][0]["label"] == "序号"
    head = () if counted else (Column("序号", "center"),)
    columns = tuple(Column(one["label"], _align(one.get("align", ""))) for one in table["columns"])
    rows = tuple(
        tuple(map(str, row)) if counted else (str(number), *map(str, row))
        for number, row in enumerate(table["rows"], start=1)
    )
    total = table.get("total")
    if total is not None:
        total = tuple(map(str, total)) if counted else ("合计", *map(str, total))
    return TableBlock(table["title"], head + columns, rows, total, own_page=len(rows) > ROWS_ON_THE_PAGE)


def _align(word: str) -> str:
    return {"end": "right", "number": "right", "right": "right", "center": "center"}.get(word, "")


def _attachment_blocks(files) -> list[TableBlock]:
    columns = (Column("序号", "center", 8), Column("材料名称", "", 30), Column("文件名", "", 34),
               Column("大小", "right", 10), Column("文件摘要", "center", 18))  # fmt: skip
    rows = tuple(
        (str(number), one["label"], one["name"], _size(one["size"]), one["sha256"][:8])
        for number, one in enumerate(files, start=1)
    )
    return [TableBlock("附件清单", columns, rows)] if rows else []


def _size(size: int) -> str:
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} kB"


def _numbered(blocks: list[Block]) -> list[Block]:
    """Headings with Chinese numerals: 一、项目基本信息. Titles that bring their own keep them."""
    numbered = []
    for position, block in enumerate(blocks):
        has_own = block.title[:1] in NUMERALS and "、" in block.title[:4]
        title = block.title if has_own else f"{chinese_number(position + 1)}、{block.title}"
        numbered.append(replace(block, title=title))
    return numbered


def chinese_number(number: int) -> str:
    """1 to 99: 一, 十, 十二, 二十, 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")


def _applicant(signature: PrintedSignature | None) -> SignatureBox:
    if signature is None:
        return APPLICANT
    at = f"，{_moment(signature.signed_at)}" if signature.signed_at else ""
    said = f"已由{signature.subject}电子签名{at}\n证书序列号 {signature.serial}"
    return SignatureBox(APPLICANT.title, f"{said}　{signature.algorithm}".rstrip("　"))


def _status_line(content: Mapping, status: str, submitted_at, printed_at) -> tuple[str, ...]:
    parts = [f"办理状态：{status}" if status else ""]
    if submitted_at:
        count = content.get("submission")
        times = f"（第 {count} 次）" if count and count > 1 else ""
        parts.append(f"上报时间：{_moment(submitted_at)}{times}")
    if printed_at:
        parts.append(f"打印时间：{_moment(printed_at)}")
    return tuple(filter(None, parts))


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"
