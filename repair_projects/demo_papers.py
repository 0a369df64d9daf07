"""Attachments for the demo: drawn pages that say what they stand for. Nothing real is in them."""

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

A4 = (744, 1052)  # 90 dots per inch
INK, GREY, STAMP = (30, 30, 30), (150, 150, 150), (200, 30, 30)
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
)


def picture(title: str, lines: list[str]) -> bytes:
    """A scanned page as JPEG."""
    out = io.BytesIO()
    _page(title, lines).save(out, "JPEG", quality=70)
    return out.getvalue()


@cache
def document(title: str) -> bytes:
    """A one-page PDF; the same title gives the same bytes, so that its check runs once."""
    out = io.BytesIO()
    _page(title, ["本页为演示材料，不具有任何效力。"]).save(out, "PDF", resolution=90)
    return out.getvalue()


def _page(title: str, lines: list[str]) -> Image.Image:
    page = Image.new("RGB", A4, "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, A4[0] - 40, A4[1] - 40), outline=GREY)
    draw.text((A4[0] / 2, 120), title, font=_font(30), fill=INK, anchor="mm")
    for number, line in enumerate(lines):
        draw.text((90, 220 + 48 * number), line, font=_font(20), fill=INK)
    draw.ellipse((480, 800, 640, 960), outline=STAMP, width=4)
    draw.text((560, 880), "演示", font=_font(34), fill=STAMP, anchor="mm")
    return page


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    found = next(path for path in FONTS if path.is_file())
    return ImageFont.truetype(str(found), size)
