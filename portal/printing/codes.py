"""What a machine reads on the paper: Code 128 of the online number and the QR code of the verification page."""

from __future__ import annotations

import base64
import itertools

import segno
from barcode.codex import Code128

QUIET_ZONE = 10


def data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def code128(text: str) -> str:
    """Picture of `text` (ASCII) as a data URI, one unit per module, with the quiet zones of ISO/IEC 15417."""
    modules = Code128(text).build()[0]
    path, x = [], QUIET_ZONE
    for bit, run in itertools.groupby(modules):
        width = len(list(run))
        if bit == "1":
            path.append(f"M{x} 0h{width}v40h-{width}z")
        x += width
    width = x + QUIET_ZONE
    return data_uri(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 40" width="{width}" height="40" '
        f'preserveAspectRatio="none"><path d="{"".join(path)}"/></svg>'
    )


def qr(text: str) -> str:
    """QR code as a data URI, error correction M, without the quiet zone: the sheet leaves four modules of white."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return data_uri(code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))
