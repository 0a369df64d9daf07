"""A picture as a page of A4. A JPEG goes in as it is; of a PNG the pixels are packed anew, nothing is thrown away."""

import io
import zlib

import pikepdf
from PIL import Image

A4 = (595.28, 841.89)
MARGIN = 36


def page_with(data: bytes) -> pikepdf.Pdf:
    """A document of one page with the picture, upright or across, as large as the margins allow.

    Raises:
        UnidentifiedImageError: the bytes are no picture.
    """
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
        width, height = picture.size
        body, described = _jpeg(picture, data) if picture.format == "JPEG" else _pixels(picture)
    pdf = pikepdf.new()
    page_width, page_height = A4 if height >= width else A4[::-1]
    scale = min((page_width - 2 * MARGIN) / width, (page_height - 2 * MARGIN) / height)
    shown = (width * scale, height * scale)
    left, bottom = (page_width - shown[0]) / 2, (page_height - shown[1]) / 2
    drawn = f"q {shown[0]:.3f} 0 0 {shown[1]:.3f} {left:.3f} {bottom:.3f} cm /Picture Do Q".encode()
    image = pikepdf.Stream(
        pdf, body, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
        BitsPerComponent=8, **described,
    )  # fmt: skip
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page, MediaBox=[0, 0, page_width, page_height], Contents=pikepdf.Stream(pdf, drawn),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=image)),
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf


def _jpeg(picture: Image.Image, data: bytes) -> tuple[bytes, dict]:
    spaces = {"L": pikepdf.Name.DeviceGray, "CMYK": pikepdf.Name.DeviceCMYK}
    described = {"ColorSpace": spaces.get(picture.mode, pikepdf.Name.DeviceRGB), "Filter": pikepdf.Name.DCTDecode}
    if picture.mode == "CMYK":  # Adobe writes these inverted
        described["Decode"] = pikepdf.Array([1, 0] * 4)
    return data, described


def _pixels(picture: Image.Image) -> tuple[bytes, dict]:
    """On white, because paper has no transparency."""
    if picture.mode in {"1", "L", "I", "I;16"}:
        flat, space = picture.convert("L"), pikepdf.Name.DeviceGray
    else:
        clear = picture.convert("RGBA")
        flat, space = Image.new("RGB", clear.size, "white"), pikepdf.Name.DeviceRGB
        flat.paste(clear, mask=clear.getchannel("A"))
    return zlib.compress(flat.tobytes()), {"ColorSpace": space, "Filter": pikepdf.Name.FlateDecode}
