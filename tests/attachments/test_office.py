"""Word and Excel, new and old: text and tables, nothing that starts or fetches."""

import io
import random
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from portal.attachments.checks import office, ole
from portal.attachments.errors import BadContent
from tests.attachments import corpus

WEB = '<Relationship Id="r2" Type="{}hyperlink" Target="https://example.com/" TargetMode="External"/>'


def real_workbook() -> bytes:
    book = Workbook()
    book.active["A1"], book.active["A2"] = "单位", "=1+1"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


GOOD = {
    "docx": corpus.office("docx"),
    "xlsx": corpus.office("xlsx"),
    "workbook of openpyxl": real_workbook(),
    "web link": corpus.office("docx", {"word/_rels/document.xml.rels": corpus.relations(WEB.format(corpus.RELATION))}),
    "picture": corpus.office("docx", {"word/media/image1.png": corpus.png()}),
    "page number field": corpus.office(
        "docx", {"word/footer1.xml": b"<w:instrText>PAGE \\* MERGEFORMAT</w:instrText>"}
    ),
    "printer settings": corpus.office("xlsx", {"xl/printerSettings/printerSettings1.bin": b"\0" * 100}),
}
BAD = {
    "macro project": (corpus.office("docx", {"word/vbaProject.bin": b"x"}), office.MACRO),
    "macro type": (
        corpus.office("docx", content_type="application/vnd.ms-word.document.macroEnabled.main+xml"), office.MACRO),
    "macro sheet": (corpus.office("xlsx", {"xl/macrosheets/sheet1.xml": b"<x/>"}), office.MACRO),
    "program": (corpus.office("docx", {"word/media/run.exe": b"MZ"}), office.MACRO),
    "dde": (corpus.office("docx", {"word/header1.xml": b'<w:instrText a="b">DDEAUTO x</w:instrText>'}), office.MACRO),
    "dde in pieces": (corpus.office("docx", {"word/header1.xml":
        b"<w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO cmd</w:instrText>"}), office.MACRO),
    "dde, simple field": (corpus.office("docx", {"word/header1.xml": b'<fldSimple instr="DDE cmd">'}), office.MACRO),
    "embedded object": (corpus.office("docx", {"word/embeddings/oleObject1.bin": b"x"}), office.OBJECT),
    "control": (corpus.office("xlsx", {"xl/activeX/activeX1.xml": b"<x/>"}), office.OBJECT),
    "external book": (corpus.office("xlsx", {"xl/externalLinks/externalLink1.xml": b"<x/>"}), office.OBJECT),
    "template outside": (corpus.office("docx", {"word/_rels/settings.xml.rels":
        corpus.external("attachedTemplate", "http://evil/x.dotm")}), office.OUTSIDE),
    "picture outside": (corpus.office("docx", {"word/_rels/document.xml.rels":
        corpus.external("image", "http://evil/x.png")}), office.OUTSIDE),
    "link to a share": (corpus.office("docx", {"word/_rels/document.xml.rels":
        corpus.external("hyperlink", "file://///host/share")}), office.OUTSIDE),
    "entity bomb": (corpus.office("docx", {"word/_rels/x.rels":
        b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Relationships>&b;</Relationships>'}), office.DAMAGED),
    "zip bomb": (corpus.office("docx", {"word/media/a.bin": bytes(101 * 1024 * 1024)}), office.HUGE),
    "lying size": (corpus.stored_size(corpus.office("docx", {"word/z.xml": b"x" * 5000}), 10), office.DAMAGED),
    "parts without end": (corpus.office("docx", {f"word/a{n}.xml": b"" for n in range(2001)}), office.DAMAGED),
    "path upwards": (corpus.office("docx", {"word/../../evil.xml": b"x"}), office.DAMAGED),
    "absolute path": (corpus.office("docx", {"/etc/passwd": b"x"}), office.DAMAGED),
    "same name twice": (corpus.office("docx", {"WORD/document.xml": b"x"}), office.DAMAGED),
    "something behind": (corpus.office("docx") + corpus.HTML, office.DAMAGED),
    "something before": (b"MZ" + corpus.office("docx"), office.DAMAGED),
    "cut": (corpus.office("docx")[:-30], office.DAMAGED),
    "no content types": (corpus.archive({"word/document.xml": b"x", "_rels/.rels": b"<x/>"}), office.DAMAGED),
    "other method": (corpus.archive(corpus.package(), zipfile.ZIP_LZMA), office.DAMAGED),
    "excel type in word": (corpus.office("docx", content_type=corpus.TYPES["xlsx"][1]), office.DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_documents_are_accepted(name):
    kind = "xlsx" if b"xl/workbook.xml" in GOOD[name] else "docx"
    assert office.check(GOOD[name], kind=kind) is None


@pytest.mark.parametrize("name", BAD)
def test_programs_links_and_damaged_packages_are_refused(name):
    data, reason = BAD[name]
    with pytest.raises(BadContent) as refusal:
        office.check(data, kind="xlsx" if b"xl/workbook.xml" in data else "docx")
    assert str(refusal.value) == reason


def test_encrypted_parts_are_named_as_such():
    data = bytearray(corpus.office("docx"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    with pytest.raises(BadContent) as refusal:
        office.check(bytes(data), kind="docx")
    assert str(refusal.value) == office.ENCRYPTED


OLD_GOOD = {
    "doc": ("doc", corpus.word()),
    "doc with summary": (
        "doc",
        corpus.compound({"WordDocument": corpus.word()[512:1024], "\x05SummaryInformation": b"x"}),
    ),
    "xls": ("xls", corpus.excel(corpus.sheet(0))),
    "xls with chart": ("xls", corpus.excel(corpus.sheet(0), corpus.sheet(2))),
    "xls, sheets of its own": ("xls", corpus.excel(corpus.record(0x01AE, b"\x01\0\x01\x04"))),
}
OLD_BAD = {
    "doc with macros": ("doc", corpus.word(storages=("Macros", "VBA")), office.MACRO),
    "xls with macros": ("xls", corpus.excel(storages=("_VBA_PROJECT_CUR",)), office.MACRO),
    "excel 4 macro sheet": ("xls", corpus.excel(corpus.sheet(0), corpus.sheet(1)), office.MACRO),
    "vba module sheet": ("xls", corpus.excel(corpus.sheet(6)), office.MACRO),
    "embedded object in doc": ("doc", corpus.word(storages=("ObjectPool",)), office.OBJECT),
    "embedded object in xls": ("xls", corpus.excel(storages=("MBD0018D4CE",)), office.OBJECT),
    "native object": (
        "doc",
        corpus.compound({"WordDocument": corpus.word()[512:1024], "\x01Ole10Native": b"x"}),
        office.OBJECT,
    ),
    "encrypted doc": ("doc", corpus.word(flags=0x0100), office.ENCRYPTED),
    "encrypted xls": ("xls", corpus.excel(corpus.record(0x002F, b"\0" * 6)), office.ENCRYPTED),
    "encrypted docx in a doc's coat": ("doc", corpus.compound({"EncryptedPackage": b"x"}), office.ENCRYPTED),
    "xls linked to a file": ("xls", corpus.excel(corpus.record(0x01AE, b"\x01\0\x08\0\0evil.xls")), office.OUTSIDE),
    "doc with dde": ("doc", corpus.word(text="DDEAUTO cmd".encode("utf-16-le")), office.MACRO),
    "no main stream": ("doc", corpus.compound({"Other": b"x"}), office.DAMAGED),
    "main stream of zeros": ("doc", corpus.compound({"WordDocument": bytes(100)}), office.DAMAGED),
    "no sheet records": ("xls", corpus.compound({"Workbook": b"hello"}), office.DAMAGED),
    "cut": ("doc", corpus.word()[:2000], office.DAMAGED),
    "header only": ("doc", corpus.word()[:512], office.DAMAGED),
    "nothing": ("doc", b"", office.DAMAGED),
}


@pytest.mark.parametrize("name", OLD_GOOD)
def test_old_documents_are_accepted(name):
    kind, data = OLD_GOOD[name]
    assert ole.check(data, kind=kind) is None


@pytest.mark.parametrize("name", OLD_BAD)
def test_old_programs_and_damaged_files_are_refused(name):
    kind, data, reason = OLD_BAD[name]
    with pytest.raises(BadContent) as refusal:
        ole.check(data, kind=kind)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(("check", "kind", "seed"), [
    (ole.check, "doc", corpus.word()), (ole.check, "xls", corpus.excel(corpus.sheet(0))),
    (office.check, "docx", corpus.office("docx")), (office.check, "xlsx", real_workbook()),
])  # fmt: skip
def test_mutations_end_in_acceptance_or_refusal(check, kind, seed):
    rng = random.Random(zlib.crc32(kind.encode()))
    refused = 0
    for _ in range(600):
        data = bytearray(seed)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data) if rng.random() < 0.5 else 600)] = rng.choice((0, 1, 0x7F, 0xFE, 0xFF))
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]
        try:
            check(bytes(data), kind=kind)
        except BadContent:
            refused += 1
    assert refused > 100
