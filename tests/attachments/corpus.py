"""Files of every sort, made by script: sound ones, broken ones, and ones that are two things at once."""

import io
import struct
import zipfile
import zlib
from functools import cache

import pikepdf
from PIL import Image, ImageDraw

HTML = b"<html><script>alert(1)</script></html>"
PHP = b"<?php system($_GET['c']); ?>"


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0] // 2, size[1] // 3), fill="navy")
    draw.ellipse((size[0] // 3, size[1] // 3, size[0] * 9 // 10, size[1] * 9 // 10), fill="red")
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def jpeg(mode: str = "RGB", size: tuple[int, int] = (64, 48), **options) -> bytes:
    return encoded(picture(mode, size), "JPEG", **{"quality": 85, **options})


def png(mode: str = "RGB", size: tuple[int, int] = (64, 48), **options) -> bytes:
    return encoded(picture(mode, size), "PNG", **options)


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112], tags[0x010F] = orientation, "GEHEIMKAMERA"
    tags.get_ifd(0x8825)[1] = "N"
    tags.get_ifd(0x8825)[2] = (31.0, 13.0, 48.0)
    return tags.tobytes()


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def with_segment(data: bytes, marker: int, payload: bytes) -> bytes:
    """`data` with one more segment after the first two bytes and JFIF."""
    return data[:20] + segment(marker, payload) + data[20:]


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return output.getvalue()


def sized_jpeg(width: int, height: int) -> bytes:
    """A header that announces more than is there."""
    data = jpeg("L", (16, 16))
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


@cache
def good_jpegs() -> dict[str, bytes]:
    base = jpeg()
    found = {
        f"{mode} {name}": jpeg(mode, **options) for mode in ("L", "RGB", "CMYK") for name, options in VARIANTS.items()
    }
    return found | {
        "GPS": jpeg(exif=exif()),
        "profile": jpeg(icc_profile=b"p" * 3000),
        "comment": jpeg(comment=b"GEHEIM"),
        "html in comment": with_segment(base, 0xFE, HTML),
        "php in APP1": with_segment(base, 0xE1, PHP),
        "pdf in APP13": with_segment(base, 0xED, pdf()),
        "zip behind": base + archive({"evil.exe": b"MZ"}),
        "html behind": base + HTML,
        "pdf behind": base + pdf(),
        "second picture behind": base + base,
        "zeros behind": base + b"\0" * 500,
        "thumbnail in JFIF": base[:2] + segment(0xE0, base[6:18] + b"\x02\x02" + b"x" * 12) + base[20:],
        "fill bytes": base[:20] + b"\xff\xff\xff" + base[20:],
        "one pixel": jpeg(size=(1, 1)),
        "odd size": jpeg(size=(61, 3)),
        "restart markers": jpeg(restart_marker_rows=1),
    }


VARIANTS = {
    "baseline": {},
    "progressive": {"progressive": True},
    "optimised": {"optimize": True},
    "quality 20": {"quality": 20},
    "full colour": {"subsampling": 0},
    "dpi": {"dpi": (96, 96)},
}


@cache
def bad_jpegs() -> dict[str, bytes]:
    base = jpeg()
    start = base.index(b"\xff\xda")
    return {
        "empty": b"",
        "start only": base[:2],
        "without end": base[:-2],
        "half": base[: len(base) // 2],
        "header only": base[:start],
        "gif": encoded(picture("P"), "GIF"),
        "bmp": encoded(picture(), "BMP"),
        "html": HTML,
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "text behind magic": b"\xff\xd8\xff" + b"hello" * 50,
        "garbage between": base[:20] + b"garbage" + base[20:],
        "html before": HTML + base,
        "65500 x 65500": sized_jpeg(65500, 65500),
        "20000 x 20000": sized_jpeg(20000, 20000),
        "zero width": sized_jpeg(0, 10),
        "long segment": base[:20] + b"\xff\xe1\xff\xff" + base[20:],
        "short segment": base[:20] + b"\xff\xe1\x00\x01" + base[20:],
        "two frames": base[:start] + base[base.index(b"\xff\xc0") :],
        "arithmetic": base.replace(b"\xff\xc0", b"\xff\xc9", 1),
        "twelve bits": base.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c", 1),
        "payload in DHT": base[:20] + segment(0xC4, b"\x00" + bytes(16) + HTML) + base[20:],
        "payload in DQT": base[:20] + segment(0xDB, b"\x00" + b"q" * 64 + HTML) + base[20:],
    }


# ---- PDF


def pdf(pages: int = 1, change=None, **options) -> bytes:
    """A document of blank pages; `change(document)` adds what the test is about."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    output = io.BytesIO()
    document.save(output, **options)
    return output.getvalue()


def root(**entries):
    def change(document):
        for name, value in entries.items():
            document.Root[f"/{name}"] = value(document) if callable(value) else value

    return change


def action(kind: str, **more) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def annotation(**entries):
    def change(document):
        note = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9], **{"Subtype": pikepdf.Name.Link, **entries})
        )
        document.pages[0].Annots = pikepdf.Array([note])

    return change


def link(target: str):
    return annotation(A=action("URI", URI=pikepdf.String(target)))


def embedded(document):
    document.attachments["evil.exe"] = b"MZ" * 100


def page_event(what: pikepdf.Dictionary):
    def change(document):
        document.pages[0].obj["/AA"] = pikepdf.Dictionary(O=what)

    return change


def disguised() -> bytes:
    """/JavaScript spelt with escapes; the stand-in has the same length, so that the table stays right."""
    return pdf(change=annotation(A=action("ABCDEFGHIJKLMN"))).replace(b"/ABCDEFGHIJKLMN", b"/J#61vaScrip#74")


def nested(document):
    """Deeper than any word processor writes."""
    inner = pikepdf.Dictionary()
    for _ in range(90):
        inner = pikepdf.Dictionary(Deep=inner)
    document.Root.Deep = inner


@cache
def stream_bomb() -> bytes:
    """400 MB of zeros in 2 MB."""
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(400)), packer.flush()])

    def change(document):
        stream = document.make_stream(b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        document.pages[0].Contents = stream

    return pdf(change=change)


@cache
def object_stream_bomb() -> bytes:
    """An object stream that must be unpacked to find any object, and unpacks to 600 MB."""
    packer = zlib.compressobj(1)
    packed = b"".join(
        [packer.compress(b"1 0 "), *(packer.compress(b" " * (1 << 20)) for _ in range(600)), packer.flush()]
    )
    head = b"%PDF-1.7\n"
    stream = (
        b"2 0 obj\n<</Type/ObjStm/N 1/First 4/Length %d/Filter/FlateDecode>>\nstream\n" % len(packed)
        + packed + b"\nendstream\nendobj\n"
    )  # fmt: skip
    at = len(head) + len(stream)
    rows = b"".join(struct.pack(">BLH", *row) for row in ((0, 0, 65535), (2, 2, 0), (1, len(head), 0), (1, at, 0)))
    table = b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n" % len(rows) + rows
    return head + stream + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


@cache
def good_pdfs() -> dict[str, bytes]:
    page_dictionary = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0]))
    return {
        "plain": pdf(),
        "fifty pages": pdf(50),
        "linearised": pdf(linearize=True),
        "object streams": pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "web link": pdf(change=link("https://example.com/办事?x=1")),
        "mail link": pdf(change=link("mailto:someone@example.com")),
        "opens at page": pdf(change=root(OpenAction=lambda d: pikepdf.Array([d.pages[0].obj, pikepdf.Name.Fit]))),
        "opens by GoTo": pdf(change=root(OpenAction=page_dictionary)),
        "font called AA": pdf(change=root(Fonts=pikepdf.Dictionary(AA=pikepdf.Dictionary(Type=pikepdf.Name.Font)))),
        "form field": pdf(change=root(AcroForm=pikepdf.Dictionary(Fields=pikepdf.Array([])))),
        "zeros behind": pdf() + b"\0" * 100,
        "bomb that nobody unpacks": stream_bomb(),
    }


@cache
def bad_pdfs() -> dict[str, tuple[bytes, str]]:
    """Name -> (file, key of the reason)."""
    script = action("JavaScript", JS=pikepdf.String("app.alert(1)"))
    sound = pdf()
    return {
        "html before": (HTML * 30 + sound, "header"),
        "odd version": (sound.replace(b"%PDF-1.", b"%PDF-x.", 1), "header"),
        "half": (sound[: len(sound) // 2], "tail"),
        "zip behind": (sound + archive({"a": b"b"}), "tail"),
        "html behind": (sound + HTML, "tail"),
        "broken table": (sound.replace(b"0000000015", b"0000000019", 1), "damaged"),
        "no table": (b"%PDF-1.4\nhello\n%%EOF\n", "damaged"),
        "password": (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
        "restrictions": (pdf(encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"),
        "no page": (pdf(0), "empty"),
        "opening script": (pdf(change=root(OpenAction=script)), "script"),
        "script by name": (pdf(change=root(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(
            Names=pikepdf.Array([pikepdf.String("x"), script]))))), "script"),
        "script in a link": (pdf(change=annotation(A=script)), "script"),
        "script, name disguised": (disguised(), "script"),
        "opening launch": (pdf(change=root(OpenAction=action("Launch", F=pikepdf.String("cmd.exe")))), "action"),
        "launch in a link": (pdf(change=annotation(A=action("Launch", F=pikepdf.String("cmd.exe")))), "action"),
        "page event": (pdf(change=page_event(script)), "action"),
        "page event, harmless looking": (
            pdf(change=page_event(action("URI", URI=pikepdf.String("https://example.com")))), "action"),
        "submit": (pdf(change=annotation(A=action("SubmitForm", F=pikepdf.String("http://x")))), "action"),
        "import": (pdf(change=annotation(A=action("ImportData", F=pikepdf.String("x")))), "action"),
        "other document": (pdf(change=annotation(A=action("GoToR", F=pikepdf.String("x.pdf")))), "action"),
        "embedded document": (pdf(change=annotation(A=action("GoToE", F=pikepdf.String("x.pdf")))), "action"),
        "embedded file": (pdf(change=embedded), "embedded"),
        "attached by note": (pdf(change=annotation(Subtype=pikepdf.Name.FileAttachment)), "embedded"),
        "rich media": (pdf(change=annotation(Subtype=pikepdf.Name.RichMedia)), "media"),
        "film": (pdf(change=annotation(A=action("Movie"))), "media"),
        "xfa": (pdf(change=root(AcroForm=pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>")))), "xfa"),
        "javascript link": (pdf(change=link("javascript:alert(1)")), "link"),
        "file link": (pdf(change=link("file:///etc/passwd")), "link"),
        "unc link": (pdf(change=link(r"\\host\share")), "link"),
        "nested": (pdf(change=nested), "complex"),
    }  # fmt: skip


# ---- Office

TYPES = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relations(*entries: str) -> bytes:
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return (head + "".join(entries) + "</Relationships>").encode()


def external(kind: str, target: str) -> bytes:
    return relations(f'<Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}" TargetMode="External"/>')


def package(kind: str = "docx", content_type: str = "", **more) -> dict[str, bytes]:
    main, type_ = TYPES[kind]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{content_type or type_}"/></Types>'
    )
    return {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations(f'<Relationship Id="r0" Type="{RELATION}officeDocument" Target="{main}"/>'),
        main: b"<w:document xmlns:w='w'><w:t>text</w:t></w:document>",
    }


def office(kind: str = "docx", add: dict[str, bytes] | None = None, content_type: str = "") -> bytes:
    return archive(package(kind, content_type) | (add or {}))


def stored_size(data: bytes, size: int) -> bytes:
    """The last entry of the directory claims another unpacked size."""
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<L", size) + data[at + 28 :]


# ---- Compound files (97-2003)


def compound(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A version-3 compound file; every stream lies in whole sectors of 512 bytes (at least 4,096 bytes each)."""
    names = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    sectors: list[bytes] = []
    table: list[int] = []

    def chain(body: bytes) -> int:
        first, count = len(table), max(1, -(-len(body) // 512))
        table.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        sectors.extend(body[at : at + 512].ljust(512, b"\0") for at in range(0, count * 512, 512))
        return first

    for name, body in streams.items():
        body = body.ljust(4096, b"\0")
        names.append((name, 2, chain(body), len(body)))
    names += [(name, 1, 0, 0) for name in storages]
    entries = b""
    for name, kind, start, size in names:
        raw = name.encode("utf-16-le")
        entries += raw.ljust(64, b"\0") + struct.pack("<HBBLLL", len(raw) + 2, kind, 1, *(0xFFFFFFFF,) * 3)
        entries += bytes(36) + struct.pack("<LQ", start, size)
    entries = entries.ljust(-(-len(entries) // 512) * 512, b"\0")
    directory = chain(entries)
    place = len(table)
    table.append(0xFFFFFFFD)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<LLLLLLLLL", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109L", place, *(0xFFFFFFFF,) * 108)
    fat = struct.pack("<128L", *(table + [0xFFFFFFFF] * (128 - len(table))))
    return header + b"".join(sectors) + fat


def word(flags: int = 0, text: bytes = b"", **more) -> bytes:
    return compound({"WordDocument": struct.pack("<H8xH", 0xA5EC, flags) + bytes(20) + text}, **more)


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def excel(*records: bytes, **more) -> bytes:
    return compound({"Workbook": record(0x0809, bytes(16)) + b"".join(records) + record(0x000A, b"")}, **more)


def sheet(kind: int) -> bytes:
    return record(0x0085, struct.pack("<LBB", 0, 0, kind) + b"\x05\0Sheet")
