"""HTML in, PDF out: the one door to the printing processes."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.printing.errors import PrintError, PrintForbidden, PrintTooLarge
from portal.printing.pool import WEB, Limits, pool

logger = logging.getLogger("portal.printing")
security = logging.getLogger("portal.security")
STYLE_SHEET = "form.css"
MAX_HTML = 20_000_000  # bytes; the longest form with everything at its maximum stays below a tenth of it


def style_sheet_path() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "print" / STYLE_SHEET


@cache
def _cached_style_sheet(path: Path, changed_ns: int) -> bytes:
    return path.read_bytes()


def style_sheet() -> bytes:
    path = style_sheet_path()
    return _cached_style_sheet(path, path.stat().st_mtime_ns)


def render_pdf(html: str, *, assets: Mapping[str, bytes] | None = None, limits: Limits = WEB) -> bytes:
    """Draw `html` with the forms' style sheet and give the PDF (PDF/A-2a).

    `assets` may be referred to as `asset:<name>`; those named *.css are applied to the document. Nothing else can be
    loaded, neither files nor addresses. The same html and assets give the same bytes. Raises a PrintError.
    """
    everything = {STYLE_SHEET: style_sheet(), **(assets or {})}
    body = html.encode("utf-8")
    if len(body) > MAX_HTML:
        raise PrintTooLarge(detail=f"{len(body)} bytes of HTML")
    identifier = hashlib.sha256(body).hexdigest()[:32]
    try:
        pdf, facts = pool().render(html, everything, identifier, limits)
    except PrintForbidden as error:
        security.warning("print refused: document asked for %r", error.detail)
        raise
    except PrintError as error:
        logger.warning("print failed: %s %s", type(error).__name__, error.detail)
        raise
    for family, characters in facts["fallback"].items():
        logger.info("print used the fallback font %s for %r", family, characters)
    for warning in facts["warnings"]:
        logger.debug("print: %s", warning)
    logger.debug("print: %d pages, %d bytes, %.3f s", facts["pages"], len(pdf), facts["cpu"])
    return pdf
