"""PNG: the same pixels, only the chunks of the picture."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from portal.attachments.checks.png import clean
from portal.attachments.errors import BadContent
from tests.attachments import corpus

LIMIT = 16_000_000
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def made(width: int, height: int, packed: bytes, *, depth: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, interlace)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Comment", "GEHEIM <script>alert(1)</script>")
    texts.add_itxt("Author", "GEHEIM")
    return corpus.png(pnginfo=texts, exif=corpus.exif(), icc_profile=b"GEHEIM" * 50, dpi=(96, 96))


def good() -> dict[str, bytes]:
    base = corpus.png()
    pages = [corpus.picture("RGB"), corpus.picture("RGB").rotate(90)]
    return {mode: corpus.png(mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")} | {
        "texts": with_texts(),
        "transparent": corpus.png("P", transparency=0),
        "animated": corpus.encoded(pages[0], "PNG", save_all=True, append_images=pages[1:]),
        "zip behind": base + corpus.archive({"evil.exe": b"MZ"}),
        "html behind": base + corpus.HTML,
        "interlaced": made(1, 2, zlib.compress(b"\0\x55\0\x55"), interlace=1),
    }


def bad() -> dict[str, bytes]:
    base = corpus.png()
    row = b"\0" + bytes(10)
    return {
        "half": base[: len(base) // 2],
        "without end": base[:-12],
        "wrong checksum": base[:40] + bytes([base[40] ^ 1]) + base[41:],
        "unknown critical chunk": base[:33] + chunk(b"EVIL", b"x") + base[33:],
        "two headers": base[:33] + base[8:33] + base[33:],
        "bomb": made(10, 10, zlib.compress(bytes(50_000_000), 9)),
        "too little": made(10, 10, zlib.compress(row * 9)),
        "stowaway in the stream": made(10, 10, zlib.compress(row * 10) + corpus.HTML),
        "stowaway behind the rows": made(10, 10, zlib.compress(row * 10 + corpus.HTML)),
        "wrong filter": made(10, 10, zlib.compress(b"\x09" + bytes(10) + row * 9)),
        "impossible depth": made(10, 10, zlib.compress(row * 10), depth=3),
        "no width": made(0, 10, zlib.compress(row * 10)),
        "20000 x 20000": made(20000, 20000, zlib.compress(row)),
        "cut stream": made(10, 10, zlib.compress(row * 10)[:-6]),
    }


def pixels(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.copy()


@pytest.mark.parametrize("name", good())
def test_sound_files_keep_every_pixel_and_lose_everything_else(name):
    data = good()[name]
    result = clean(data, max_pixels=LIMIT)
    one, two = pixels(data), pixels(result.data)
    assert one.mode == two.mode
    assert one.size == two.size == (result.width, result.height)
    assert ImageChops.difference(one.convert("RGBA"), two.convert("RGBA")).getbbox() is None
    assert [word for word in (b"GEHEIM", b"<script", b"PK\x03\x04", b"acTL", b"eXIf") if word in result.data] == []
    assert clean(result.data, max_pixels=LIMIT) == result


@pytest.mark.parametrize("name", bad())
def test_unsound_files_are_refused(name):
    with pytest.raises(BadContent) as refusal:
        clean(bad()[name], max_pixels=LIMIT)
    assert str(refusal.value).endswith("重新上传。")


def rechecked(data: bytes) -> bytes:
    """With every checksum made right again, so that a change reaches what lies behind it."""
    result, at = data[:8], 8
    while at + 12 <= len(data):
        length = struct.unpack_from(">L", data, at)[0]
        result += chunk(data[at + 4 : at + 8], data[at + 8 : at + 8 + length])
        at += 12 + length
    return result


def test_three_thousand_mutations_end_in_a_picture_or_a_refusal():
    rng = random.Random(3)
    seeds = [corpus.png(), corpus.png("P"), with_texts()]
    kept = 0
    for _ in range(3000):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 3)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            kept += bool(clean(rechecked(bytes(data)), max_pixels=LIMIT).data)
        except BadContent:
            continue
    assert 100 < kept < 3000
