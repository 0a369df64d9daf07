"""How a file leaves the portal. Pages call this once they have found the file within what the reader may see."""

import logging

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from portal.attachments.errors import FileDamaged
from portal.attachments.models import Attachment
from portal.attachments.services import open_bytes

logger = logging.getLogger("portal.attachments")

# Pictures were rewritten and PDFs inspected on arrival; everything else is only ever saved, never shown.
PREVIEWED = frozenset({"image/jpeg", "image/png", "application/pdf"})


def attachment_response(attachment: Attachment, *, inline: bool) -> HttpResponse:
    """The file under its own name; `inline` shows it in the browser if its type allows.

    A file that is missing, changed or not released by the scan gives a page that says so (503) and a line in the log.
    """
    try:
        data = open_bytes(attachment)
    except FileDamaged as fault:
        logger.error("attachment %s cannot be opened: %s", attachment.uuid, fault)
        page = render_to_string("attachments/unavailable.html", {"name": attachment.original_name})
        return HttpResponse(page, status=503)
    shown = inline and attachment.content_type in PREVIEWED
    content_type = attachment.content_type if shown else "application/octet-stream"
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not shown, attachment.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
