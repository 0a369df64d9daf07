"""Pictures: the same pixels, nothing else."""

import io
import random
import struct
import time
import tracemalloc

import pytest
from PIL import Image, ImageChops, ImageOps

from portal.attachments.checks.jpeg import clean, with_density
from portal.attachments.errors import BadContent
from tests.attachments import corpus

LIMIT = 16_000_000
FOREIGN = (corpus.HTML, corpus.PHP, b"GEHEIM", b"%PDF", b"PK\x03\x04", b"Exif", b"<script")


def pixels(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.copy()


def same(one: Image.Image, two: Image.Image) -> bool:
    return one.mode == two.mode and one.size == two.size and ImageChops.difference(one, two).getbbox() is None


@pytest.mark.parametrize("name", corpus.good_jpegs())
def test_sound_files_keep_every_pixel_and_lose_everything_else(name):
    data = corpus.good_jpegs()[name]
    result = clean(data, max_pixels=LIMIT)
    assert same(pixels(data), pixels(result.data))
    assert [word for word in FOREIGN if word in result.data] == []
    assert result.data.endswith(b"\xff\xd9")
    assert clean(result.data, max_pixels=LIMIT).data == result.data
    assert (result.width, result.height) == pixels(data).size


@pytest.mark.parametrize("name", corpus.bad_jpegs())
def test_unsound_files_are_refused_quickly_and_cheaply(name):
    data = corpus.bad_jpegs()[name]
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(BadContent) as refusal:
        clean(data, max_pixels=LIMIT)
    elapsed, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refusal.value).endswith("重新上传。")
    assert peak < 20_000_000
    assert elapsed < 0.5


def test_pixel_limit_is_exact():
    data = corpus.jpeg("L", (40, 25))
    assert clean(data, max_pixels=1000).width == 40
    with pytest.raises(BadContent, match="40×25"):
        clean(data, max_pixels=999)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_pictures_are_stored_upright(orientation):
    data = corpus.jpeg(quality=95, subsampling=0, exif=corpus.exif(orientation), dpi=(96, 96))
    result = clean(data, max_pixels=LIMIT)
    upright = ImageOps.exif_transpose(pixels(data))
    difference = ImageChops.difference(upright, pixels(result.data))
    assert upright.size == (result.width, result.height)
    assert max(high for _, high in difference.getextrema()) < 40
    assert result.density == (1, 96, 96)
    assert not pixels(result.data).getexif()


@pytest.mark.parametrize("density", [(1, 96, 96), (2, 38, 38), (0, 1, 1), (1, 72, 100), None])
def test_density_is_the_only_thing_kept(density):
    data = corpus.jpeg()
    data = data[:13] + struct.pack(">BHH", *density) + data[18:] if density else data[:2] + data[20:]
    assert clean(data, max_pixels=LIMIT).density == density


def test_density_can_be_declared_without_touching_the_picture():
    for data in (corpus.jpeg(), corpus.jpeg()[:2] + corpus.jpeg()[20:]):
        stated = with_density(clean(data, max_pixels=LIMIT).data, 96)
        assert clean(stated, max_pixels=LIMIT).density == (1, 96, 96)
        assert same(pixels(stated), pixels(data))


def test_twenty_thousand_mutations_end_in_a_picture_or_a_refusal():
    rng = random.Random(20261120)
    seeds = [corpus.jpeg(size=(32, 24)), corpus.jpeg(size=(32, 24), progressive=True), corpus.jpeg("CMYK", (32, 24)),
             corpus.jpeg(size=(32, 24), exif=corpus.exif(6)), corpus.good_jpegs()["zip behind"]]  # fmt: skip
    outcomes = {"kept": 0, "refused": 0}
    for _ in range(20_000):
        data = mutated(rng, bytearray(rng.choice(seeds)))
        try:
            result = clean(data, max_pixels=LIMIT)
        except BadContent:
            outcomes["refused"] += 1
        else:
            outcomes["kept"] += 1
            assert pixels(result.data).size == (result.width, result.height)
    assert min(outcomes.values()) > 50


def mutated(rng: random.Random, data: bytearray) -> bytes:
    for _ in range(rng.randint(1, 4)):
        at, kind = rng.randrange(len(data)), rng.randrange(5)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[at] = rng.choice((0, 0xFF, 0xD8, 0xD9, 0xDA, 0xC4, 0x7F))
        elif kind == 2:
            del data[at : at + rng.randint(1, 40)]
        elif kind == 3:
            data[at:at] = rng.randbytes(rng.randint(1, 40))
        else:
            data[at:at] = data[rng.randrange(len(data)) :][: rng.randint(1, 200)]
        if not data:
            return b""
    return bytes(data)
