"""PDF: documents, not programs; judged where they cannot hurt."""

import os
import resource
import subprocess
import sys
import threading

import pytest

from portal.attachments.checks import pdf
from portal.attachments.checks.pdf import REASONS, check
from portal.attachments.errors import BadContent
from tests.attachments import corpus


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests(monkeypatch):
    monkeypatch.setattr(pdf, "_verdicts", {})


def in_this_process(data: bytes) -> dict:
    """The child's own judgement, without starting a process for each of the many files."""
    from portal.attachments.checks import pdf_child

    return pdf_child.answer(data)


@pytest.mark.parametrize("name", corpus.good_pdfs())
def test_documents_are_accepted(name):
    assert in_this_process(corpus.good_pdfs()[name]).get("reason") is None


@pytest.mark.parametrize("name", corpus.bad_pdfs())
def test_programs_and_damaged_files_are_refused(name):
    data, reason = corpus.bad_pdfs()[name]
    assert in_this_process(data) == {"reason": reason}


def test_every_reason_says_what_to_do():
    assert [text for text in REASONS.values() if "上传。" not in text] == []


def test_whole_way_through_the_child():
    assert check(corpus.pdf(3), max_pages=50) == 3
    with pytest.raises(BadContent, match="脚本"):
        check(corpus.bad_pdfs()["opening script"][0], max_pages=50)
    with pytest.raises(BadContent, match="密码"):
        check(corpus.bad_pdfs()["password"][0], max_pages=50)


def test_page_limit_is_exact():
    document = corpus.pdf(50)
    assert check(document, max_pages=50) == 50
    with pytest.raises(BadContent, match="共 50 页，超过 49 页的上限"):
        check(document, max_pages=49)


def test_bomb_ends_at_the_limit_of_the_child_and_costs_this_process_nothing():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = corpus.object_stream_bomb()
    with pytest.raises(BadContent, match="过于复杂|损坏"):
        check(data, max_pages=50)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 540 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


def test_content_streams_are_not_unpacked():
    assert check(corpus.stream_bomb(), max_pages=50) == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 540 * 1024


def test_limits_are_in_force_in_the_child():
    script = (
        "import resource, runpy, sys; m = runpy.run_path(sys.argv[1]); m['limit_resources']();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0],"
        "resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script, str(pdf._CHILD)], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == [str(512 * 1024 * 1024), "5", "0"]


def test_child_that_dies_or_hangs_means_refused_and_is_asked_again(monkeypatch, tmp_path):
    for body in ("import os; os.kill(os.getpid(), 9)", "print('no json')", "import time; time.sleep(60)"):
        child = tmp_path / "child.py"
        child.write_text(body)
        monkeypatch.setattr(pdf, "_CHILD", child)
        monkeypatch.setattr(pdf, "_WALL_SECONDS", 1)
        with pytest.raises(BadContent, match="过于复杂"):
            check(corpus.pdf(), max_pages=50)
    assert pdf._verdicts == {}


def test_same_bytes_start_one_process(monkeypatch):
    asked = []
    real = pdf._ask
    monkeypatch.setattr(pdf, "_ask", lambda data: asked.append(1) or real(data))
    for _ in range(3):
        assert check(corpus.pdf(2, static_id=True), max_pages=50) == 2
    assert len(asked) == 1


def test_no_more_than_two_children_at_once(monkeypatch):
    running, most, lock = [], [], threading.Lock()

    def slow(*args, **kwargs):
        with lock:
            running.append(1)
            most.append(len(running))
        threading.Event().wait(0.05)
        with lock:
            running.pop()
        return subprocess.CompletedProcess([], 0, b'{"pages": 1}')

    monkeypatch.setattr(pdf.subprocess, "run", slow)
    threads = [threading.Thread(target=pdf._ask, args=(b"%PDF",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 2


def test_child_sees_nothing_of_the_environment(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text("import os, json; print(json.dumps({'pages': 1 if 'FIELD_KEY' not in os.environ else 99}))")
    monkeypatch.setattr(pdf, "_CHILD", child)
    monkeypatch.setitem(os.environ, "FIELD_KEY", "secret")
    assert check(b"%PDF-1.4", max_pages=50) == 1
