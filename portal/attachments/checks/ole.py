"""Word and Excel 97-2003 (doc, xls): the compound file is read as far as needed to know that it can start nothing.

What cannot be read is not accepted: a damaged or unusual structure is a reason to refuse.
"""

import struct

from portal.attachments.checks.office import DAMAGED, ENCRYPTED, MACRO, OBJECT, OUTSIDE
from portal.attachments.errors import BadContent

_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_MACRO_NAMES = {"macros", "vba", "_vba_project_cur", "_vba_project", "projectwm"}
_OBJECT_NAMES = {"objectpool", "package", "contents", "\x01ole10native", "\x01ole10itemname", "\x01compobjstream"}
_ENCRYPTED_NAMES = {"encryptedpackage", "encryptioninfo", "encryptedsummary"}
_MAIN = {"doc": ("worddocument",), "xls": ("workbook", "book")}
_BOUNDSHEET, _FILEPASS, _SUPBOOK, _BOF = 0x0085, 0x002F, 0x01AE, 0x0809


def check(data: bytes, *, kind: str) -> None:
    """`kind` is doc or xls.

    Raises:
        BadContent: with the reason and the way out.
    """
    try:
        _judge(_Compound(data), kind)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BadContent(DAMAGED) from error


def _judge(compound: "_Compound", kind: str) -> None:
    names = {entry.name for entry in compound.entries}
    for bad, text in ((_ENCRYPTED_NAMES, ENCRYPTED), (_MACRO_NAMES, MACRO), (_OBJECT_NAMES, OBJECT)):
        if names & bad:
            raise BadContent(text)
    if any(name.startswith("mbd") and entry.is_storage for entry in compound.entries for name in (entry.name,)):
        raise BadContent(OBJECT)
    main = next((entry for entry in compound.entries if entry.name in _MAIN[kind] and not entry.is_storage), None)
    if main is None:
        raise BadContent(DAMAGED)
    body = compound.read(main)
    (_word if kind == "doc" else _excel)(body)


def _word(body: bytes) -> None:
    magic, flags = struct.unpack_from("<H8xH", body)
    if magic != 0xA5EC:
        raise BadContent(DAMAGED)
    if flags & 0x0100:
        raise BadContent(ENCRYPTED)
    if any(word in body for text in ("DDEAUTO", " DDE ") for word in (text.encode(), text.encode("utf-16-le"))):
        raise BadContent(MACRO)


def _excel(body: bytes) -> None:
    """Sheets must be worksheets or charts: an Excel 4.0 macro sheet is a program without a VBA stream."""
    at, first = 0, True
    while at + 4 <= len(body):
        record, length = struct.unpack_from("<HH", body, at)
        if first and record & 0xFF != _BOF & 0xFF:
            raise BadContent(DAMAGED)
        first = False
        if record == 0 and length == 0:
            return
        content = body[at + 4 : at + 4 + length]
        if record == _FILEPASS:
            raise BadContent(ENCRYPTED)
        if record == _BOUNDSHEET and content[5] not in (0, 2):
            raise BadContent(MACRO)
        if record == _SUPBOOK and length > 4:
            raise BadContent(OUTSIDE)
        at += 4 + length


class _Entry:
    def __init__(self, raw: bytes) -> None:
        (length,) = struct.unpack_from("<H", raw, 64)
        self.kind = raw[66]
        self.name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le").lower()
        self.start, self.size = struct.unpack_from("<LL", raw, 116)

    @property
    def is_storage(self) -> bool:
        return self.kind == 1


class _Compound:
    """MS-CFB, read only: sectors, allocation tables, directory, streams."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        version, order, shift, mini_shift = struct.unpack_from("<HHHH", data, 26)
        if (version, shift) not in ((3, 9), (4, 12)) or order != 0xFFFE or mini_shift != 6:
            raise BadContent(DAMAGED)
        self.sector = 1 << shift
        directory, self.cutoff, mini_table = struct.unpack_from("<L4xLL", data, 48)
        self.table = self._allocation()
        raw = self._chain(directory)
        entries = [_Entry(raw[at : at + 128]) for at in range(0, len(raw) - 127, 128)]
        self.entries = [entry for entry in entries if entry.kind in (1, 2)]
        root = next((entry for entry in entries if entry.kind == 5), None)
        if root is None:
            raise BadContent(DAMAGED)
        self.mini_table = self._numbers(self._chain(mini_table)) if mini_table < _END else ()
        self.mini = self._chain(root.start) if root.start < _END else b""

    def _at(self, number: int) -> bytes:
        """The last sector of a file may be cut short."""
        start = (number + 1) * self.sector
        if start >= len(self.data):
            raise BadContent(DAMAGED)
        return self.data[start : start + self.sector].ljust(self.sector, b"\0")

    @staticmethod
    def _numbers(raw: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raw) // 4}L", raw[: len(raw) // 4 * 4])

    def _allocation(self) -> list[int]:
        places = list(struct.unpack_from("<109L", self.data, 76))
        following, _ = struct.unpack_from("<LL", self.data, 68)
        seen: set[int] = set()
        while following < _END:
            if following in seen:
                raise BadContent(DAMAGED)
            seen.add(following)
            *more, following = self._numbers(self._at(following))
            places += more
        return [number for place in places if place < _END for number in self._numbers(self._at(place))]

    def _chain(self, start: int) -> bytes:
        parts, number = [], start
        while number < _END:
            if number >= len(self.table) or len(parts) > len(self.data) // self.sector:
                raise BadContent(DAMAGED)
            parts.append(self._at(number))
            number = self.table[number]
        return b"".join(parts)

    def read(self, entry: _Entry) -> bytes:
        if entry.size >= self.cutoff:
            body = self._chain(entry.start)
        else:
            parts, number = [], entry.start
            while number < _END:
                if number >= len(self.mini_table) or len(parts) * 64 > len(self.mini):
                    raise BadContent(DAMAGED)
                parts.append(self.mini[number * 64 : number * 64 + 64])
                number = self.mini_table[number]
            body = b"".join(parts)
        if len(body) < entry.size:
            raise BadContent(DAMAGED)
        return body[: entry.size]
