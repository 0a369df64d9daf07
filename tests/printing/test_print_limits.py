"""A document cannot hurt the web server: limits on time and memory, fixed tables, a pool that recovers."""

from __future__ import annotations

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as project

from portal.printing import pool as pools
from portal.printing.errors import PrintBusy, PrintTooLarge
from portal.printing.pool import Limits, Pool
from portal.printing.render import render_pdf
from portal.printing.sheet import render_sheet
from tests.printing.papers import project_sheet, text_of
from tests.printing.samples import project_content

TEMPLATES = Path(project.BASE_DIR) / "templates" / "print"
AUTO_TABLE = (
    "<style>table{{table-layout:auto!important;width:auto!important}}</style><table><tr><td>{}</td></tr></table>"
)


def test_document_that_runs_away_is_ended_by_the_processor_limit():
    began = time.monotonic()
    with pytest.raises(PrintTooLarge, match="内容过多"):
        render_pdf(AUTO_TABLE.format("修缮工程" * 5000), limits=Limits(wall=20, cpu=1))
    assert time.monotonic() - began < 15
    assert render_pdf("<p>下一份</p>").startswith(b"%PDF")


def test_document_that_runs_away_is_ended_by_the_clock():
    with pytest.raises(PrintTooLarge):
        render_pdf(AUTO_TABLE.format("修缮工程" * 5000), limits=Limits(wall=0.8, cpu=60))
    assert render_pdf("<p>下一份</p>").startswith(b"%PDF")


def test_memory_and_file_size_of_the_process_are_limited():
    render_pdf("<p>x</p>")
    limits = Path(f"/proc/{pools.pool()._idle[-1]._process.pid}/limits").read_text("ascii")
    assert re.search(r"^Max address space +1500000000 +1500000000 ", limits, re.M)
    assert re.search(r"^Max file size +50000000 +50000000 ", limits, re.M)
    assert re.search(r"^Max core file size +0 +0 ", limits, re.M)


def test_document_of_absurd_length_is_refused_before_anything_is_drawn():
    began = time.monotonic()
    with pytest.raises(PrintTooLarge):
        render_pdf("<p>" + "房" * 7_000_000 + "</p>")
    assert time.monotonic() - began < 2


def test_twenty_thousand_characters_in_one_field_are_printed_in_time():
    content = project_content(buildings=1)
    content["sections"][0]["fields"][0]["text"] = "修缮工程" * 5000
    began = time.monotonic()
    pdf = render_pdf(render_sheet(project_sheet(content)))
    assert time.monotonic() - began < 10
    assert text_of(pdf).count("修缮工程") >= 4000


def test_every_field_at_its_maximum_at_once():
    content = project_content(buildings=32)
    for section in content["sections"]:
        for entry in section["fields"]:
            entry["text"] = "上海市住宅修缮工程" * 66
    began = time.monotonic()
    render_pdf(render_sheet(project_sheet(content)))
    assert time.monotonic() - began < 5 * slowness()


def test_two_hundred_rows_are_drawn_at_once():
    began = time.monotonic()
    pdf = render_pdf(render_sheet(project_sheet(project_content(buildings=200))))
    assert time.monotonic() - began < 4 * slowness()
    assert "示范路480弄200号" in text_of(pdf)


def slowness() -> float:
    """How many times slower than an idle machine this one is now (others may be using it)."""
    began = time.perf_counter()
    sum(number * number for number in range(2_000_000))
    return max(1.0, (time.perf_counter() - began) / 0.12)


def test_every_table_of_every_print_has_fixed_columns():
    css = (TEMPLATES / "form.css").read_text("utf-8")
    assert re.search(r"^table \{ table-layout: fixed; width: 100%", css, re.M)
    assert len(re.findall(r"table-layout", css)) == 1
    tables = 0
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text("utf-8")
        assert "table-layout" not in source, path
        assert "style=" not in source, path
        for opening in re.finditer(r"<table[^>]*>\s*(<\w+)", source):
            assert opening.group(1) == "<colgroup", path
            tables += 1
    assert tables >= 4


def test_killed_idle_process_is_replaced():
    render_pdf("<p>一</p>")
    child = pools.pool()._idle[-1]
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()
    assert render_pdf("<p>二</p>").startswith(b"%PDF")


def test_process_is_used_again_and_replaced_after_its_share():
    one = Pool(size=1, jobs_per_child=2)
    try:
        seen = []
        for _ in range(4):
            one.render("<p>x</p>", {}, "00" * 16, Limits())
            seen.append(one._idle[0]._process.pid if one._idle else None)
        assert seen[0] is not None
        assert seen[1] is None
        assert seen[2] not in (None, seen[0])
    finally:
        one.close()


def test_too_many_at_once_are_told_to_come_again():
    one = Pool(size=1, jobs_per_child=9)
    one._free.acquire()
    with pytest.raises(PrintBusy, match="稍后"):
        one.render("<p>x</p>", {}, "00", Limits(wall=0.05))


def test_threads_share_the_pool():
    with ThreadPoolExecutor(4) as threads:
        prints = list(threads.map(lambda number: text_of(render_pdf(f"<p>第{number}份</p>")), range(8)))
    assert prints == [f"第{number}份第1页，共1页" for number in range(8)]


def test_forked_process_starts_with_its_own_pool():
    render_pdf("<p>x</p>")
    pid = os.fork()
    if pid == 0:
        os._exit(0 if pools._current is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert pools._current is not None
