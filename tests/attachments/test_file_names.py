"""Names of files: what users send, and what leaves the portal again."""

import random
import re
import unicodedata

import pytest

from portal.attachments.names import MAX_LENGTH, clean_name, with_extension

HOSTILE = [
    "../", "..\\", "/etc/passwd", "C:\\Windows\\", "\r\nSet-Cookie: a=b", "\u202egpj.exe", "\u200b", "\x00",
    "\x1b[31m", '"', ";", "'", "<script>", "%0d%0a", "|", "*", "?", ":", "\ud800", "\ue000", "\u2028",
    "名" * 300, " ", ".", "𠮷",
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("立项批复（徐房管〔2026〕112号）.pdf", "立项批复（徐房管〔2026〕112号）.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\扫描 件.PDF", "扫描 件.PDF"),
        ("a\r\nSet-Cookie: x=y.pdf", "a Set-Cookie_ x=y.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u200bb\x00c.pdf", "abc.pdf"),
        ("  .hidden.pdf  ", "hidden.pdf"),
        ('a"b<c>d|e?.pdf', "a_b_c_d_e_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("", "附件"),
        ("....", "附件"),
        ("/", "附件"),
        ("e\u0301.pdf", "é.pdf"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_cleaning(raw, clean):
    assert clean_name(raw) == clean


def test_long_names_keep_their_ending():
    name = clean_name("名" * 500 + ".pdf")
    assert len(name) == MAX_LENGTH
    assert name.endswith("名.pdf")
    assert len(clean_name("x" * 500)) == MAX_LENGTH


def test_two_hundred_hostile_names_become_harmless_and_stay_so():
    rng = random.Random(4)
    for _ in range(200):
        raw = "".join(rng.choice(HOSTILE) for _ in range(rng.randint(1, 8))) + rng.choice([".pdf", "", ".exe"])
        name = clean_name(raw)
        assert 0 < len(name) <= MAX_LENGTH
        assert not re.search(r'[\\/<>:"|?*\r\n\x00]', name)
        assert not any(unicodedata.category(char).startswith("C") for char in name)
        assert not name.startswith(".")
        assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "kind", "result"),
    [
        ("a.pdf", "pdf", "a.pdf"),
        ("a.PDF", "pdf", "a.PDF"),
        ("a.jpeg", "jpg", "a.jpeg"),
        ("a.png", "jpg", "a.jpg"),
        ("扫描件", "pdf", "扫描件.pdf"),
        ("第1.2章", "pdf", "第1.2章.pdf"),
        ("a.exe", "pdf", "a.exe.pdf"),
        ("a.docx", "doc", "a.doc"),
        ("x" * 200, "pdf", "x" * 196 + ".pdf"),
    ],
)
def test_name_ends_as_the_content_demands(name, kind, result):
    assert with_extension(name, kind) == result
