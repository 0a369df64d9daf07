"""Long prints, made by the worker. A job carries the id of its row, may run twice, and is claimed by one UPDATE."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from portal.printing import store
from portal.printing.errors import PrintError, PrintTooLarge
from portal.printing.models import PrintJob
from portal.printing.pool import BACKGROUND
from portal.printing.render import render_pdf

logger = logging.getLogger("portal.printing")
LOST_AFTER = timedelta(minutes=10)
MAX_ATTEMPTS = 3


def enqueue_print(*, key: str, html: str) -> PrintJob:
    """Have the worker make the print `key` of `html`. Asking again while it is under way changes nothing.

    A job whose worker died is queued again after ten minutes. Raises PrintTooLarge when it has failed for good.
    """
    now = timezone.now()
    with transaction.atomic():
        job, is_new = PrintJob.objects.get_or_create(key=key, defaults={"touched_at": now})
        if not is_new and not _requeue(job, now):
            if job.attempts >= MAX_ATTEMPTS:
                raise PrintTooLarge(detail=job.detail)
            return job
        store.save(key, html.encode("utf-8"), store.SOURCE)
        transaction.on_commit(partial(make_print.enqueue, job.pk))
    return job


def _requeue(job: PrintJob, now) -> bool:
    """Whether this caller, and nobody else, has put a lost or finished job back into the queue."""
    lost = Q(touched_at__lt=now - LOST_AFTER) | Q(status__in=[PrintJob.Status.FAILED, PrintJob.Status.DONE])
    again = PrintJob.objects.filter(lost, pk=job.pk, attempts__lt=MAX_ATTEMPTS)
    return again.update(status=PrintJob.Status.QUEUED, touched_at=now) == 1


def claim(job_id: int) -> PrintJob | None:
    """The job, when nobody else has taken it."""
    waiting = PrintJob.objects.filter(pk=job_id, status=PrintJob.Status.QUEUED)
    taken = waiting.update(status=PrintJob.Status.RUNNING, attempts=F("attempts") + 1, touched_at=timezone.now())
    return PrintJob.objects.get(pk=job_id) if taken else None


@task()
def make_print(job_id: int) -> None:
    job = claim(job_id)
    if job is None:
        return
    html = store.load(job.key, store.SOURCE)
    if html is None:
        _finish(job, PrintJob.Status.FAILED, "排版内容已不存在")
        return
    try:
        store.save(job.key, render_pdf(html.decode("utf-8"), limits=BACKGROUND))
    except (PrintError, OSError) as error:
        logger.warning("background print %s failed: %s", job.key, error)
        _finish(job, PrintJob.Status.FAILED, str(error))
        return
    store.remove(job.key, store.SOURCE)
    _finish(job, PrintJob.Status.DONE)


def _finish(job: PrintJob, status: str, detail: str = "") -> None:
    """Only the attempt that still owns the row may finish it."""
    mine = PrintJob.objects.filter(pk=job.pk, attempts=job.attempts, status=PrintJob.Status.RUNNING)
    fields = {"status": status, "detail": detail[:200], "touched_at": timezone.now()}
    if status == PrintJob.Status.DONE:
        fields["attempts"] = 0
    mine.update(**fields)
