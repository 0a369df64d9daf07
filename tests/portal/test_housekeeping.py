"""Chores run when they are due, and one that fails does not stop the others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.filing import pruning
from portal.filing.models import Draft, IdempotencyKey, Seal
from portal.management.commands import housekeeping
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_failing_chore_leaves_the_others_running(caplog):
    done = []

    def broken():
        raise OSError("disk")

    todo = [
        housekeeping.Chore("坏", timedelta(hours=1), broken),
        housekeeping.Chore("好", timedelta(hours=1), lambda: done.append(1)),
    ]
    for _ in range(2):
        housekeeping.Command().do(todo)
    assert done == [1]
    assert "坏 failed" in caplog.text


def test_old_keys_and_drafts_go_and_fresh_ones_stay(identity_of):
    identity = identity_of()
    now = timezone.now()
    for record, age in (("old", 91), ("new", 1)):
        draft = Draft(identity=identity, account=identity.account, kind="k", record=record, saved_at=now)
        draft.seal({})
        draft.saved_at = now - timedelta(days=age)
        draft.save()
    key = IdempotencyKey.objects.create(account=identity.account, key="00000000-0000-4000-8000-000000000001", path="/")
    IdempotencyKey.objects.filter(pk=key.pk).update(created_at=now - timedelta(days=8))
    assert pruning.prune(now) == {"重复提交保护": 1, "暂存": 1}
    assert list(Draft.objects.values_list("record", flat=True)) == ["new"]


def test_the_first_round_seals_what_happened():
    factories.declaration(submitted=True)
    seal = next(chore for chore in housekeeping.chores() if chore.name == "封印办理记录")
    seal.run()
    assert not Seal.objects.exists()  # events younger than a minute may still be uncommitted elsewhere
