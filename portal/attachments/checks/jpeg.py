"""JPEG rewritten without loss: what a decoder needs, the density, and nothing else.

Comments, EXIF (places, cameras), colour profiles, thumbnails and everything behind the end marker are left out: a file
that is also a web page, an archive or a program keeps only its picture.
"""

import io
import re
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

from portal.attachments.errors import BadContent

_SOI, _EOI, _SOS, _DQT, _DHT, _DRI = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD
_APP0, _APP1, _APP14, _COM = 0xE0, 0xE1, 0xEE, 0xFE
_FRAMES = {0xC0, 0xC1, 0xC2}
_SCAN_END = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.S)
_TAGS_OF_TURN = 0x0112
DAMAGED = "图片已损坏或不完整，请用看图软件打开后另存为 JPG，再重新上传。"
UNUSUAL = "图片采用了少见的 JPG 编码方式，请用看图软件打开后另存为普通 JPG，再重新上传。"


@dataclass(frozen=True)
class Jpeg:
    """A clean file and what its header says. `density` is (unit, x, y) of JFIF: unit 1 per inch, 2 per centimetre."""

    data: bytes
    width: int
    height: int
    density: tuple[int, int, int] | None


def clean(data: bytes, *, max_pixels: int) -> Jpeg:
    """The same picture, pixel for pixel, and nothing else; turned upright first if its EXIF says so.

    Raises:
        BadContent: not a JPEG, damaged, of an unusual kind or of more than `max_pixels`.
    """
    picture, turn = _rewrite(data, max_pixels)
    _decode(picture.data)
    if turn in range(2, 9):
        picture, _ = _rewrite(_upright(picture, turn), max_pixels)
    return picture


def with_density(data: bytes, dpi: int) -> bytes:
    """The same file, already clean, declaring `dpi` dots per inch in both directions."""
    jfif = _segment(_APP0, b"JFIF\0\x01\x01\x01" + struct.pack(">HH", dpi, dpi) + b"\0\0")
    rest = data[20:] if data[2:4] == bytes((0xFF, _APP0)) else data[2:]
    return data[:2] + jfif + rest


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def _require(condition: bool, text: str = DAMAGED) -> None:
    if not condition:
        raise BadContent(text)


class _Reader:
    """Walks the segments and collects those that are kept."""

    def __init__(self, data: bytes, max_pixels: int) -> None:
        self.data, self.max_pixels, self.at = data, max_pixels, 2
        self.kept: list[bytes] = [data[:2]]
        self.size: tuple[int, int] | None = None
        self.components = 0
        self.density: tuple[int, int, int] | None = None
        self.turn = 1
        self.scans = 0

    def read(self) -> None:
        _require(self.data[:2] == bytes((0xFF, _SOI)), "不是 JPG 图片，请选择 JPG 格式的图片重新上传。")
        while (marker := self._marker()) != _EOI:
            payload = self._payload()
            if marker == _SOS:
                self._scan(payload)
            elif marker in _FRAMES:
                self._frame(marker, payload)
            elif marker in (_DQT, _DHT, _DRI):
                self._table(marker, payload)
            elif 0xE0 <= marker <= 0xEF or marker == _COM:
                self._application(marker, payload)
            else:
                raise BadContent(UNUSUAL)
        _require(self.scans > 0)
        self.kept.append(bytes((0xFF, _EOI)))

    def _marker(self) -> int:
        _require(self.data[self.at : self.at + 1] == b"\xff")
        while self.data[self.at : self.at + 1] == b"\xff":
            self.at += 1
        _require(self.at < len(self.data))
        self.at += 1
        return self.data[self.at - 1]

    def _payload(self) -> bytes:
        _require(self.at + 2 <= len(self.data))
        (length,) = struct.unpack_from(">H", self.data, self.at)
        _require(length >= 2 and self.at + length <= len(self.data))
        payload = self.data[self.at + 2 : self.at + length]
        self.at += length
        return payload

    def _frame(self, marker: int, payload: bytes) -> None:
        _require(self.size is None and len(payload) >= 6)
        precision, height, width, components = struct.unpack_from(">BHHB", payload)
        _require(len(payload) == 6 + 3 * components)
        _require(precision == 8 and components in (1, 3, 4), UNUSUAL)
        _require(width > 0 and height > 0)
        if width * height > self.max_pixels:
            raise BadContent(too_many_pixels(width, height, self.max_pixels))
        self.size, self.components = (width, height), components
        self.kept.append(_segment(marker, payload))

    def _table(self, marker: int, payload: bytes) -> None:
        sound = {_DQT: _sound_quantisation, _DHT: _sound_huffman, _DRI: lambda table: len(table) == 2}[marker]
        _require(sound(payload))
        self.kept.append(_segment(marker, payload))

    def _application(self, marker: int, payload: bytes) -> None:
        """Only the density (JFIF) and the colour transform (Adobe) mean anything to a decoder; both are made anew."""
        first = self.size is None and self.scans == 0
        if marker == _APP0 and payload[:5] == b"JFIF\0" and len(payload) >= 14 and self.density is None and first:
            unit, x, y = struct.unpack_from(">BHH", payload, 7)
            self.density = (min(unit, 3), x, y)
            self.kept.append(_segment(_APP0, b"JFIF\0\x01\x01" + struct.pack(">BHH", unit, x, y) + b"\0\0"))
        elif marker == _APP14 and payload[:5] == b"Adobe" and len(payload) >= 12:
            self.kept.append(_segment(_APP14, b"Adobe\0\x64\0\0\0\0" + payload[11:12]))
        elif marker == _APP1 and payload[:6] == b"Exif\0\0":
            self.turn = _turn(payload[6:])

    def _scan(self, payload: bytes) -> None:
        _require(self.size is not None and len(payload) >= 1 and len(payload) == 4 + 2 * payload[0])
        end = _SCAN_END.search(self.data, self.at)
        _require(end is not None)
        self.kept += [_segment(_SOS, payload), self.data[self.at : end.start()]]
        self.at = end.start()
        self.scans += 1
        _require(self.scans <= 100, UNUSUAL)


def _sound_quantisation(payload: bytes) -> bool:
    at = 0
    while at < len(payload):
        if payload[at] >> 4 > 1 or payload[at] & 15 > 3:
            return False
        at += 65 if payload[at] < 16 else 129
    return bool(payload) and at == len(payload)


def _sound_huffman(payload: bytes) -> bool:
    at = 0
    while at + 17 <= len(payload):
        if payload[at] >> 4 > 1 or payload[at] & 15 > 3:
            return False
        at += 17 + sum(payload[at + 1 : at + 17])
    return bool(payload) and at == len(payload)


def _turn(tiff: bytes) -> int:
    """EXIF orientation 1-8; 1 for anything that cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1
    (at,) = struct.unpack_from(f"{order}L", tiff, 4)
    if at + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, number, value = struct.unpack_from(f"{order}HHLH", tiff, entry)
        if tag == _TAGS_OF_TURN:
            return value if kind == 3 and number == 1 and 1 <= value <= 8 else 1
    return 1


def _rewrite(data: bytes, max_pixels: int) -> tuple[Jpeg, int]:
    reader = _Reader(data, max_pixels)
    reader.read()
    return Jpeg(b"".join(reader.kept), *reader.size, density=reader.density), reader.turn


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["JPEG"])


def _decode(data: bytes) -> None:
    """Every coefficient is read; the picture itself is only kept at an eighth of its size."""
    try:
        with _open(data) as picture:
            picture.draft(None, (max(1, picture.width // 8), max(1, picture.height // 8)))
            picture.load()
    except (OSError, ValueError, SyntaxError, IndexError, struct.error, Image.DecompressionBombError) as error:
        raise BadContent(DAMAGED) from error


def _upright(picture: Jpeg, turn: int) -> bytes:
    """Drawn anew, as a turn cannot be done on the coefficients for every size."""
    with _open(picture.data) as source:
        source.getexif()[_TAGS_OF_TURN] = turn
        turned = ImageOps.exif_transpose(source)
    output = io.BytesIO()
    density = picture.density
    options = {"dpi": (density[1], density[2])} if density and density[0] == 1 else {}
    turned.save(output, "JPEG", quality=95, subsampling=0 if turned.mode == "RGB" else -1, exif=b"", **options)
    return output.getvalue()


def too_many_pixels(width: int, height: int, limit: int) -> str:
    return f"图片为 {width}×{height} 像素，超过 {limit // 10_000} 万像素的上限，请缩小图片或降低扫描分辨率后重新上传。"
