from portal.filing.models.draft import Draft
from portal.filing.models.event import Event, Seal
from portal.filing.models.filing import Filing, FilingQuerySet
from portal.filing.models.idempotency import IdempotencyKey
from portal.filing.models.remark import CannedReason, Remark
from portal.filing.models.sequence import NumberSequence
from portal.filing.models.snapshot import Snapshot
from portal.filing.models.verdict import AttachmentVerdict

__all__ = [
    "AttachmentVerdict",
    "CannedReason",
    "Draft",
    "Event",
    "Filing",
    "FilingQuerySet",
    "IdempotencyKey",
    "NumberSequence",
    "Remark",
    "Seal",
    "Snapshot",
]
