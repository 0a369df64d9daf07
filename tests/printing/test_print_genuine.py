"""The same filing gives the same bytes, and whoever holds the paper can have it checked."""

from __future__ import annotations

import io
import random
import re

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.printing import pool
from portal.printing.check_code import ALPHABET, check_code, matches
from portal.printing.render import render_pdf
from portal.printing.sheet import DRAFT, render_sheet
from tests.printing.papers import project_sheet, text_of
from tests.printing.samples import digest, project_content

NUMBER, SHA = "W2026111200037", "ab" * 32


def test_two_processes_give_the_same_bytes():
    html = render_sheet(project_sheet())
    first = render_pdf(html)
    pool.shut_down()
    assert render_pdf(html) == first
    assert render_pdf(render_sheet(project_sheet())) == first


def test_one_changed_letter_changes_the_print():
    changed = project_content()
    changed["sections"][0]["fields"][3]["text"] = "改造"
    assert render_pdf(render_sheet(project_sheet(changed))) != render_pdf(render_sheet(project_sheet()))


def test_file_says_when_the_content_was_filed_and_not_when_it_was_printed():
    with pikepdf.open(io.BytesIO(render_pdf(render_sheet(project_sheet())))) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20261112103200+08'00"
        assert "上海市建设工程项目信息报送表" in str(document.docinfo["/Title"])
        assert len(document.trailer["/ID"]) == 2


def test_foot_carries_the_hash_of_the_content():
    assert f"内容摘要{digest(project_content())[:16]}" in text_of(render_pdf(render_sheet(project_sheet())))


def test_code_is_on_the_paper_and_in_the_address_of_the_qr_code():
    sheet = project_sheet()
    assert re.fullmatch(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", sheet.check_code)
    assert sheet.verify_url.endswith(f"/verify/{NUMBER}/?code={sheet.check_code}")
    assert f"校验码：{sheet.check_code}" in text_of(render_pdf(render_sheet(sheet)))


def test_code_matches_as_people_type_it():
    code = check_code(NUMBER, SHA)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code[:5]} {code[6:]} ", wide):
        assert matches(typed, NUMBER, SHA)


def test_a_hundred_tampered_codes_are_refused():
    code, chance = check_code(NUMBER, SHA), random.Random(20261112)  # noqa: S311
    plain = code.replace("-", "")
    for _ in range(100):
        place = chance.randrange(len(plain))
        other = chance.choice([c for c in ALPHABET if c != plain[place]])
        assert not matches(plain[:place] + other + plain[place + 1 :], NUMBER, SHA)


def test_code_of_another_number_or_content_is_refused():
    chance = random.Random(7)  # noqa: S311
    for _ in range(100):
        number = f"W{chance.randrange(10**13):013d}"
        sha256 = f"{chance.getrandbits(256):064x}"
        assert not matches(check_code(number, SHA), NUMBER, SHA)
        assert not matches(check_code(NUMBER, sha256), NUMBER, SHA)


@pytest.mark.parametrize("typed", ["", "-", "A" * 9, "A" * 11, "测试" * 500, "\x00", "ß" * 10])
def test_nonsense_is_refused(typed):
    assert not matches(typed, NUMBER, SHA)


def test_codes_of_another_key_do_not_match(settings):
    code = check_code(NUMBER, SHA)
    settings.CHECK_CODE_KEY = "another-key"
    assert not matches(code, NUMBER, SHA)


def test_no_codes_without_a_key(settings):
    settings.CHECK_CODE_KEY = ""
    with pytest.raises(ImproperlyConfigured):
        check_code(NUMBER, SHA)


def test_codes_use_no_letters_that_look_alike():
    assert not set(ALPHABET) & set("01IO")
    assert len(set(ALPHABET)) == 32


def test_draft_vouches_for_nothing():
    sheet = project_sheet(watermark=DRAFT, submitted_at=None, signature=None)
    assert (sheet.check_code, sheet.verify_url, sheet.qr, sheet.content_hash) == ("", "", "", "")
    text = text_of(render_pdf(render_sheet(sheet)))
    assert "草" in text
    assert "本表尚未上报" in text
    assert "校验码" not in text


def test_print_of_a_returned_filing_says_so():
    assert "办理状态：退回修改" in text_of(render_pdf(render_sheet(project_sheet(status_text="退回修改"))))
