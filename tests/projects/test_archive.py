"""The archive: one PDF with index, bookmarks and every page, made once, by one worker, and only for who may see it."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from ca_auth.privacy import Tampered
from portal.attachments import services as attachments
from portal.attachments import storage
from portal.filing.models import Event
from portal.printing.errors import PrintBusy, PrintError
from portal.projects.archive import binding, jobs, pictures, plan, store
from portal.projects.file import find_file
from portal.projects.models import ArchiveJob
from portal.projects.sides import side_for
from tests import factories
from tests.attachments.corpus import office


@pytest.fixture
def file(project):
    return file_for(factories.implementer(project.owner), project)


@pytest.fixture
def page_url(project):
    return reverse("project-archive", args=[project.official_no])


@pytest.fixture
def download_url(project):
    return reverse("project-archive-file", args=[project.official_no])


@pytest.fixture
def later(monkeypatch):
    """Jobs are put down instead of being run at once, as with a worker of its own."""
    queued = []
    stand_in = SimpleNamespace(enqueue=queued.append, func=jobs.make_archive.func)
    monkeypatch.setattr(jobs, "make_archive", stand_in)
    return queued


def file_for(identity, project):
    return find_file(identity, project.official_no, side_for(identity))


def made(file, django_capture_on_commit_callbacks) -> ArchiveJob:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.request_archive(file)
    job.refresh_from_db()
    return job


def document(job) -> bytes:
    return b"".join(store.pieces(job.stored_as))


def test_the_whole_archive(file, project, django_capture_on_commit_callbacks):
    job = made(file, django_capture_on_commit_callbacks)
    assert (job.status, job.progress, job.detail) == ("done", 100, "")
    data = document(job)
    assert len(data) == job.size
    reader = PdfReader(io.BytesIO(data))
    pieces = plan.plan_of(file).pieces
    assert len(reader.pages) == job.pages
    prints = [piece for piece in pieces if piece.file is None]
    assert [piece.filing.pk for piece in prints] == [project.declaration_id, project.pk]
    assert len(pieces) == 2 + project.attachments.count() + project.declaration.attachments.count()
    index = reader.pages[0].extract_text()
    assert project.official_no in index
    names = {piece.file.original_name.split(".")[0] for piece in pieces if piece.file}
    text = index + reader.pages[1].extract_text()
    assert all(name in text.replace("\n", "") for name in names)


def test_bookmarks_lead_to_the_pages_the_index_names(file, project, django_capture_on_commit_callbacks):
    reader = PdfReader(io.BytesIO(document(made(file, django_capture_on_commit_callbacks))))
    outline = reader.outline
    assert outline[0].title == "目录"
    heads = [one for one in outline if not isinstance(one, list)][1:]
    assert [one.title for one in heads] == [
        f"项目申报 {project.declaration.official_no}",
        f"项目信息报送 {project.official_no}",
    ]
    for head, number in zip(heads, (project.declaration, project), strict=True):
        first = reader.pages[reader.get_destination_page_number(head)].extract_text()
        assert number.online_application_no in first
    children = [one for one in outline if isinstance(one, list)]
    pages = [reader.get_destination_page_number(one) for group in children for one in group]
    assert pages == sorted(set(pages))
    assert pages[-1] == len(reader.pages) - 1


def test_nothing_lies_in_clear_on_the_disk(file, project, django_capture_on_commit_callbacks):
    job = made(file, django_capture_on_commit_callbacks)
    sealed = (store.root() / job.stored_as).read_bytes()
    assert b"%PDF" not in sealed
    assert (store.root() / job.stored_as).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in store.root().glob("*.part")] == []


def test_a_changed_piece_is_found(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    source = io.BytesIO(b"a" * store.PIECE + b"b" * 100)
    size = store.save("n" * 32, source)
    assert size == store.PIECE + 100
    assert b"".join(store.pieces("n" * 32)) == source.getvalue()
    path = store.root() / ("n" * 32)
    whole = path.read_bytes()
    first = 4 + int.from_bytes(whole[:4], "big")
    for damaged in (whole[:first], whole[first:], whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(damaged)
        with pytest.raises(Tampered):
            list(store.pieces("n" * 32))


def test_asking_twice_makes_one(file, later, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = jobs.request_archive(file), jobs.request_archive(file)
    assert first == second
    assert later == [first.pk]
    assert ArchiveJob.objects.count() == 1


def test_a_finished_one_is_kept_until_the_content_changes(file, project, django_capture_on_commit_callbacks):
    first = made(file, django_capture_on_commit_callbacks)
    again = made(file_for(file.identity, project), django_capture_on_commit_callbacks)
    assert (again.stored_as, again.attempts) == (first.stored_as, 1)
    ArchiveJob.objects.update(content="0" * 64)
    renewed = made(file_for(file.identity, project), django_capture_on_commit_callbacks)
    assert renewed.attempts == 2
    assert store.exists(renewed.stored_as)
    assert not store.exists(first.stored_as)


def test_one_claim_wins(file, later, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.request_archive(file)
    assert jobs.claim(job.pk).attempts == 1
    assert jobs.claim(job.pk) is None


def test_killed_between_claim_and_finish(file, later, django_capture_on_commit_callbacks):
    """The row stays 生成中; after ten minutes it is made again, and the first attempt cannot finish it any more."""
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.request_archive(file)
    dead = jobs.claim(job.pk)
    jobs.make_archive.func(job.pk)  # a second worker finds nothing to do
    job.refresh_from_db()
    assert (job.status, later) == ("running", [job.pk])
    with django_capture_on_commit_callbacks(execute=True):
        jobs.request_archive(file)
    assert later == [job.pk], "not lost yet"
    ArchiveJob.objects.update(touched_at=timezone.now() - jobs.LOST_AFTER - timedelta(seconds=1))
    job.refresh_from_db()
    assert jobs.is_lost(job)
    jobs.sweep()
    assert later == [job.pk, job.pk]
    jobs.make_archive.func(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)
    kept = job.stored_as
    before = set(store.root().iterdir())
    with pytest.raises(jobs.Lost):
        jobs._make(dead)
    job.refresh_from_db()
    assert (job.stored_as, set(store.root().iterdir())) == (kept, before)


def test_what_kills_its_worker_is_given_up(file, later, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.request_archive(file)
    dead = jobs.claim(job.pk)
    long_ago = timezone.now() - jobs.GIVEN_UP_AFTER - timedelta(minutes=1)
    ArchiveJob.objects.update(created_at=long_ago, touched_at=long_ago)
    jobs.sweep()
    job.refresh_from_db()
    assert (job.status, later) == ("failed", [job.pk])
    with pytest.raises(jobs.Lost):
        jobs._beat(dead, 50)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.request_archive(file)
    assert later == [job.pk, job.pk], "asked for again by its reader"


def test_a_defect_ends_in_words(file, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(binding, "bind", lambda *args, **kwargs: 1 / 0)
    job = made(file, django_capture_on_commit_callbacks)
    assert (job.status, job.detail) == ("failed", PrintError.text)


def test_a_broken_disk_fails_in_words(file, later, monkeypatch, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.request_archive(file)

    def full(name, source):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "save", full)
    jobs.make_archive.func(job.pk)
    job.refresh_from_db()
    assert job.status == "failed"
    assert job.detail
    monkeypatch.undo()


def test_a_print_that_fails_for_the_moment_fails_the_archive(file, monkeypatch, django_capture_on_commit_callbacks):
    def busy(filing, *, patient):
        raise PrintBusy

    monkeypatch.setattr(binding, "pdf_of", busy)
    job = made(file, django_capture_on_commit_callbacks)
    assert (job.status, job.detail) == ("failed", PrintBusy.text)
    monkeypatch.undo()
    assert made(file, django_capture_on_commit_callbacks).status == "done"


def test_prints_end_with_the_approval_where_the_office_says_so(file, project, settings):
    settings.PRINT_WHEN_APPROVED = False
    assert all(piece.file for piece in plan.plan_of(file).pieces)


def test_memory_is_bounded():
    """Forty documents of 8 MB in a process of its own: it may not grow by more than a few of them."""
    script = Path(__file__).with_name("bind_much.py")
    done = subprocess.run(
        [sys.executable, str(script), "40", "8"], capture_output=True, text=True, check=True, timeout=120,
        cwd=settings.BASE_DIR, env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)},
    )  # fmt: skip
    written, grown = map(int, done.stdout.split())
    assert written > 40 * 8_000_000
    assert grown < 40_000_000


def test_a_missing_file_does_not_spoil_the_rest(file, project, django_capture_on_commit_callbacks):
    lost = project.attachments.first()
    storage.remove(lost.storage_name)
    job = made(file, django_capture_on_commit_callbacks)
    assert job.status == "done"
    reader = PdfReader(io.BytesIO(document(job)))
    text = "".join(page.extract_text() for page in reader.pages[:2]).replace("\n", "")
    assert "无法并入" in text


def test_other_formats_are_downloaded_one_by_one(db, client_of):
    project = factories.project_filing()
    owner = factories.implementer(project.owner)
    upload = SimpleUploadedFile("批复.docx", office(), content_type="application/octet-stream")
    slot = project.type.slot("approval-document")
    word = attachments.store_upload(filing=project, slot=slot, upload=upload, actor=owner)
    project = factories.bring_to(project, "approved")
    page = client_of(owner).get(reverse("project-archive", args=[project.official_no])).content.decode()
    assert "批复.docx" in page
    assert f"/{word.uuid}/" in page
    assert [one.file for one in plan.plan_of(file_for(owner, project)).others] == [word]


def test_the_page_from_asking_to_the_file(owner_client, page_url, download_url, django_capture_on_commit_callbacks):
    assert owner_client.get(download_url).status_code == 404
    assert "生成 PDF 档案" in owner_client.get(page_url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert owner_client.post(page_url).status_code == 302
    page = owner_client.get(page_url).content.decode()
    assert download_url in page
    answer = owner_client.get(download_url)
    data = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf"
    assert int(answer["Content-Length"]) == len(data)
    assert data.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(action="download", facts__has_key="archive").count() == 1


def test_the_page_shows_progress_with_and_without_scripts(owner_client, file, page_url, later, project):
    jobs.request_archive(file)
    ArchiveJob.objects.update(status="running", attempts=1, progress=42)
    whole = owner_client.get(page_url).content.decode()
    part = owner_client.get(reverse("project-archive-progress", args=[project.official_no])).content.decode()
    for text in (whole, part):
        assert "42%" in text
        assert 'value="42"' in text
        assert 'hx-trigger="every 2s"' in text
    assert "<html" not in part
    ArchiveJob.objects.update(touched_at=timezone.now() - timedelta(hours=1))
    lost = owner_client.get(page_url).content.decode()
    assert "中断" in lost
    assert 'hx-trigger="every' not in lost


def test_an_archive_belongs_to_who_asked(
    file, project, reviewer_client, download_url, django_capture_on_commit_callbacks
):
    made(file, django_capture_on_commit_callbacks)
    own = reverse("internal-project-archive-file", args=[project.official_no])
    assert reviewer_client.get(own).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        reviewer_client.post(reverse("internal-project-archive", args=[project.official_no]))
    answer = reviewer_client.get(own)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert ArchiveJob.objects.count() == 2


def test_what_was_not_submitted_is_named_and_left_out(file, project):
    found = plan.plan_of(file)
    assert found.not_submitted == []
    assert all(piece.filing.submission_count for piece in found.pieces)


def test_expired_ones_and_leftovers_are_swept(file, django_capture_on_commit_callbacks):
    job = made(file, django_capture_on_commit_callbacks)
    stray = store.root() / "stray.part"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    ArchiveJob.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert jobs.sweep() == 2
    assert not store.exists(job.stored_as)
    assert not stray.exists()
    assert ArchiveJob.objects.count() == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("size", [(40, 90), (90, 40)])
def test_pictures_become_pages(mode, size):
    out = io.BytesIO()
    Image.new(mode, size).save(out, "JPEG" if mode == "CMYK" else "PNG")
    with pictures.page_with(out.getvalue()) as page:
        saved = io.BytesIO()
        page.save(saved)
    with pikepdf.open(saved) as again:
        box = [float(one) for one in again.pages[0].mediabox]
        assert (box[2] > box[3]) is (size[0] > size[1])
        (image,) = again.pages[0].get_images().values()
        assert pikepdf.PdfImage(image).as_pil_image().size == size


def test_the_files_stay_below_the_data_folder():
    assert str(store.root()).startswith(str(settings.DATA_DIR))
