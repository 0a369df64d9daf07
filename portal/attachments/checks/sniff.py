"""What a file is, by its content. Names and content types that a browser sends are not asked."""

import io
import zipfile

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LABELS = {
    "pdf": "PDF", "jpg": "JPG 图片", "png": "PNG 图片", "doc": "Word 97-2003 文档", "docx": "Word 文档",
    "xls": "Excel 97-2003 表格", "xlsx": "Excel 表格", "gif": "GIF 图片", "bmp": "BMP 图片", "tif": "TIFF 图片",
    "webp": "WebP 图片", "heic": "HEIC 图片", "zip": "压缩文件", "rar": "压缩文件", "7z": "压缩文件",
    "ole": "Office 97-2003 文件", "html": "网页", "svg": "SVG 图片", "exe": "程序", "ofd": "OFD 文件",
}  # fmt: skip
_SIGNATURES = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"II*\x00", "tif"), (b"MM\x00*", "tif"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
)  # fmt: skip
_MARKUP = ((b"<svg", "svg"), (b"<!doctype html", "html"), (b"<html", "html"), (b"<script", "html"), (b"<?xml", "svg"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(data: bytes) -> str | None:
    """A key of LABELS, or None for what is not recognised."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "heic"
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(_OLE):
        return _compound(data)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((kind for tag, kind in _MARKUP if start.startswith(tag)), None)


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "zip"
    for part, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("OFD.xml", "ofd")):
        if part in names:
            return kind
    return "zip"


def _compound(data: bytes) -> str:
    """Stream names of the directory stand in UTF-16; checks/ole.py reads it properly afterwards."""
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    return "xls" if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book")) else "ole"
