"""What comes out of the printer: pages, size, text, fonts, standard. Pictures for the eye are in benchmarks/."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings as project
from PIL import Image

from portal.printing import pool
from portal.printing.render import render_pdf, style_sheet
from portal.printing.sheet import render_sheet
from tests.printing import pictures
from tests.printing.papers import attachments_of, fonts_of, pages_of, project_sheet, sizes_of, text_of
from tests.printing.samples import project_content

NAMES = ["project", "project-short", "project-draft"]


@pytest.mark.parametrize("name", NAMES)
def test_text_is_that_of_the_benchmark(name, settings):
    settings.PORTAL_ORIGINS = ["http://127.0.0.1:8000"]
    pdf = render_pdf(render_sheet(pictures.samples()[name]()))
    benchmark = (pictures.FOLDER / f"{name}.txt").read_text("utf-8")
    assert pictures.pages_as_text(pdf).split("\n\n") == benchmark.split("\n\n")
    assert sizes_of(pdf) == {(210, 297)}


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_picture_of_every_page(name):
    pages = (pictures.FOLDER / f"{name}.txt").read_text("utf-8").split("\n\n")
    files = sorted(pictures.FOLDER.glob(f"{name}-[0-9].png"))
    assert len(files) == len(pages)
    for file in files:
        with Image.open(file) as picture:
            assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.01)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_pdf(render_sheet(project_sheet()))


def test_fonts_are_the_portals_own_and_in_the_file(paper):
    assert fonts_of(paper) == {"Portal-Song": True, "Portal-Hei": True, "Portal-Hei-Bold": True}


def test_paper_is_small(paper):
    content = project_content()
    content["sections"], content["tables"] = content["sections"][:2], content["tables"][:1]
    two_pages = render_pdf(render_sheet(project_sheet(content)))
    assert len(pages_of(two_pages)) <= 2
    assert len(two_pages) < 100_000
    assert len(paper) < 140_000


def test_process_stays_small():
    one = pool.Pool(size=1, jobs_per_child=9)
    try:
        html, sheet = render_sheet(project_sheet()), {"form.css": style_sheet()}
        for _ in range(3):
            one.render(html, sheet, "00" * 16, pool.WEB)
        status = Path(f"/proc/{one._idle[0]._process.pid}/status").read_text("ascii")
    finally:
        one.close()
    assert int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) < 100_000


def test_file_is_archival_and_readable_aloud(paper):
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "zh-CN"
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "2A"
    assert attachments_of(paper) == []


def test_heads_are_repeated_and_pages_are_counted():
    pages = pages_of(render_pdf(render_sheet(project_sheet(project_content(buildings=120)))))
    annex = [page for page in pages if "附表一" in page and "详见" not in page]
    assert len(annex) >= 3
    for page in annex:
        assert "序号幢号/门牌房屋类型" in page
        assert "上海市建设工程项目信息报送表（住宅修缮工程）" in page
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in page
        assert "网上申请编号W2026111200037" in page


def test_a_row_is_never_cut_by_the_end_of_a_page():
    content = project_content(buildings=60)
    for row in content["tables"][1]["rows"]:
        row[-1] = f"甲{row[0][-5:]}" + "修缮内容" * 20 + "乙"
    pages = pages_of(render_pdf(render_sheet(project_sheet(content))))
    annex = [page for page in pages if "附表一" in page and "详见" not in page]
    assert len(annex) > 3
    assert all(page.count("甲") == page.count("乙") for page in annex)


def test_signatures_stay_together():
    for rows in (1, 4, 7, 10, 12):
        pages = pages_of(render_pdf(render_sheet(project_sheet(project_content(buildings=rows)))))
        page = next(page for page in pages if "申请单位意见（公章）" in page)
        assert "审核单位意见（公章）" in page
        assert page.count("经办人：") == 2


def test_every_character_of_a_filing_is_printed(paper):
    text = text_of(paper)
    for section in project_content()["sections"]:
        for entry in section["fields"]:
            assert "".join(f"{entry['text']}{entry['unit']}".split()) in text or entry.get("kind") == "bool"
    assert "☑是☐否" in text
    assert "☐是☑否" in text


def test_rare_character_is_printed_with_the_installed_font_and_logged(caplog):
    content = project_content(buildings=1)
    content["sections"][1]["fields"][5]["text"] = "陈䶮㵘"
    with caplog.at_level("INFO", "portal.printing"):
        pdf = render_pdf(render_sheet(project_sheet(content)))
    assert "陈䶮㵘" in text_of(pdf)
    assert "fallback font Noto Serif CJK SC" in caplog.text
    assert "䶮" in caplog.text


def test_own_fonts_hold_names_and_signs():
    from fontTools.ttLib import TTFont

    for name in ("PortalSong-Regular.ttf", "PortalHei-Regular.ttf", "PortalHei-Bold.ttf"):
        with TTFont(project.BASE_DIR / "static_vendor" / "fonts" / name) as font:
            known = font.getBestCmap()
            assert not [c for c in "喆堃垚翀赟玥彧珺琎昇塱浜泾漕㎡〔〕☑☐㈠①％" if ord(c) not in known], name
            assert "glyf" in font
            assert font["name"].getDebugName(1) in {"Portal Song", "Portal Hei"}
            assert "Noto" not in font["name"].getDebugName(4) + font["name"].getDebugName(6)


def test_fonts_are_up_to_date_with_their_script():
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, str(project.BASE_DIR / "scripts" / "build_fonts.py"), "--check"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
