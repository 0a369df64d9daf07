"""J2: a failure tells nothing of the inside: no setting, no SQL, no path, no name of code, whatever went wrong."""

import re

import pytest
from django.core.exceptions import (
    FieldError,
    ImproperlyConfigured,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.template import TemplateSyntaxError
from django.urls import NoReverseMatch

from ca_auth.privacy import Tampered
from tests.security.people import HK, A

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

SECRET = "test-secret-key-of-no-value"
INSIDE = (
    f"SELECT phone FROM ca_auth_account WHERE id=1; /srv/portal/settings/production.py SECRET_KEY={SECRET} "
    "FIELD_KEY 13773100001"
)
EXCEPTIONS = [
    ValueError(INSIDE),
    KeyError(INSIDE),
    TypeError(INSIDE),
    AttributeError(INSIDE),
    RuntimeError(INSIDE),
    RecursionError(INSIDE),
    MemoryError(INSIDE),
    OSError(28, INSIDE, "/srv/portal/files/a"),
    FileNotFoundError(2, INSIDE, "/srv/portal"),
    UnicodeDecodeError("utf-8", INSIDE.encode(), 0, 1, INSIDE),
    DatabaseError(INSIDE),
    IntegrityError(INSIDE),
    OperationalError(INSIDE),
    InterfaceError(INSIDE),
    FieldError(INSIDE),
    ImproperlyConfigured(INSIDE),
    TemplateSyntaxError(INSIDE),
    NoReverseMatch(INSIDE),
    ValidationError(INSIDE),
    Tampered(INSIDE),
    PermissionDenied(INSIDE),
    Http404(INSIDE),
    SuspiciousOperation(INSIDE),
    ZeroDivisionError(INSIDE),
    AssertionError(INSIDE),
]
PLACES = [
    (A, "/repair/declarations/", "portal.filing.pages.base.FilingView.records"),
    (A, "/repair/projects/new/", "portal.filing.pages.edit.FormPage.form"),
    (A, "/desk/", "portal.views.desk.todo_of"),
    (A, "/notices/", "portal.notices.services.for_identity"),
    (A, "/verify/W2026010100001/?code=AAAAAAAAAA", "portal.services.verification.look_up"),
    (A, "/repair/projects/lookup-declaration/?value=1", "repair_projects.views.find_declaration"),
    (HK, "/internal/review/", "portal.review.queues.overview"),
    (HK, "/internal/review/all/", "portal.filing.models.filing.FilingQuerySet.visible_to"),
]
TELLS = re.compile(
    r"SELECT|SECRET|_KEY|FIELD_KEY|/srv/|\.py\b|Traceback|Exception|\w+Error\b|django|portal\.|ca_auth|psycopg|sqlite|13773100001|"
    + SECRET
)


@pytest.mark.parametrize("error", EXCEPTIONS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_two_hundred_failures_tell_nothing(world, monkeypatch, error, accept):
    for actor, path, name in PLACES:

        def fail(*args, **kwargs):
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(name, fail)
            answer = world.client(actor).get(path, headers={"accept": accept})
        assert answer.status_code in {400, 403, 404, 500, 503}, (path, answer.status_code)
        text = answer.content.decode()
        assert not TELLS.search(re.sub(r'(?:href|src)="/static/[^"]*"', "", text)), TELLS.search(text)
        assert answer["Content-Type"].startswith(accept)
        assert answer["X-Request-ID"] in text
