"""Prints of filings: always from a snapshot; before 上报 from the live row, with the watermark 草稿."""

from portal.filing import clock, snapshots
from portal.printing import services
from portal.printing.sheet import DRAFT, PrintedSignature, Sheet, sheet_from_content


def pdf_of(filing, *, patient: bool = False) -> bytes:
    """The PDF of the last submission, or a preview of a filing that was never submitted. `patient`: the caller is a
    worker, which draws long tables itself. Raises a PrintError."""
    snapshot = filing.snapshots.order_by("-number").first()
    factory = filing.type.sheet_factory
    if snapshot is None:
        return services.preview(factory(filing, None))
    variant = f"{filing.official_no or ''}|{filing.status}"
    return services.printed(
        lambda: factory(filing, snapshot), sha256=snapshot.sha256, variant=variant, patient=patient
    )


def default_sheet(filing, snapshot) -> Sheet:
    """The generic sheet; types adjust it in their printing.py."""
    official = (filing.type.official_label, filing.official_no or "")
    if snapshot is None:
        content = snapshots.content_of(filing)
        return sheet_from_content(
            content, sha256=snapshots.digest_of(content), submitted_at=None, watermark=DRAFT,
            official_no=official, status_text=filing.get_status_display(), printed_at=clock.now(),
        )  # fmt: skip
    return sheet_from_content(
        snapshot.content, sha256=snapshot.sha256, submitted_at=snapshot.created_at, signature=_signature(snapshot),
        official_no=official, status_text=filing.get_status_display(),
    )  # fmt: skip


def _signature(snapshot) -> PrintedSignature | None:
    if not snapshot.certificate_serial:
        return None
    return PrintedSignature(
        subject=snapshot.certificate_subject, serial=snapshot.certificate_serial,
        algorithm=snapshot.signature_algorithm, signed_at=snapshot.created_at,
    )  # fmt: skip
