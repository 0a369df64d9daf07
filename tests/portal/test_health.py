from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal import health

pytestmark = pytest.mark.django_db


def away() -> dict:
    raise OperationalError("gone")


def waiting_job(minutes: int) -> DBTaskResult:
    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default", run_after=timezone.now()
    )
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))
    return job


def test_alive_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"ok": True}


def test_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] == {"ok": True}
    assert answer.json()["checks"]["storage"] == {"ok": True}


def test_without_database_not_ready_but_alive(client, monkeypatch):
    monkeypatch.setitem(health.MUST_WORK, "database", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"ok": False, "error": "OperationalError"}
    assert client.get("/healthz").status_code == 200


def test_storage_that_cannot_be_written(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "below"
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(("minutes", "ok"), [(4, True), (6, False)])
def test_late_jobs_are_told_without_taking_the_node_out(client, minutes, ok):
    waiting_job(minutes)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    queue = answer.json()["checks"]["queue"]
    assert queue["ok"] is ok
    assert minutes * 60 <= queue["waiting_seconds"] < minutes * 60 + 30
