"""Files of filings: in, out, looked up; never lost, never changed."""

import errno
import os
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.attachments import services, storage
from portal.attachments.errors import FileDamaged, StorageFull, UploadRefused
from portal.attachments.models import Attachment
from portal.attachments.slots import Slot
from portal.filing import drafts
from portal.filing.models import Filing
from portal.filing.states import Status
from tests.attachments import corpus
from tests.factories_auth import IdentityFactory, ReviewerFactory

DAY = timedelta(days=1, minutes=1)


def upload(data: bytes | None = None, name: str = "批文.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, corpus.jpeg() if data is None else data)


def store(filing, slot, data=None, name="批文.jpg", actor=None):
    actor = actor or filing.owner.identities.first()
    return services.store_upload(filing=filing, slot=slot, upload=upload(data, name), actor=actor)


def submitted(filing) -> None:
    """What a 上报 leaves behind, written past the kernel: these tests are about the files."""
    fields = {
        "status": Status.SUBMITTED,
        "submission_count": filing.submission_count + 1,
        "submitted_at": timezone.now(),
    }
    Filing.objects.filter(pk=filing.pk).update(**fields)
    filing.refresh_from_db()


def returned(filing) -> None:
    Filing.objects.filter(pk=filing.pk).update(**{"status": Status.RETURNED})
    filing.refresh_from_db()


def files_on_disk(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def aged(media: Path, days: float = 2) -> None:
    for path in files_on_disk(media):
        os.utime(path, (time.time() - days * 86400,) * 2)


class TestStoring:
    def test_picture_is_cleaned_named_and_kept(self, filing, slot):
        row = store(filing, slot, corpus.good_jpegs()["html behind"], name="C:\\扫描\\批文.png")
        data = services.open_bytes(row)
        assert corpus.HTML not in data
        assert (row.original_name, row.content_type, row.size) == ("批文.jpg", "image/jpeg", len(data))
        assert row.uploaded_by == filing.owner.identities.first().account
        assert services.current(filing) == {"approval": [row]}

    def test_pdf_is_kept_as_it_is_with_its_pages(self, filing, slot):
        document = corpus.pdf(3)
        row = store(filing, slot, document, name="批文.pdf")
        assert services.open_bytes(row) == document
        assert row.pages == 3

    def test_disk_holds_neither_name_nor_content_nor_rights_for_others(self, filing, slot, media):
        document = corpus.pdf(2)
        store(filing, slot, document, name="王小明身份证.pdf")
        (path,) = files_on_disk(media)
        assert "王" not in str(path)
        assert b"PDF" not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize(
        ("data", "name", "reason"),
        [
            (b"", "a.pdf", "“a.pdf”是空文件（0 字节），请检查后重新上传。"),
            (b"hello", "a.pdf", "“a.pdf”的内容无法识别，此处只接收 PDF、JPG、PNG，请转换格式后重新上传。"),
            (corpus.encoded(corpus.picture("P"), "GIF"), "a.jpg",
             "“a.jpg”的实际内容是GIF 图片，此处只接收 PDF、JPG、PNG，请转换格式后重新上传。"),
            (corpus.HTML, "a.jpg", "“a.jpg”的实际内容是网页，此处只接收 PDF、JPG、PNG，请转换格式后重新上传。"),
            (b"<svg/>", "a.png", "“a.png”的实际内容是SVG 图片，此处只接收 PDF、JPG、PNG，请转换格式后重新上传。"),
            (b"MZ" + b"\0" * 99, "a.pdf", "“a.pdf”的实际内容是程序，此处只接收 PDF、JPG、PNG，请转换格式后重新上传。"),
            (corpus.office("docx"), "a.pdf",
             "“a.pdf”的实际内容是Word 文档，此处只接收 PDF、JPG、PNG，请转换格式后重新上传。"),
            (corpus.jpeg()[:-2], "a.jpg", "“a.jpg”：图片已损坏或不完整，请用看图软件打开后另存为 JPG，再重新上传。"),
            (corpus.pdf(51), "a.pdf", "“a.pdf”：共 51 页，超过 50 页的上限，请拆分或删减后重新上传。"),
        ],
    )  # fmt: skip
    def test_refusals_name_the_file_the_reason_and_the_way_out(self, filing, slot, media, data, name, reason):
        with pytest.raises(UploadRefused) as refusal:
            store(filing, slot, data, name)
        assert str(refusal.value) == f"附件格式或大小不符合要求！{reason}"
        assert files_on_disk(media) == []
        assert not Attachment.objects.exists()

    def test_no_file(self, filing, slot, identity):
        with pytest.raises(UploadRefused, match="请选择文件"):
            services.store_upload(filing=filing, slot=slot, upload=None, actor=identity)

    def test_size_limit_is_exact(self, filing):
        document = corpus.pdf()
        exact = Slot(name="a", label="甲", max_bytes=len(document))
        assert store(filing, exact, document, "a.pdf").size == len(document)
        with pytest.raises(UploadRefused, match="超过"):
            store(filing, Slot(name="a", label="甲", max_bytes=len(document) - 1), document, "a.pdf")

    @pytest.mark.parametrize(
        ("kind", "data"),
        [("docx", corpus.office("docx")), ("xlsx", corpus.office("xlsx")), ("doc", corpus.word()),
         ("xls", corpus.excel(corpus.sheet(0))), ("png", corpus.png())],
    )  # fmt: skip
    def test_every_declared_format_finds_its_way(self, filing, kind, data):
        row = store(filing, Slot(name="any", label="其他", accept=frozenset({kind})), data, f"a.{kind}")
        assert row.original_name == f"a.{kind}"
        assert services.open_bytes(row)

    def test_only_the_slots_formats(self, filing):
        with pytest.raises(UploadRefused, match="此处只接收 JPG，"):
            store(filing, Slot(name="a", label="甲", accept=frozenset({"jpg"})), corpus.png(), "a.jpg")


class TestReplacing:
    def test_one_file_slot_replaces(self, filing, slot):
        first, second = store(filing, slot), store(filing, slot, corpus.png(), "b.png")
        first.refresh_from_db()
        assert services.current(filing) == {"approval": [second]}
        assert first.replaced_at is not None
        assert first.first_submission is None

    def test_several_files_up_to_the_limit_and_none_twice(self, filing):
        slot = Slot(name="photos", label="照片", max_files=2)
        store(filing, slot)
        with pytest.raises(UploadRefused, match="已经上传过"):
            store(filing, slot)
        second = store(filing, slot, corpus.png(), "b.png")
        with pytest.raises(UploadRefused, match="最多 2 个文件"):
            store(filing, slot, corpus.pdf(), "c.pdf")
        services.remove(attachment=second, actor=filing.owner.identities.first())
        assert store(filing, slot, corpus.pdf(), "c.pdf").original_name == "c.pdf"

    def test_submitted_file_survives_replacement_removal_and_sweep(self, filing, slot, media):
        other = Slot(name="other", label="其他")
        replaced, removed = store(filing, slot), store(filing, other)
        submitted(filing)
        returned(filing)
        store(filing, slot, corpus.png(), "b.png")
        services.remove(attachment=removed, actor=filing.owner.identities.first())
        aged(media)
        services.sweep(now=timezone.now() + DAY)
        for row in (replaced, removed):
            row.refresh_from_db()
            assert row.first_submission == 1
            assert services.open_bytes(row)

    def test_never_submitted_file_is_swept_after_a_day(self, filing, slot, media):
        store(filing, slot)
        kept = store(filing, slot, corpus.png(), "b.png")
        assert services.sweep() == (0, 0)
        aged(media)
        assert services.sweep(now=timezone.now() + DAY) == (1, 1)
        assert services.open_bytes(kept)
        assert list(Attachment.objects.all()) == [kept]

    def test_submitted_filing_takes_and_gives_no_files(self, filing, slot):
        row = store(filing, slot)
        submitted(filing)
        with pytest.raises(UploadRefused, match="已上报"):
            store(filing, slot, corpus.png(), "b.png")
        with pytest.raises(UploadRefused, match="已上报"):
            services.remove(attachment=row, actor=filing.owner.identities.first())
        assert services.current(filing) == {"approval": [row]}

    def test_removing_twice_changes_nothing(self, filing, slot):
        row = store(filing, slot)
        for _ in range(2):
            services.remove(attachment=row, actor=filing.owner.identities.first())
        assert services.current(filing) == {}


class TestLookingUp:
    def test_missing_names_required_slots_only(self, filing):
        slots = [
            Slot(name="a", label="甲"),
            Slot(name="b", label="乙", required=False),
            Slot(name="c", label="丙", required=lambda filing: filing.district == "HP", condition_text="黄浦区必传"),
            Slot(name="d", label="丁", required=lambda filing: filing.district == "XH"),
        ]
        assert [slot.name for slot in services.missing(filing, slots)] == ["a", "c"]
        store(filing, slots[0])
        assert [slot.name for slot in services.missing(filing, slots)] == ["c"]
        assert [(slot.name, len(files)) for slot, files in services.by_slot(filing, slots)] == [
            ("a", 1), ("b", 0), ("c", 0), ("d", 0)]  # fmt: skip

    def test_file_that_waits_for_the_scan_does_not_count_and_does_not_open(self, filing, slot):
        row = store(filing, slot)
        Attachment.objects.update(state="waiting")
        row.refresh_from_db()
        assert services.missing(filing, [slot]) == [slot]
        with pytest.raises(FileDamaged, match="待扫描"):
            services.open_bytes(row)

    def test_files_of_an_unsaved_form_move_to_the_filing(self, filing, slot, identity):
        draft = drafts.holder(identity=identity, kind="test")
        row = services.store_upload(draft=draft, slot=slot, upload=upload(), actor=identity)
        assert services.held(filing=None, identity=identity, kind="test") == {"approval": [row]}
        assert services.held(filing=None, identity=IdentityFactory(), kind="test") == {}
        services.adopt(filing=filing, identity=identity, kind="test")
        drafts.drop(identity=identity, kind="test")
        assert services.current(filing) == {"approval": [row]}
        row.refresh_from_db()
        assert row.draft is None

    def test_files_of_a_dropped_draft_are_swept(self, slot, identity, media):
        services.store_upload(
            draft=drafts.holder(identity=identity, kind="test"), slot=slot, upload=upload(), actor=identity
        )
        drafts.drop(identity=identity, kind="test")
        aged(media)
        assert services.sweep(now=timezone.now() + DAY) == (1, 1)
        assert files_on_disk(media) == []

    def test_who_sees_what(self, filing, slot, identity):
        row = store(filing, slot)
        reviewer = ReviewerFactory(scope={"districts": ["HP"]})
        assert list(Attachment.objects.visible_to(identity)) == [row]
        assert list(Attachment.objects.visible_to(IdentityFactory())) == []
        assert list(Attachment.objects.visible_to(None)) == []
        assert list(Attachment.objects.visible_to(reviewer)) == []
        submitted(filing)
        assert list(Attachment.objects.visible_to(reviewer)) == [row]
        returned(filing)
        store(filing, slot, corpus.png(), "b.png")
        assert list(Attachment.objects.visible_to(reviewer)) == [row]


class TestOnDisk:
    def test_flipped_bytes_are_found_and_never_served(self, filing, media):
        slot = Slot(name="many", label="多", max_files=50)
        rows = [store(filing, slot, corpus.jpeg(quality=40 + n)) for n in range(50)]
        assert services.damaged() == []
        for path in files_on_disk(media):
            body = bytearray(path.read_bytes())
            body[len(body) // 2] ^= 1
            path.write_bytes(body)
        assert len(services.damaged()) == 50
        for row in rows:
            with pytest.raises(FileDamaged):
                services.open_bytes(row)

    def test_swapped_and_missing_files_are_found(self, filing, media):
        slot = Slot(name="many", label="多", max_files=9)
        one, two, three = (store(filing, slot, corpus.jpeg(quality=50 + n)) for n in range(3))
        first, second = storage.root() / one.storage_name, storage.root() / two.storage_name
        body = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(body)
        storage.remove(three.storage_name)
        assert {row.pk for row, _ in services.damaged()} == {one.pk, two.pk, three.pk}

    def test_commands_report(self, filing, slot, media):
        row, said = store(filing, slot), StringIO()
        call_command("verify_files", stdout=said)
        assert "共 1 个附件，全部完好" in said.getvalue()
        storage.remove(row.storage_name)
        with pytest.raises(CommandError, match="1 个有问题"):
            call_command("verify_files", stdout=said, stderr=said)
        assert str(row.uuid) in said.getvalue()
        call_command("sweep_files", stdout=said)
        assert "已清理" in said.getvalue()

    @pytest.mark.parametrize("failing", ["open", "write", "fsync", "rename"])
    def test_full_disk_is_a_clean_refusal(self, filing, slot, media, monkeypatch, failing):
        there = store(filing, slot)

        def full(*args, **kwargs):
            raise OSError(errno.ENOSPC, "No space left on device")

        if failing == "rename":
            monkeypatch.setattr(Path, "rename", full)
        elif failing == "write":
            monkeypatch.setattr(storage.os, "fdopen", lambda handle, mode: FullFile(handle))
        else:
            monkeypatch.setattr(storage.os, failing, full)
        with pytest.raises(StorageFull, match="存储空间已满"):
            store(filing, slot, corpus.png(), "b.png")
        monkeypatch.undo()
        assert Attachment.objects.count() == 1
        assert len(files_on_disk(storage.root())) == 1
        there.refresh_from_db()
        assert there.is_current

    def test_rolled_back_row_leaves_no_file(self, filing, slot, media, monkeypatch):
        def crash(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(services.storage, "_flush_folder", crash)
        with pytest.raises(RuntimeError):
            store(filing, slot)
        assert files_on_disk(media) == []
        assert not Attachment.objects.exists()

    def test_orphans_are_swept_only_after_a_day(self, filing, slot, media):
        kept = store(filing, slot)
        staged = storage.stage(b"half")
        storage.publish(storage.stage(b"whole"), storage.new_name())
        assert services.sweep() == (0, 0)
        aged(media)
        assert services.sweep() == (0, 2)
        assert not staged.exists()
        assert services.open_bytes(kept)


class FullFile:
    def __init__(self, handle: int) -> None:
        os.close(handle)

    def __enter__(self) -> "FullFile":
        return self

    def __exit__(self, *args) -> None:
        return None

    def write(self, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


KILL = """
import os, sys
sys.path[:0] = [os.getcwd()]
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
import django; django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
from pathlib import Path
from portal.attachments import storage
die = lambda *a, **k: os.kill(os.getpid(), 9)
if sys.argv[2] == "before": Path.rename = die
if sys.argv[2] == "after": storage._flush_folder = die
storage.publish(storage.stage(b"x" * 100_000), storage.new_name())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_kill_around_the_rename_leaves_a_whole_file_or_a_temporary_one(db, media, moment):
    child = subprocess.run([sys.executable, "-c", KILL, str(media), moment], capture_output=True, check=False)
    assert child.returncode == -9
    (path,) = files_on_disk(media)
    assert path.stat().st_size == 100_000
    assert (path.parent.name == "incoming") == (moment == "before")
    aged(media)
    assert services.sweep() == (0, 1)
    assert files_on_disk(media) == []


@pytest.mark.django_db(transaction=True)
def test_rolled_back_outer_transaction_leaves_an_orphan_for_the_sweep(filing, slot, media):
    with transaction.atomic():
        store(filing, slot)
        transaction.set_rollback(True)
    assert not Attachment.objects.exists()
    aged(media)
    assert services.sweep() == (0, 1)


def test_database_refuses_a_file_of_two_owners(filing, slot, identity):
    row = store(filing, slot)
    row.draft = drafts.holder(identity=identity, kind="test")
    with pytest.raises(Exception, match="attachment_of_filing_or_of_draft"), transaction.atomic():
        row.save()
    assert connection.is_usable()
