"""The world for programs that run without pytest: a test database is made, filled, and thrown away."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from django.db import transaction
from django.test.utils import (
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)

from tests.security import world as worlds

PRINTERS = ("portal.filing.pages.prints.pdf_of", "portal.review.views.files.pdf_of")


@contextmanager
def portal(*, printing: bool) -> Iterator[worlds.World]:
    """Without `printing` a stand-in takes the place of the PDF."""
    logging.disable(logging.CRITICAL)
    setup_test_environment(debug=False)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with ExitStack() as stack:
            for name in () if printing else PRINTERS:
                stack.enter_context(mock.patch(name, return_value=b"%PDF-1.7 stand-in"))
            with transaction.atomic():
                yield worlds.build()
                transaction.set_rollback(True)
    finally:
        teardown_databases(databases, verbosity=0)
        teardown_test_environment()
        logging.disable(logging.NOTSET)
