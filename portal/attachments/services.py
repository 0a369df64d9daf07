"""Files of filings: put in, taken out, looked up. A file that was submitted is never changed and never deleted."""

import hashlib
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from portal.attachments import checks, storage
from portal.attachments.errors import FileDamaged, UploadRefused
from portal.attachments.models import Attachment, AttachmentState
from portal.attachments.names import clean_name
from portal.attachments.sealing import seal, unseal
from portal.attachments.slots import Slot

GRACE = timedelta(hours=24)


def store_upload(*, filing=None, draft=None, slot: Slot, upload: UploadedFile | None, actor) -> Attachment:
    """Check one file and put it into `slot` of a filing, or of the draft of a form that was never saved.

    In a slot for one file the new one takes the place of the old. Order on disk: temporary file, row, name, commit; a
    crash leaves at most a file without a row, which `sweep()` removes.

    Raises:
        UploadRefused: the sentence for the page (StorageFull: the disk has no room).
    """
    if upload is None:
        raise UploadRefused("请选择文件")
    name = clean_name(upload.name)
    if upload.size > slot.max_bytes:
        raise checks.too_large(name, slot.max_bytes)
    accepted = checks.inspect(upload.read(), name=name, slot=slot)
    row = Attachment(
        filing=filing, draft=draft, slot=slot.name, uploaded_by=actor.account, uploaded_at=timezone.now(),
        original_name=accepted.name, size=len(accepted.data), sha256=hashlib.sha256(accepted.data).hexdigest(),
        content_type=accepted.content_type, pages=accepted.pages, storage_name=storage.new_name(),
    )  # fmt: skip
    row.sealed_key, sealed = seal(accepted.data, row_uuid=row.uuid)
    staged = storage.stage(sealed)
    try:
        with transaction.atomic():
            _make_room(row, slot)
            row.save(force_insert=True)
            storage.publish(staged, row.storage_name)
    except BaseException:
        storage.discard(staged)
        storage.remove(row.storage_name)
        raise
    return row


def _lock(row: Attachment) -> int:
    """Hold the filing, or the draft, while its files change; the number of the next 上报, which will include them."""
    if row.filing_id is None:
        drafts = Attachment._meta.get_field("draft").remote_field.model._base_manager
        if row.draft_id and not drafts.select_for_update(of=("self",)).filter(pk=row.draft_id).first():
            raise UploadRefused("表单已保存，请刷新页面后再上传")
        return 1
    filings = Attachment._meta.get_field("filing").remote_field.model._base_manager
    filing = filings.select_for_update(of=("self",)).get(pk=row.filing_id)
    if not filing.editable:
        raise UploadRefused("该记录已上报，附件不能再修改")
    return filing.submission_count + 1


def _make_room(row: Attachment, slot: Slot) -> None:
    row.first_submission = _lock(row)
    there = list(Attachment.objects.current().filter(filing=row.filing, draft=row.draft, slot=slot.name))
    if slot.max_files == 1:
        for old in there:
            _take_out(old, next_submission=row.first_submission, replaced_at=row.uploaded_at)
        return
    if any(old.sha256 == row.sha256 for old in there):
        raise checks.refuse(row.original_name, "已经上传过，无需重复上传。")
    if len(there) >= slot.max_files:
        raise checks.refuse(row.original_name, f"未保存：此处最多 {slot.max_files} 个文件，请先删除不需要的文件。")


def _take_out(old: Attachment, *, next_submission: int, **when) -> None:
    """Out of the slot. One that no 上报 has seen loses its number and with it its reason to stay."""
    if old.first_submission == next_submission:
        when["first_submission"] = None
    for field, value in when.items():
        setattr(old, field, value)
    old.save(update_fields=list(when))


def remove(*, attachment: Attachment, actor) -> None:
    """Take a file out of its slot.

    Raises:
        UploadRefused: the filing is not in a state in which its owner may change it.
    """
    with transaction.atomic():
        next_submission = _lock(attachment)
        row = Attachment.objects.current().select_for_update(of=("self",)).filter(pk=attachment.pk).first()
        if row is not None:
            _take_out(row, next_submission=next_submission, removed_at=timezone.now())


def adopt(*, filing, identity, kind: str) -> None:
    """The form was saved for the first time: what was uploaded beside it becomes the filing's."""
    for row in _of_draft(identity, kind):
        row.filing, row.draft = filing, None
        row.save(update_fields=["filing", "draft"])


def held(*, filing, identity, kind: str) -> dict[str, list[Attachment]]:
    """Current files by slot name: of the filing, or without one of the identity's draft of that kind."""
    rows = _of_filing(filing) if filing is not None else _of_draft(identity, kind)
    by_name: dict[str, list[Attachment]] = {}
    for row in rows:
        by_name.setdefault(row.slot, []).append(row)
    return by_name


def current(filing) -> dict[str, list[Attachment]]:
    """Current files of a filing by slot name."""
    return held(filing=filing, identity=None, kind="")


def by_slot(filing, slots) -> list[tuple[Slot, list[Attachment]]]:
    """Current files in the order of `slots`; empty slots included."""
    there = current(filing)
    return [(slot, there.get(slot.name, [])) for slot in slots]


def missing(filing, slots) -> list[Slot]:
    """Slots that must be filled before 上报 and hold no file that may be opened."""
    return [
        slot for slot, files in by_slot(filing, slots)
        if slot.is_required(filing) and not any(file.is_available for file in files)
    ]  # fmt: skip


def _of_filing(filing):
    return Attachment.objects.current().filter(filing_id=filing.pk) if filing.pk else Attachment.objects.none()


def _of_draft(identity, kind: str):
    return Attachment.objects.current().filter(draft__identity=identity, draft__kind=kind, draft__record="")


def open_bytes(attachment: Attachment) -> bytes:
    """The bytes as they were accepted.

    Raises:
        FileDamaged: missing, changed, or waiting for the scan or in quarantine.
    """
    if attachment.state != AttachmentState.AVAILABLE:
        raise FileDamaged(f"附件{attachment.get_state_display()}，暂不能打开")
    data = unseal(attachment.sealed_key, storage.read(attachment.storage_name), row_uuid=attachment.uuid)
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise FileDamaged(f"附件内容校验未通过：{attachment.uuid}")
    return data


def damaged() -> list[tuple[Attachment, str]]:
    """Every stored file that is missing or no longer what was uploaded, with the reason."""
    found = []
    for row in Attachment.objects.iterator(chunk_size=200):
        try:
            unsealed = unseal(row.sealed_key, storage.read(row.storage_name), row_uuid=row.uuid)
            if hashlib.sha256(unsealed).hexdigest() != row.sha256:
                found.append((row, "内容摘要不符"))
        except FileDamaged as error:
            found.append((row, str(error)))
    return found


def sweep(*, now=None) -> tuple[int, int]:
    """Remove rows nobody can reach and files without a row, once they are a day old. Returns (rows, files)."""
    before = (now or timezone.now()) - GRACE
    rows = Attachment.objects.abandoned(before).delete()[0]
    age = GRACE.total_seconds()
    files = 0
    for path in list(storage.staged(older_than=age)):
        storage.discard(path)
        files += 1
    known = set(Attachment.objects.values_list("storage_name", flat=True))
    for name in [name for name in storage.stored(older_than=age) if name not in known]:
        storage.remove(name)
        files += 1
    return rows, files
