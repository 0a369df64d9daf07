"""Word and Excel packages (docx, xlsx): a clean ZIP without macros, embedded objects or links to other files."""

import io
import re
import struct
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from portal.attachments.errors import BadContent

_MOST_PARTS = 2_000
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_DESCRIPTION = 2 * 1024 * 1024
_SAFE_PART = re.compile(r"[^\\:\x00-\x1f]+")
_MACROS = re.compile(
    r"vbaproject\.bin|vbadata\.xml|macrosheets/|dialogsheets/|\.(?:exe|dll|vbs|js|bat|cmd|ps1|hta|jar)$", re.I
)
_OBJECTS = re.compile(r"/embeddings/|/activex/|oleobject|/externallinks/", re.I)
_LINK = re.compile(r"(?:https?://|mailto:|#)[^\x00-\x20]*", re.I)
_FIELD = re.compile(rb"<(?:\w+:)?instrText[^>]*>([^<]*)|<(?:\w+:)?fldSimple[^>]*?instr=\"([^\"]*)", re.I)
_DDE = re.compile(rb"\bDDE(?:AUTO)?\b", re.I)

DAMAGED = "文件已损坏或不完整，请用 Office 或 WPS 打开后另存，再重新上传。"
MACRO = "文件含有宏，请另存为不含宏的文档（.docx、.xlsx）或导出为 PDF 后上传。"
OBJECT = "文件内嵌了其他文件、控件或图表数据，请导出为 PDF 后上传。"
OUTSIDE = "文件链接了外部的文件或模板，请断开链接，或导出为 PDF 后上传。"
HUGE = "文件解压后过大，请删减图片或导出为 PDF 后上传。"
ENCRYPTED = "文件设有密码，请取消密码保护后重新上传。"

_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MAIN_TYPE = {"docx": "wordprocessingml.document.main+xml", "xlsx": "spreadsheetml.sheet.main+xml"}


def _require(condition: bool, text: str = DAMAGED) -> None:
    if not condition:
        raise BadContent(text)


def check(data: bytes, *, kind: str) -> None:
    """`kind` is docx or xlsx.

    Raises:
        BadContent: with the reason and the way out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _structure(data, archive)
            _parts(archive, kind)
    except BadContent:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
            struct.error, ParseError, DefusedXmlException, UnicodeError, KeyError, IndexError) as error:  # fmt: skip
        raise BadContent(DAMAGED) from error


def _structure(data: bytes, archive: zipfile.ZipFile) -> None:
    """Nothing before the first entry or behind the directory, honest sizes, each name once."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    _require(0 < len(entries) <= _MOST_PARTS)
    _require(len({name.casefold() for name in names}) == len(names))
    _require(min(entry.header_offset for entry in entries) == 0 and data[-22:-18] == b"PK\x05\x06")
    for entry in entries:
        _require(_SAFE_PART.fullmatch(entry.filename) is not None and not entry.filename.startswith("/"))
        _require(".." not in entry.filename.split("/"))
        _require(not entry.flag_bits & 1, ENCRYPTED)
        _require(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    _require(sum(entry.file_size for entry in entries) <= _MOST_UNPACKED, HUGE)


def _parts(archive: zipfile.ZipFile, kind: str) -> None:
    names = archive.namelist()
    _require(_MAIN[kind] in names and "[Content_Types].xml" in names and "_rels/.rels" in names)
    _require(not any(_MACROS.search(name) for name in names), MACRO)
    _require(not any(_OBJECTS.search(f"/{name}") for name in names), OBJECT)
    for name in names:
        # Reading to the end also proves length and checksum of every part.
        body = _read(archive, name)
        if name.endswith(".rels"):
            _relations(body)
        elif name == "[Content_Types].xml":
            _content_types(body, kind)
        elif name.startswith("word/") and name.endswith(".xml"):
            _fields(body)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        body = part.read(_MOST_UNPACKED + 1)
    _require(len(body) == archive.getinfo(name).file_size)
    return body


def _content_types(body: bytes, kind: str) -> None:
    _require(len(body) <= _MOST_DESCRIPTION)
    types = [entry.get("ContentType", "") for entry in fromstring(body, forbid_dtd=True)]
    _require(not any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in types), MACRO)
    _require(any(one.endswith(_MAIN_TYPE[kind]) for one in types))


def _relations(body: bytes) -> None:
    """Hyperlinks to the web are harmless; a template, picture or sheet outside is fetched when the file is opened."""
    _require(len(body) <= _MOST_DESCRIPTION)
    for relation in fromstring(body, forbid_dtd=True):
        if relation.get("TargetMode", "").lower() == "external":
            is_link = relation.get("Type", "").endswith("/hyperlink")
            _require(is_link and _LINK.fullmatch(relation.get("Target", "")) is not None, OUTSIDE)


def _fields(body: bytes) -> None:
    """A DDE field starts a program; its name may be cut into several runs."""
    commands = b"".join(run or simple + b" " for run, simple in _FIELD.findall(body))
    _require(not _DDE.search(commands), MACRO)
