"""Every text message of the outbox is sent, by whoever gets it first, and given up only after five tries."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from ca_auth.gateways.sms import SmsFailed
from portal.notices import dispatch, services
from portal.notices.models import OutboxMessage, OutboxStatus
from portal.notices.texts import SIGNATURE, TEXTS, text_of

PHONE = "13800010001"
PARAMS = {
    "item": "项目信息报送", "title": "彭浦新村1街坊成套改造", "number": "W2026112000001",
    "number_label": "网上申请编号", "status": "已受理",
}  # fmt: skip


class Recorder:
    def __init__(self, *, failures: int = 0, error: Exception | None = None):
        self.sent, self.failures, self.error = [], failures, error or SmsFailed("网关繁忙")

    def send(self, *, phone, text, reference):
        if self.failures:
            self.failures -= 1
            raise self.error
        self.sent.append((phone, text, reference))


def queue(template: str = "filing_accept") -> OutboxMessage:
    return services.queue_sms(phone=PHONE, template=template, params=PARAMS, at=timezone.now())


def reread(message) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


@pytest.mark.django_db
def test_sends_once():
    message, gateway = queue(), Recorder()
    assert dispatch.dispatch_due(gateway=gateway).sent == 1
    assert dispatch.dispatch_due(gateway=gateway).sent == 0
    assert gateway.sent == [(PHONE, text_of("filing_accept", PARAMS), str(message.uuid))]
    assert reread(message).status == OutboxStatus.SENT
    assert reread(message).sent_at


@pytest.mark.django_db
def test_failure_is_tried_again_later_and_later_and_given_up_after_five():
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False) as clock:
        message, gateway = queue(), Recorder(failures=99)
        for attempt in range(1, 5):
            assert dispatch.dispatch_due(gateway=gateway).postponed == 1
            assert reread(message).due_at == timezone.now() + timedelta(minutes=4 ** (attempt - 1))
            assert dispatch.dispatch_due(gateway=gateway).postponed == 0
            clock.shift(timedelta(minutes=4 ** (attempt - 1)))
        assert dispatch.dispatch_due(gateway=gateway).failed == 1
    assert gateway.failures == 94
    assert (reread(message).status, reread(message).error) == (OutboxStatus.FAILED, "网关繁忙")


@pytest.mark.django_db
def test_recovers_after_a_failure():
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False) as clock:
        message, gateway = queue(), Recorder(failures=1, error=RuntimeError(f"no route for {PHONE}"))
        dispatch.dispatch_due(gateway=gateway)
        assert PHONE not in reread(message).error
        clock.shift(timedelta(minutes=1))
        assert dispatch.dispatch_due(gateway=gateway).sent == 1
    assert reread(message).error == ""


@pytest.mark.django_db
def test_one_broken_message_does_not_stop_the_others():
    broken, unknown, sound = queue(), queue("filing_unknown"), queue()
    OutboxMessage.objects.filter(pk=broken.pk).update(sealed=b"spoilt")
    tally = dispatch.dispatch_due(gateway=Recorder())
    assert (tally.sent, tally.failed + tally.postponed) == (1, 2)
    assert reread(sound).status == OutboxStatus.SENT
    assert reread(unknown).status == OutboxStatus.FAILED


@pytest.mark.django_db
def test_killed_between_claim_and_sending_is_sent_by_the_next():
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False) as clock:
        message, gateway = queue(), Recorder()
        assert [one.pk for one in dispatch.claim_due(most=10)] == [message.pk]
        assert dispatch.dispatch_due(gateway=gateway).sent == 0
        clock.shift(dispatch.CLAIM_HOLDS)
        assert dispatch.dispatch_due(gateway=gateway).sent == 1
    assert len(gateway.sent) == 1


@pytest.mark.django_db
def test_message_that_kills_its_dispatcher_is_given_up():
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False) as clock:
        message = queue()
        for _ in range(dispatch.MOST_ATTEMPTS):
            assert list(dispatch.claim_due(most=10))
            clock.shift(dispatch.CLAIM_HOLDS)
        assert not list(dispatch.claim_due(most=10))
    assert reread(message).status == OutboxStatus.FAILED


@pytest.mark.django_db
def test_claim_that_ran_out_does_not_overwrite_the_next_ones_result():
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False) as clock:
        message, slow = queue(), Recorder(failures=1)
        (mine,) = dispatch.claim_due(most=10)
        clock.shift(dispatch.CLAIM_HOLDS)
        assert dispatch.dispatch_due(gateway=Recorder()).sent == 1
        dispatch.send(mine, gateway=slow, tally=dispatch.Tally())
    assert reread(message).status == OutboxStatus.SENT


@pytest.mark.django_db
def test_the_second_of_two_who_read_the_same_row_does_not_get_it():
    message = queue()
    first, second = reread(message), reread(message)
    assert dispatch._claim(first, now=timezone.now())
    assert not dispatch._claim(second, now=timezone.now())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_racing_dispatchers_send_each_message_once(together):
    messages = [queue() for _ in range(40)]
    gateway = Recorder()
    tallies = together(*[lambda: dispatch.dispatch_due(gateway=gateway)] * 4)
    assert sum(tally.sent for tally in tallies) == 40
    assert sorted(reference for _, _, reference in gateway.sent) == sorted(str(one.uuid) for one in messages)


@pytest.mark.django_db
def test_command_writes_text_but_no_number(settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    settings.SMS_BACKEND = "ca_auth.gateways.sms.ConsoleSms"
    queue()
    call_command("dispatch_outbox")
    assert "已发送 1 条" in capsys.readouterr().out
    written = (tmp_path / "sms.jsonl").read_text(encoding="utf-8")
    assert PHONE not in written
    assert json.loads(written)["text"] == text_of("filing_accept", PARAMS)
    assert (tmp_path / "sms.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("template", sorted(TEXTS))
def test_text_names_matter_number_and_title(template):
    text = text_of(template, PARAMS)
    assert text.startswith(SIGNATURE)
    for part in ("项目信息报送", "彭浦新村1街坊成套改造", "网上申请编号W2026112000001"):
        assert part in text


def test_every_act_that_tells_the_enterprise_has_a_text():
    assert {"filing_accept", "filing_return", "filing_approve"} <= set(TEXTS)


def test_long_title_is_shortened():
    assert len(text_of("filing_return", PARAMS | {"title": "长" * 200})) < 134


def test_title_with_braces_is_taken_as_it_is():
    assert "{phone}" in text_of("filing_accept", PARAMS | {"title": "{phone}"})
