"""/healthz: this process lives. /readyz: it can serve; also says how old the oldest waiting job and the CRL are."""

import tempfile
from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.storage.filesystem import FileSystemStorage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from ca_auth.access import policy, public

QUEUE_LATE_SECONDS = 300


@policy(public)
@policy(public)
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


@policy(public)
@policy(public)
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all of MUST_WORK do, else 503. Late jobs and an old CRL are told, but do not take the node out."""
    answers = {name: _ask(probe) for name, probe in (MUST_WORK | TELL).items()}
    ready = all(answers[name]["ok"] for name in MUST_WORK)
    return JsonResponse({"ok": ready, "checks": answers}, status=200 if ready else 503)


def _ask(probe: Callable[[], dict]) -> dict:
    try:
        return probe()
    except (DatabaseError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}


def database() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"ok": True}


def storage() -> dict:
    """A file can be written where attachments go. Nothing is left behind; a remote store is asked for its listing."""
    if isinstance(default_storage, FileSystemStorage) or hasattr(default_storage, "location"):
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as probe:
            probe.write(b"ready")
    else:
        default_storage.exists("ready")
    return {"ok": True}


def queue() -> dict:
    """Seconds that the oldest job which could run has been waiting."""
    jobs = DBTaskResult.objects.ready().order_by("enqueued_at")
    oldest = jobs.values_list("enqueued_at", flat=True).first()
    seconds = _age(oldest)
    return {"ok": seconds is None or seconds < QUEUE_LATE_SECONDS, "waiting_seconds": seconds}


def revocation() -> dict:
    """Seconds since the newest certificate revocation list; not ok once its issuer has promised a newer one."""
    try:
        lists = apps.get_model("ca_auth", "Crl").objects
    except LookupError:
        return {"ok": True, "age_seconds": None}
    newest = lists.order_by("-this_update").first()
    if newest is None:
        return {"ok": not settings.PRODUCTION, "age_seconds": None}
    return {"ok": newest.next_update > timezone.now(), "age_seconds": _age(newest.this_update)}


def _age(moment: datetime | None) -> int | None:
    return None if moment is None else int((timezone.now() - moment).total_seconds())


MUST_WORK: dict[str, Callable[[], dict]] = {"database": database, "storage": storage}
TELL: dict[str, Callable[[], dict]] = {"queue": queue, "revocation": revocation}
