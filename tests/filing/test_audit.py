"""Tampering is found (security H2, C7)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.filing import audit, verification
from portal.filing.models import Event, Seal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    filing = factories.declaration(approved=True)
    audit.record_portal(actor=factories.implementer(filing.owner), action="print", filing=filing)
    audit.seal_new(older_than=timedelta(0))
    assert not list(audit.faults())
    return filing


def raw(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "改过"), ("action", "accept "), ("actor_name", "别人"), ("organisation", "别的单位"), ("source", "x"),
        ("result", "approved "), ("version", 99), ("at", "2020-01-01 00:00:00+00:00"), ("facts", '{"a": 1}'),
        ("previous", "0" * 64), ("mac", "0" * 64), ("identity_id", None), ("actor_id", None), ("filing_id", None),
    ],
)  # fmt: skip
def test_any_changed_column_is_found(history, column, value):
    event = Event.objects.filter(action="submit").get()
    raw(f"UPDATE filing_event SET {column} = %s WHERE id = %s", value, event.pk)  # noqa: S608
    assert list(audit.faults())


@pytest.mark.parametrize("position", ["first", "middle", "last"])
def test_a_missing_event_is_found(history, position):
    ids = list(Event.objects.filter(filing_id=history.pk, stream__startswith="filing:").values_list("pk", flat=True))
    gone = {"first": ids[0], "middle": ids[2], "last": ids[-1]}[position]
    raw("DELETE FROM filing_event WHERE id = %s", gone)
    assert list(audit.faults())


def test_a_removed_tail_with_a_repaired_head_is_found_by_the_seal(history):
    """Somebody who also sets the head of the chain back still leaves the seal short of one."""
    events = list(Event.objects.filter(stream=f"filing:{history.uuid}").order_by("sequence"))
    raw("DELETE FROM filing_event WHERE id = %s", events[-1].pk)
    raw(
        "UPDATE filing_filing SET event_count = %s, event_head = %s WHERE id = %s",
        events[-2].sequence, events[-2].mac, history.pk,
    )  # fmt: skip
    assert any("封印" in fault for fault in audit.faults())


def test_an_inserted_event_is_found(history):
    event = Event.objects.filter(action="submit").get()
    event.pk, event.sequence, event.uuid = None, 99, "00000000-0000-4000-8000-000000000000"
    Event.objects.bulk_create([event])
    assert list(audit.faults())


def test_a_changed_or_missing_seal_is_found(history):
    factories.act(factories.declaration(), "submit")
    audit.seal_new(older_than=timedelta(0))
    first = Seal.objects.order_by("pk").first()
    raw("DELETE FROM filing_seal WHERE id = %s", first.pk)
    assert list(audit.faults())


def test_events_refuse_to_be_changed_through_the_models(history):
    from portal.filing.models.event import AppendOnly

    event = Event.objects.first()
    for attempt in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(note="x")):
        with pytest.raises(AppendOnly):
            attempt()


def test_the_commands_end_with_an_error_and_say_where(history, capsys):
    call_command("verify_audit")
    call_command("verify_submissions")
    raw("UPDATE filing_event SET note = 'x' WHERE action = 'accept'")
    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_every_flipped_byte_of_a_submission_is_found(history):
    """200 random places of stored content, hash and record: all found."""
    import random

    snapshot = history.snapshots.get()
    source = random.Random(7)
    good = bytes(snapshot.sealed_content)
    for _ in range(200):
        place = source.randrange(len(good))
        changed = bytearray(good)
        changed[place] ^= 1 << source.randrange(8)
        snapshot.sealed_content = bytes(changed)
        assert list(verification.faults_of(snapshot, snapshot.sha256))
    snapshot.sealed_content = good
    assert [f for f in verification.faults_of(snapshot, snapshot.sha256) if "签名" not in f] == []


def test_a_swapped_hash_or_content_is_found(history):
    other = factories.declaration(submitted=True).snapshots.get()
    snapshot = history.snapshots.get()
    raw("UPDATE filing_snapshot SET sha256 = %s WHERE id = %s", other.sha256, snapshot.pk)
    assert any("不符" in fault for fault in verification.faults())
    raw("UPDATE filing_snapshot SET sha256 = %s WHERE id = %s", snapshot.sha256, snapshot.pk)
    raw("UPDATE filing_snapshot SET sealed_content = %s WHERE id = %s", bytes(other.sealed_content), snapshot.pk)
    assert any("无法解密" in fault for fault in verification.faults())


def test_a_missing_submission_is_found(history):
    raw("DELETE FROM filing_snapshot WHERE filing_id = %s", history.pk)
    assert any("缺失" in fault for fault in verification.faults())
