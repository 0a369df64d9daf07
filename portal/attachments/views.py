"""How a file leaves the portal. Pages call this once they have found the file within what the reader may see."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from portal.attachments.models import Attachment
from portal.attachments.services import open_bytes

# Pictures were rewritten and PDFs inspected on arrival; everything else is only ever saved, never shown.
PREVIEWED = frozenset({"image/jpeg", "image/png", "application/pdf"})


def attachment_response(attachment: Attachment, *, inline: bool) -> HttpResponse:
    """The file under its own name; `inline` shows it in the browser if its type allows.

    Raises:
        FileDamaged: missing, changed, or not released by the scan.
    """
    shown = inline and attachment.content_type in PREVIEWED
    content_type = attachment.content_type if shown else "application/octet-stream"
    response = HttpResponse(open_bytes(attachment), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not shown, attachment.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
