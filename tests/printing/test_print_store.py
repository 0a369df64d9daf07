"""A second print is a file read; a long one is made by the worker, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.printing import jobs, services, store
from portal.printing.errors import PrintFailed, PrintPending, PrintTooLarge
from portal.printing.models import PrintJob
from portal.printing.sheet import render_sheet
from tests.printing.papers import project_sheet, text_of
from tests.printing.samples import digest, project_content

SHA = digest(project_content())
Status = PrintJob.Status


def must_not_be_built():
    raise AssertionError("a stored print is read, not built")


def test_second_print_is_read_from_the_store(store_folder):
    first = services.printed(project_sheet, sha256=SHA)
    assert services.printed(must_not_be_built, sha256=SHA) == first
    assert len(list(store_folder.rglob("*.pdf"))) == 1


def test_variant_and_content_have_their_own_files(store_folder):
    services.printed(project_sheet, sha256=SHA, variant="submitted")
    approved = services.printed(lambda: project_sheet(status_text="已受理"), sha256=SHA, variant="accepted")
    assert "办理状态：已受理" in text_of(approved)
    assert len(list(store_folder.rglob("*.pdf"))) == 2


def test_stored_print_is_sealed_and_private(store_folder):
    pdf = services.printed(project_sheet, sha256=SHA)
    path = next(store_folder.rglob("*.pdf"))
    assert not path.read_bytes().startswith(b"%PDF")
    assert pdf[100:200] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_tampered_file_is_made_again(store_folder):
    pdf = services.printed(project_sheet, sha256=SHA)
    path = next(store_folder.rglob("*.pdf"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert services.printed(project_sheet, sha256=SHA) == pdf
    assert services.printed(must_not_be_built, sha256=SHA) == pdf


def test_file_of_another_print_does_not_open(store_folder):
    services.printed(project_sheet, sha256=SHA)
    path = next(store_folder.rglob("*.pdf"))
    other = store.key_of(SHA, "other")
    path.rename(path.with_name(f"{other}.pdf"))
    assert store.load(other) is None


def test_changed_appearance_makes_new_files_and_sweep_removes_the_old(store_folder, settings):
    services.printed(project_sheet, sha256=SHA)
    before = store.key_of(SHA)
    settings.PORTAL_ORIGINS = ["https://xiushan.example.cn"]
    assert store.key_of(SHA) != before
    services.printed(project_sheet, sha256=SHA)
    assert len(list(store_folder.rglob("*.pdf"))) == 2
    assert store.sweep() == 1
    assert len(list(store_folder.rglob("*.pdf"))) == 1
    assert services.printed(must_not_be_built, sha256=SHA).startswith(b"%PDF")


def test_full_disk_does_not_prevent_the_print(store_folder, monkeypatch, caplog):
    def refuse(*arguments, **keywords):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.tempfile, "NamedTemporaryFile", refuse)
    assert services.printed(project_sheet, sha256=SHA).startswith(b"%PDF")
    assert "could not be stored" in caplog.text


def test_preview_is_not_kept(store_folder):
    assert services.preview(project_sheet(submitted_at=None, watermark="草稿")).startswith(b"%PDF")
    assert not store_folder.exists()


@pytest.fixture
def long_sheet():
    return project_sheet(project_content(buildings=201))


@pytest.fixture
def queued(store_folder, long_sheet, db):
    """A long print that has been asked for and that no worker has taken yet."""
    with pytest.raises(PrintPending):
        services.printed(lambda: long_sheet, sha256=SHA)
    return PrintJob.objects.get()


@pytest.mark.parametrize(("rows", "is_long"), [(192, False), (193, True)])
def test_more_than_two_hundred_rows_are_long(store_folder, db, monkeypatch, rows, is_long):
    sheet = project_sheet(project_content(buildings=rows))
    assert sheet.table_rows == rows + 8  # four funds, four files
    monkeypatch.setattr(services, "render_pdf", lambda html, **limits: b"%PDF-at-once")
    if is_long:
        with pytest.raises(PrintPending):
            services.printed(lambda: sheet, sha256=SHA)
    else:
        assert services.printed(lambda: sheet, sha256=SHA) == b"%PDF-at-once"


def test_long_print_is_handed_to_the_worker(queued, django_capture_on_commit_callbacks, long_sheet):
    assert queued.status == Status.QUEUED
    jobs.make_print.func(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.detail) == (Status.DONE, "")
    pdf = services.printed(must_not_be_built, sha256=SHA)
    assert "示范路480弄201号" in text_of(pdf)


def test_answer_while_waiting_tells_what_to_do():
    assert PrintPending().text == "请稍候，已转后台生成，完成后请再次点击打印。"
    assert PrintPending.status == 202


def test_job_is_enqueued_after_commit_only(store_folder, long_sheet, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(PrintPending):
        services.printed(lambda: long_sheet, sha256=SHA)
    assert len(callbacks) == 1
    callbacks[0]()
    assert PrintJob.objects.get().status == Status.DONE


def test_asking_again_adds_no_second_job(queued, long_sheet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(PrintPending):
        services.printed(lambda: long_sheet, sha256=SHA)
    assert callbacks == []
    assert PrintJob.objects.count() == 1


def test_job_runs_once_although_it_is_delivered_twice(queued, monkeypatch):
    drawn = []
    monkeypatch.setattr(jobs, "render_pdf", lambda html, limits: drawn.append(html) or b"%PDF-once")
    jobs.make_print.func(queued.pk)
    jobs.make_print.func(queued.pk)
    assert len(drawn) == 1


def test_job_of_a_dead_worker_is_taken_again(queued, long_sheet, django_capture_on_commit_callbacks):
    assert jobs.claim(queued.pk)
    assert jobs.claim(queued.pk) is None
    PrintJob.objects.update(touched_at=timezone.now() - timedelta(minutes=11))
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(PrintPending):
        services.printed(lambda: long_sheet, sha256=SHA)
    queued.refresh_from_db()
    assert queued.status == Status.DONE


def test_late_worker_does_not_overwrite_the_next_ones_result(queued):
    late = jobs.claim(queued.pk)
    PrintJob.objects.update(status=Status.QUEUED)
    jobs.make_print.func(queued.pk)
    jobs._finish(late, Status.FAILED, "zu spät")
    queued.refresh_from_db()
    assert queued.status == Status.DONE


def test_job_that_fails_three_times_is_given_up(queued, long_sheet, monkeypatch, django_capture_on_commit_callbacks):
    def fail(html, limits):
        raise PrintFailed

    monkeypatch.setattr(jobs, "render_pdf", fail)
    jobs.make_print.func(queued.pk)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(PrintPending):
            services.printed(lambda: long_sheet, sha256=SHA)
    queued.refresh_from_db()
    assert (queued.status, queued.attempts) == (Status.FAILED, 3)
    with pytest.raises(PrintTooLarge, match="减少明细行数"):
        services.printed(lambda: long_sheet, sha256=SHA)


def test_source_of_a_job_is_sealed_and_removed_when_done(queued, store_folder, long_sheet):
    source = next(store_folder.rglob("*.html"))
    assert "示范路".encode() not in source.read_bytes()
    assert store.load(queued.key, store.SOURCE).decode() == render_sheet(long_sheet)
    jobs.make_print.func(queued.pk)
    assert not list(store_folder.rglob("*.html"))
