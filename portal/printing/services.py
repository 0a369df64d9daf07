"""What the apps call: the stored print of a submitted content, and the preview of one that is not submitted."""

from __future__ import annotations

import logging
from collections.abc import Callable

from portal.printing import store
from portal.printing.errors import PrintPending
from portal.printing.jobs import enqueue_print
from portal.printing.pool import BACKGROUND, WEB
from portal.printing.render import render_pdf
from portal.printing.sheet import Sheet, render_sheet

logger = logging.getLogger("portal.printing")
MAX_ROWS_AT_ONCE = 200


def printed(build: Callable[[], Sheet], *, sha256: str, variant: str = "", patient: bool = False) -> bytes:
    """The print of the content `sha256`, from the store or drawn now.

    `variant` names whatever else is on the paper and may change while the content does not: state, official number.
    `patient`: the caller is a worker and waits for long tables too. Raises a PrintError; PrintPending when the tables
    are long and the background worker makes the print.
    """
    key = store.key_of(sha256, variant)
    stored = store.load(key)
    if stored is not None:
        return stored
    sheet = build()
    html = render_sheet(sheet)
    if sheet.table_rows > MAX_ROWS_AT_ONCE and not patient:
        enqueue_print(key=key, html=html)
        stored = store.load(key)  # a worker that runs at once has finished
        if stored is None:
            raise PrintPending
        return stored
    pdf = render_pdf(html, limits=BACKGROUND if patient else WEB)
    try:
        store.save(key, pdf)
    except OSError as error:
        logger.error("print %s could not be stored: %s", key, error)
    return pdf


def preview(sheet: Sheet, *, patient: bool = False) -> bytes:
    """A print that is not kept: of a draft, under its watermark."""
    return render_pdf(render_sheet(sheet), limits=BACKGROUND if patient else WEB)
