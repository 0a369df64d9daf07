"""Archives are made by the worker. A job carries the id of its row, may run twice, and is claimed by one UPDATE."""

import logging
import tempfile
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from portal.printing.errors import PrintError
from portal.projects.archive import binding, store
from portal.projects.archive.plan import plan_of
from portal.projects.file import ProjectFile, find_file
from portal.projects.models import ArchiveJob
from portal.projects.sides import side_for

logger = logging.getLogger("portal.projects")
LOST_AFTER = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(hours=1)
KEPT = timedelta(hours=24)
_BOUND_AT, _SEALED_AT = 85, 95
Status = ArchiveJob.Status


class Lost(Exception):
    """Somebody else has taken the job over: this attempt ends without a trace."""


def job_of(file: ProjectFile) -> ArchiveJob | None:
    """The reader's archive of the project, if one was ever asked for."""
    return ArchiveJob.objects.filter(project_id=file.project.pk, identity=file.identity).first()


def is_lost(job: ArchiveJob) -> bool:
    """Whether the worker that made it is gone."""
    return job.status in {Status.QUEUED, Status.RUNNING} and job.touched_at < timezone.now() - LOST_AFTER


def is_ready(job: ArchiveJob | None) -> bool:
    """Whether there is something to download."""
    kept = job is not None and job.status == Status.DONE and job.expires_at > timezone.now()
    return kept and store.exists(job.stored_as)


def request_archive(file: ProjectFile) -> ArchiveJob:
    """Have the worker make the archive of what is filed now.

    Asking again while it is under way, or while a finished one still says the same, changes nothing.
    """
    now = timezone.now()
    with transaction.atomic():
        job, is_new = ArchiveJob.objects.get_or_create(
            project_id=file.project.pk, identity=file.identity, defaults={"created_at": now, "touched_at": now}
        )
        if not is_new and is_ready(job) and job.content == plan_of(file).content:
            return job
        if is_new or _requeue(job, now, created_at=now):
            transaction.on_commit(partial(make_archive.enqueue, job.pk))
    job.refresh_from_db()
    return job


def _requeue(job: ArchiveJob, now, **more) -> bool:
    """Whether this caller, and nobody else, has put a finished or lost job back into the queue."""
    finished = Q(status__in=[Status.DONE, Status.FAILED])
    again = ArchiveJob.objects.filter(finished | Q(touched_at__lt=now - LOST_AFTER), pk=job.pk)
    unchanged = again.filter(status=job.status, attempts=job.attempts, touched_at=job.touched_at)
    return unchanged.update(status=Status.QUEUED, progress=0, detail="", touched_at=now, **more) == 1


def claim(job_id: int) -> ArchiveJob | None:
    """The job, when nobody else has taken it."""
    waiting = ArchiveJob.objects.filter(pk=job_id, status=Status.QUEUED)
    taken = waiting.update(status=Status.RUNNING, attempts=F("attempts") + 1, progress=0, touched_at=timezone.now())
    return ArchiveJob.objects.select_related("project", "identity").get(pk=job_id) if taken else None


@task()
def make_archive(job_id: int) -> None:
    job = claim(job_id)
    if job is None:
        return
    try:
        _make(job)
    except Lost:
        logger.info("archive %s was taken over", job.uuid)
    except (PrintError, OSError) as error:
        logger.warning("archive %s failed: %s", job.uuid, error)
        _finish(job, Status.FAILED, detail=str(error)[:200])
    except Exception:
        logger.exception("archive %s broke", job.uuid)
        _finish(job, Status.FAILED, detail=PrintError.text)


def _make(job: ArchiveJob) -> None:
    """What the reader may see is asked now, not taken from when the job was queued."""
    number = job.project.official_no or ""
    file = find_file(job.identity, number, side_for(job.identity)) if job.identity.is_active else None
    if file is None:
        _finish(job, Status.FAILED, detail="没有查看该项目的权限")
        return
    plan = plan_of(file)
    name = store.new_name()
    with tempfile.TemporaryFile() as whole:
        pages = binding.bind(plan, whole, step=lambda done, of: _beat(job, done * _BOUND_AT // of))
        _beat(job, _SEALED_AT)
        size = store.save(name, whole)
    facts = {"content": plan.content, "stored_as": name, "size": size, "pages": pages, "progress": 100}
    if not _finish(job, Status.DONE, expires_at=timezone.now() + KEPT, **facts):
        store.remove(name)
        raise Lost
    store.remove(job.stored_as)


def _mine(job: ArchiveJob):
    """Only the attempt that still owns the row may write to it."""
    return ArchiveJob.objects.filter(pk=job.pk, attempts=job.attempts, status=Status.RUNNING)


def _beat(job: ArchiveJob, progress: int) -> None:
    if not _mine(job).update(progress=progress, touched_at=timezone.now()):
        raise Lost


def _finish(job: ArchiveJob, status: str, **facts) -> bool:
    return _mine(job).update(status=status, touched_at=timezone.now(), **facts) == 1


def sweep() -> int:
    """Put lost jobs back into the queue, remove what has expired and what a kill left; gives how many went."""
    now = timezone.now()
    _revive(now)
    gone = 0
    for job in ArchiveJob.objects.filter(status=Status.DONE, expires_at__lt=now):
        if ArchiveJob.objects.filter(pk=job.pk, status=Status.DONE, stored_as=job.stored_as).delete()[0]:
            store.remove(job.stored_as)
            gone += 1
    known = set(ArchiveJob.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for path in store.leftovers(known):
        path.unlink(missing_ok=True)
        gone += 1
    return gone


def _revive(now) -> None:
    """Once more, but not for ever: what has killed its worker for an hour is given up."""
    lost = ArchiveJob.objects.filter(status__in=[Status.QUEUED, Status.RUNNING], touched_at__lt=now - LOST_AFTER)
    lost.filter(created_at__lt=now - GIVEN_UP_AFTER).update(
        status=Status.FAILED, detail=PrintError.text, touched_at=now, attempts=F("attempts") + 1
    )
    for job in lost:
        if _requeue(job, now):
            make_archive.enqueue(job.pk)
