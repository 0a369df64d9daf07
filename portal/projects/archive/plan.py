"""What goes into an archive: of every filing the reader may see and that was submitted, the print and the files."""

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings

from portal.attachments.models import Attachment
from portal.filing.models import Filing, Snapshot
from portal.filing.states import Status
from portal.projects.file import ProjectFile, attachments_as_submitted

PDF, PICTURES = "application/pdf", frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True)
class Piece:
    """One document: the print of a filing (`file` is None) or one of its files."""

    filing: Filing
    file: Attachment | None
    label: str

    @property
    def is_bound(self) -> bool:
        """Whether it becomes pages; other formats are downloaded one by one."""
        return self.file is None or self.file.content_type == PDF or self.file.content_type in PICTURES


@dataclass(frozen=True)
class Plan:
    title: str
    number: str
    pieces: list[Piece]
    not_submitted: list[Filing]
    content: str

    @property
    def others(self) -> list[Piece]:
        return [piece for piece in self.pieces if not piece.is_bound]


def plan_of(file: ProjectFile) -> Plan:
    """`content` is the digest of all that decides what the archive says."""
    filings = [part.filing for part in file.parts if part.filing.submission_count]
    files, pieces, facts = attachments_as_submitted(filings), [], []
    hashes = _hashes(filings)
    for filing in filings:
        pieces += [Piece(filing, None, f"{filing.type.label}表")] if _may_print(file, filing) else []
        pieces += [Piece(filing, one, _label(filing, one)) for one in files[filing.pk]]
        facts.append([filing.pk, hashes[filing.pk], filing.status, filing.official_no])
        facts += [str(one.uuid) for one in files[filing.pk]]
    return Plan(
        title=file.project.title,
        number=file.project.official_no,
        pieces=pieces,
        not_submitted=[part.filing for part in file.parts if not part.filing.submission_count],
        content=hashlib.sha256(json.dumps(facts).encode()).hexdigest(),
    )


def _may_print(file: ProjectFile, filing: Filing) -> bool:
    """As on the page of the filing: the owner's prints may end with the approval."""
    return settings.PRINT_WHEN_APPROVED or not file.side.is_owner or filing.status != Status.APPROVED


def _label(filing: Filing, file: Attachment) -> str:
    slot = filing.type.slot(file.slot)
    return f"{slot.label if slot else file.slot}：{file.original_name}"


def _hashes(filings: list[Filing]) -> dict[int, str]:
    """Digest of the last submission by filing."""
    found = Snapshot.objects.filter(filing__in=filings).order_by("number")
    return dict(found.values_list("filing_id", "sha256"))
