"""From the bytes that arrived to the bytes that may be kept, or to a sentence that says why not."""

from dataclasses import dataclass

from portal.attachments.checks import jpeg, office, ole, pdf, png
from portal.attachments.checks.sniff import CONTENT_TYPES, LABELS, sniff
from portal.attachments.errors import BadContent, UploadRefused
from portal.attachments.names import with_extension
from portal.attachments.slots import Slot

LEAD = "附件格式或大小不符合要求！"


@dataclass(frozen=True)
class Accepted:
    """What will be stored. `name` is clean and ends as its content demands; `pages` is None but for PDF."""

    data: bytes
    name: str
    content_type: str
    pages: int | None = None


def size_text(size: int) -> str:
    """300 KB, 20 MB, 1.5 MB (1 MB = 1,048,576 bytes)."""
    unit, name = (1024 * 1024, "MB") if size >= 1024 * 1024 else (1024, "KB")
    return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"


def refuse(name: str, reason: str) -> UploadRefused:
    return UploadRefused(f"{LEAD}“{name}”{reason}")


def too_large(name: str, limit: int) -> UploadRefused:
    return refuse(name, f"超过 {size_text(limit)}，请压缩或拆分后重新上传。")


def inspect(data: bytes, *, name: str, slot: Slot) -> Accepted:
    """Judge one file for one slot; pictures come back rewritten.

    Raises:
        UploadRefused: the sentence names the file, the reason and the way out.
    """
    if not data:
        raise refuse(name, "是空文件（0 字节），请检查后重新上传。")
    if len(data) > slot.max_bytes:
        raise too_large(name, slot.max_bytes)
    kind = sniff(data)
    if kind not in slot.accept:
        what = f"的实际内容是{LABELS[kind]}" if kind else "的内容无法识别"
        raise refuse(name, f"{what}，此处只接收 {slot.formats_text}，请转换格式后重新上传。")
    try:
        clean, pages = _content(data, kind, slot)
    except BadContent as fault:
        raise refuse(name, f"：{fault}") from fault
    if len(clean) > slot.max_bytes:
        raise too_large(name, slot.max_bytes)
    return Accepted(clean, with_extension(name, kind), CONTENT_TYPES[kind], pages)


def _content(data: bytes, kind: str, slot: Slot) -> tuple[bytes, int | None]:
    if kind == "jpg":
        return jpeg.clean(data, max_pixels=slot.max_pixels).data, None
    if kind == "png":
        return png.clean(data, max_pixels=slot.max_pixels).data, None
    if kind == "pdf":
        return data, pdf.check(data, max_pages=slot.max_pages)
    (ole if kind in ("doc", "xls") else office).check(data, kind=kind)
    return data, None
