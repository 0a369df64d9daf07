"""PNG rewritten without loss: the chunks of the picture, none of the texts, profiles, animations or tails."""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image

from portal.attachments.checks.jpeg import too_many_pixels
from portal.attachments.errors import BadContent

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"gAMA", b"IDAT", b"IEND"}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_ADAM7 = ((0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2))
DAMAGED = "图片已损坏或不完整，请用看图软件打开后另存为 PNG，再重新上传。"


@dataclass(frozen=True)
class Png:
    data: bytes
    width: int
    height: int


def _require(condition: bool) -> None:
    if not condition:
        raise BadContent(DAMAGED)


def clean(data: bytes, *, max_pixels: int) -> Png:
    """The same picture and nothing else.

    Raises:
        BadContent: not a PNG, damaged, or of more than `max_pixels`.
    """
    chunks = _chunks(data)
    width, height = _header(chunks, max_pixels)
    _exact(chunks)
    result = _SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks if name in _KEPT)
    try:
        with Image.open(io.BytesIO(result), formats=["PNG"]) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, IndexError, struct.error, zlib.error) as error:
        raise BadContent(DAMAGED) from error
    return Png(result, width, height)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every chunk up to IEND; what lies behind it is left out."""
    _require(data.startswith(_SIGNATURE))
    found, at = [], len(_SIGNATURE)
    while not found or found[-1][0] != b"IEND":
        _require(at + 12 <= len(data) and len(found) < 20_000)
        length, name = struct.unpack_from(">L4s", data, at)
        _require(at + 12 + length <= len(data))
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">L", data, at + 8 + length)
        _require(checksum == zlib.crc32(name + body) and name.isalpha())
        # An unknown chunk with a capital first letter changes the picture.
        _require(name in _KEPT or not name[:1].isupper())
        found.append((name, body))
        at += 12 + length
    return found


def _header(chunks: list[tuple[bytes, bytes]], max_pixels: int) -> tuple[int, int]:
    name, body = chunks[0]
    _require(name == b"IHDR" and len(body) == 13 and [one for one, _ in chunks].count(b"IHDR") == 1)
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">LLBBBBB", body)
    _require(0 < width < 2**31 and 0 < height < 2**31)
    _require(depth in _DEPTHS.get(colour, ()) and (compression, filtering) == (0, 0) and interlace in (0, 1))
    if width * height > max_pixels:
        raise BadContent(too_many_pixels(width, height, max_pixels))
    return width, height


def _exact(chunks: list[tuple[bytes, bytes]]) -> None:
    """The compressed data hold exactly the picture: no bomb, no stowaway behind it."""
    width, height, depth, colour, _, _, interlace = struct.unpack(">LLBBBBB", chunks[0][1])
    bits = depth * _CHANNELS[colour]
    passes = _ADAM7 if interlace else ((0, 1, 0, 1),)
    expected = 0
    for left, right_step, top, down_step in passes:
        columns, rows = -((left - width) // right_step), -((top - height) // down_step)
        if columns > 0 and rows > 0:
            expected += rows * (1 + (columns * bits + 7) // 8)
    unpacker, size, rest = zlib.decompressobj(), 0, b"".join(body for name, body in chunks if name == b"IDAT")
    try:
        while not unpacker.eof and size <= expected:
            part = unpacker.decompress(rest, 1 << 20)
            size, rest = size + len(part), unpacker.unconsumed_tail
            if not part and not rest:
                break
    except zlib.error as error:
        raise BadContent(DAMAGED) from error
    _require(unpacker.eof and size == expected and not unpacker.unused_data)
