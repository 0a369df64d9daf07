"""One world for the tests of a module, in a transaction that is rolled back at its end. It is built once in a session;
later modules get its rows back as they were."""

import copy
import logging
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from ca_auth.models import LoginSession
from tests.security import people, tables
from tests.security import world as worlds


@pytest.fixture(scope="session")
def built() -> dict:
    return {}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, built):
    with django_db_blocker.unblock(), rolled_back():
        if not built:
            before = tables.rows()
            built["world"] = worlds.build()
            built["rows"] = tables.new_rows(before, tables.rows())
        else:
            tables.put_back(built["rows"])
            LoginSession.objects.update(started_at=timezone.now(), last_seen_at=timezone.now())
        found = copy.copy(built["world"])
        found.people = people.with_new_browsers(found.people)
        yield found


@pytest.fixture(autouse=True)
def _same_browsers(request):
    """The world's rows are rolled back after each test, and its browsers forget what they were told."""
    clients = request.getfixturevalue("world").people.clients.values() if "world" in request.fixturenames else ()
    with worlds.same_cookies(*clients):
        yield


@contextmanager
def rolled_back():
    with transaction.atomic():
        # As Django's own test cases say it: code may then ask for a transaction that is the outermost.
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        yield
        transaction.set_rollback(True)


@pytest.fixture
def quiet(monkeypatch):
    """Thousands of answers, most of them refusals: no log, and no copies of templates' contexts for looking at."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def no_printing(monkeypatch):
    """Papers are drawn in child processes; where nobody reads them, a stand-in is enough."""
    for module in ("portal.filing.pages.prints", "portal.review.views.files"):
        monkeypatch.setattr(f"{module}.pdf_of", lambda filing: b"%PDF-1.7 stand-in")
