"""The content of a filing as data: built from the declared sections, frozen at 上报, compared and printed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils import timezone

from ca_auth.privacy import Secret
from portal.attachments import services as attachments
from portal.filing import clock
from portal.filing.compare import count_changes
from portal.filing.models import Snapshot


@dataclass(frozen=True)
class Signature:
    """A certificate signature over `submit:<digest>`, verified by ca_auth before it gets here."""

    digest: str
    text: str = ""
    value: bytes = b""
    algorithm: str = ""
    certificate: bytes = b""
    subject: str = ""
    serial: str = ""


def canonical(content: dict) -> str:
    """One spelling of the content, so that its hash means the content and nothing else."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: dict) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def raw(value: Any) -> Any:
    """A value as JSON keeps it: decimals and dates as text, secrets in clear (the snapshot is stored encrypted)."""
    if isinstance(value, Secret):
        return value.clear()
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value


def display(instance: Any, name: str) -> str:
    """What a reader sees for the field: labels for codes, 是/否, dates, numbers, masks for secrets. The rows of a
    table that is read from elsewhere are plain objects; their values stand as they are."""
    try:
        value = getattr(instance, name)
    except ObjectDoesNotExist:  # a reference that nobody has chosen yet
        return ""
    meta = getattr(instance, "_meta", None)
    field = next((f for f in meta.get_fields() if f.name == name), None) if meta else None
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        labels = dict(getattr(field, "item_choices", ()))
        return "、".join(str(labels.get(item, item)) for item in value)
    if getattr(field, "choices", None):
        return str(getattr(instance, f"get_{name}_display")())
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return plain_number(value)
    return str(value)


def plain_number(value: Decimal) -> str:
    """Thousands separated, at least two places, further ones only where they say something."""
    text = f"{value:,f}"
    head, _, places = text.partition(".")
    return f"{head}.{places[:2]}{places[2:].rstrip('0')}" if len(places) > 2 else text


def content_of(filing) -> dict:
    """Everything the form says, in the order of the paper. Times of acts and the state are no content."""
    kind = filing.type
    return {
        "kind": kind.kind,
        "form_title": kind.form_title,
        "subtitle": kind.label,
        "online_application_no": filing.online_application_no,
        "owner": filing.owner.name,
        "district": filing.get_district_display(),
        "title": filing.title,
        "submission": filing.submission_count or 1,
        "sections": [_section(filing, section) for section in kind.sections],
        "tables": [table_of(filing, table) for table in kind.tables],
        "attachments": [
            {"slot": slot.name, "label": slot.label, "name": file.original_name, "size": file.size,
             "sha256": file.sha256, "uuid": str(file.uuid)}
            for slot, files in attachments.by_slot(filing, kind.slots)
            for file in files
        ],
    }  # fmt: skip


def next_content(filing) -> dict:
    """The content that the next 上报 would freeze; its digest is what the certificate signs."""
    return content_of(filing) | {"submission": filing.submission_count + 1}


def _section(filing, section) -> dict:
    return {"id": section.id, "title": section.title, "fields": [_field(filing, cell) for cell in section.cells]}


def _field(filing, cell) -> dict:
    value = getattr(filing, cell.name)
    entry = {
        "name": cell.name,
        "label": cell.label or label_of(type(filing), cell.name),
        "value": raw(value),
        "text": display(filing, cell.name),
        "unit": cell.unit,
        "span": cell.span,
    }
    if isinstance(value, bool):
        entry["kind"] = "bool"
    if isinstance(value, Secret):
        entry |= {"kind": "secret", "paper_text": value.clear() if cell.full_on_paper else str(value)}
    return entry


def label_of(model: type[models.Model], name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return getattr(getattr(model, name), "label", name)


def table_of(filing, table) -> dict:
    """A sub-table with the texts of its rows."""
    rows = filing.rows(table.name)
    return {
        "id": table.name,
        "title": table.title,
        "columns": [{"name": c.name, "label": c.label, "align": c.align} for c in table.columns],
        "rows": [[display(row, c.name) for c in table.columns] for row in rows],
        "total": table.total(rows) if table.total and rows else None,
    }


def freeze(filing, signature: Signature | None) -> Snapshot:
    """Store the content of this submission with its hash and the signature over it."""
    content = content_of(filing)
    text = canonical(content)
    before = Snapshot.objects.filter(filing_id=filing.pk).order_by("-number").first()
    snapshot = Snapshot(
        filing_id=filing.pk,
        number=filing.submission_count,
        version=filing.version,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        changes=count_changes(before.content if before else None, content),
        created_at=clock.now(),
    )
    if signature:
        snapshot.signed_text = signature.text
        snapshot.signature = signature.value
        snapshot.signature_algorithm = signature.algorithm
        snapshot.certificate = signature.certificate
        snapshot.certificate_subject = signature.subject[:300]
        snapshot.certificate_serial = signature.serial[:64]
    snapshot.seal(text)
    snapshot.save(force_insert=True)
    return snapshot
