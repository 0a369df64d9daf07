"""Every form of a filing sent twice at the same moment: one effect, the same answer, no broken page."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from portal.attachments import services as attachments
from portal.attachments.models import Attachment
from portal.filing.models import AttachmentVerdict, Draft, Event, Filing, IdempotencyKey, Remark
from portal.filing.states import Status
from tests import factories
from tests.concurrency.duels import Retyped
from tests.plugins.auth import certificate_login, challenge

# Pages of a filing type, by the end of their names, and of the desk: those whose forms carry a key, …
KEYED = {"new", "edit", "act"}
KEYED_OF_THE_DESK = {"act", "decide", "claim", "release", "take-over"}
# … those that need none, with the reason, …
WITHOUT = {
    "new-draft": "keeps the last of what was typed", "draft": "the same",
    "new-draft-drop": "what is gone stays gone", "draft-drop": "the same",
    "new-attachment": "the same file is in a slot once", "attachment": "the same",
    "new-file-remove": "what is gone stays gone", "file-remove": "the same", "export": "reads only",
}  # fmt: skip
WITHOUT_AT_THE_DESK = {
    "remark": "one remark for each target", "verdict": "one finding for each slot",
    "batch": "versions keep each item from being done twice", "reveal": "every look is on record",
    "export": "the same",
    "statistics-export": "the same",
}  # fmt: skip
# … and those that answer GET only.
READ = {"list", "detail", "confirm", "digest", "receipt", "print", "new-file", "file"}
READ_AT_THE_DESK = {
    "inbox", "statistics", "all", "done", "batch-result", "filing", "file", "side-by-side", "print",
}  # fmt: skip


def names(namespace: str) -> set[str]:
    _, resolver = get_resolver().namespace_dict[namespace]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}


def test_c3_no_page_is_forgotten():
    """A new page of the kernel or the desk is put into one of the sets above, and tried below if it writes."""
    types = ("declaration", "project")
    pages = {name.partition("-")[2] for name in names("repair") if name.partition("-")[0] in types}
    assert pages == KEYED | set(WITHOUT) | READ
    assert names("review") == KEYED_OF_THE_DESK | set(WITHOUT_AT_THE_DESK) | READ_AT_THE_DESK


@dataclass
class Clicks:
    """Sends what a browser sends, twice at once, each from a thread of its own with the same cookies."""

    together: Callable
    client: Client

    def twice(self, url: str, data: dict, times: int = 2) -> list:
        return self.together(*[lambda: self._send(url, data)] * times)

    def _send(self, url: str, data: dict):
        window = Client()
        window.cookies = self.client.cookies
        return window.post(url, {name: self._own(value) for name, value in data.items()})

    @staticmethod
    def _own(value):
        return SimpleUploadedFile("材料.png", value, content_type="image/png") if isinstance(value, bytes) else value

    def one_answer(self, url: str, data: dict, times: int = 3) -> str:
        """Send with one key; all answers lead to the same page, and a resend much later does, too."""
        data = data | {"idempotency_key": str(uuid.uuid4())}
        answers = [*self.twice(url, data, times), self._send(url, data)]
        assert [answer.status_code for answer in answers] == [302] * (times + 1), [a.content[:500] for a in answers]
        assert len({answer["Location"] for answer in answers}) == 1
        return answers[0]["Location"]


def events(name: str) -> int:
    return Event.objects.filter(action=name).count()


class DoubleClicks:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def clicks(self, together, enterprise_client):
        return Clicks(together, enterprise_client)

    @pytest.fixture
    def desk(self, together, reviewer_client):
        return Clicks(together, reviewer_client)

    def own(self, clicks, **state):
        return factories.declaration(owner=clicks.client.identity.enterprise, **state)

    def url(self, filing, page: str, **extra) -> str:
        return reverse(f"repair:declaration-{page}", kwargs={"uuid": filing.uuid} | extra)

    def test_save_of_a_new_form(self, clicks):
        where = clicks.one_answer("/repair/declarations/new/", factories.declaration_data())
        assert where == self.url(Filing.objects.get(), "edit")
        assert events("create") == 1

    def test_save_of_a_new_project(self, clicks):
        declared = self.own(clicks, approved=True)
        clicks.one_answer("/repair/projects/new/", factories.project_data(declaration_no=declared.official_no))
        assert declared.projects.count() == 1

    def test_save_again(self, clicks):
        filing = self.own(clicks)
        clicks.one_answer(self.url(filing, "edit"), factories.declaration_data(version="1"))
        assert (events("save"), Filing.objects.get().version) == (1, 2)

    def test_submit_with_one_signature(self, together, trusted_pki):
        client = Client()
        actor = factories.implementer(trusted_pki.enterprise("ec-sign"))
        assert certificate_login(client, trusted_pki).status_code == 200
        filing = factories.declaration(owner=actor.enterprise)
        factories.upload_missing(filing, actor=actor)
        known = client.get(self.url(filing, "digest")).json()
        nonce = challenge(client, digest=known["digest"])
        token = trusted_pki.sign("ec-sign", nonce, purpose=f"submit:{known['digest']}")
        data = {"version": known["version"], "token": json.dumps(token)}
        where = Clicks(together, client).one_answer(self.url(filing, "act", action="submit"), data)
        assert where == self.url(filing, "receipt")
        row = Filing.objects.get()
        assert (row.status, row.submission_count, events("submit")) == (Status.SUBMITTED, 1, 1)

    def test_delete(self, clicks):
        filing = self.own(clicks)
        clicks.one_answer(self.url(filing, "act", action="delete"), {"version": 1})
        assert (Filing.objects.count(), events("delete")) == (0, 1)

    def test_drafts(self, clicks):
        filing = self.own(clicks)
        for url in ("/repair/declarations/new/draft/", self.url(filing, "draft")):
            answers = clicks.twice(url, {"project_name": "打了一半", "version": 1})
            assert [answer.status_code for answer in answers] == [200, 200], answers
        assert Draft.objects.count() == 2
        for url in ("/repair/declarations/new/draft/drop/", self.url(filing, "draft-drop")):
            assert {answer.status_code for answer in clicks.twice(url, {})} == {302}
        assert not Draft.objects.exists()

    def test_files(self, clicks):
        filing, slot = self.own(clicks), "title-proof"
        places = {
            "attachment": (filing, {"slot": slot, "uuid": filing.uuid}),
            "new-attachment": (None, {"slot": slot}),
        }
        for page, (of, where) in places.items():
            url = reverse(f"repair:declaration-{page}", kwargs=where)
            answers = clicks.twice(url, {"file": factories.small_picture()})
            assert {answer.status_code for answer in answers} == {302}, answers
            assert Attachment.objects.current().filter(filing=of, slot=slot).count() == 1
        for page, (of, where) in places.items():
            held = attachments.held(filing=of, identity=clicks.client.identity, kind=filing.kind)[slot][0]
            remove = {"attachment": "file-remove", "new-attachment": "new-file-remove"}[page]
            answers = clicks.twice(reverse(f"repair:declaration-{remove}", kwargs=where | {"file": held.uuid}), {})
            assert {answer.status_code for answer in answers} <= {302, 404}
            assert not Attachment.objects.current().filter(filing=of, slot=slot).exists()

    @pytest.mark.parametrize(
        ("state", "act", "note"),
        [("submitted", "accept", ""), ("submitted", "return", "请修改"), ("accepted", "approve", "")],
    )
    def test_verdicts_of_the_desk(self, desk, state, act, note):
        filing = factories.declaration(**{state: True})
        before = Filing.objects.get().version
        url = reverse("review:act", kwargs={"uuid": filing.uuid, "action": act})
        desk.one_answer(url, {"version": before, "note": note})
        assert (events(act), Filing.objects.get().version) == (1, before + 1)

    def test_decision_by_the_panel(self, desk):
        filing = factories.declaration(submitted=True)
        url = reverse("review:decide", kwargs={"uuid": filing.uuid})
        desk.one_answer(url, {"version": filing.version, "decision": "accept"})
        assert events("accept") == 1

    def test_taking_and_giving_back(self, desk, identity_of):
        filing = factories.declaration(submitted=True)
        for step, action in (("claim", "claim"), ("release", "release"), ("take-over", "take_over")):
            desk.one_answer(reverse(f"review:{step}", kwargs={"uuid": filing.uuid}), {"note": "同事外出"})
            assert events(action) == 1

    def test_remarks_findings_and_batches(self, desk):
        filing = factories.declaration(submitted=True)
        posts = [
            ("remark", {"uuid": filing.uuid}, {"target": "site_address", "text": "请写明弄号", "submission": 1}),
            ("verdict", {"uuid": filing.uuid}, {"slot": "title-proof", "passed": "1", "submission": 1}),
            ("batch", {}, {"action": "accept", "item": f"{filing.uuid}:{filing.version}"}),
        ]
        for name, where, data in posts:
            answers = desk.twice(reverse(f"review:{name}", kwargs=where), data)
            assert [answer.status_code for answer in answers] == [302, 302], (name, answers)
        assert (Remark.objects.count(), AttachmentVerdict.objects.count(), events("accept")) == (1, 1, 1)

    def test_a_form_that_was_refused_may_be_sent_again_with_its_key(self, clicks):
        filing = self.own(clicks)
        data = factories.declaration_data(version="1", postal_code="2", idempotency_key=str(uuid.uuid4()))
        answers = clicks.twice(self.url(filing, "edit"), data)
        assert [answer.status_code for answer in answers] == [422, 422]
        assert not IdempotencyKey.objects.exists()
        assert clicks._send(self.url(filing, "edit"), data | {"postal_code": "200081"}).status_code == 302

    def test_two_keys_are_two_forms(self, clicks):
        """The second window is told, not silently dropped."""
        filing = self.own(clicks)
        factories.act(filing, "save", actor=clicks.client.identity, change=Retyped("甲"))
        data = factories.declaration_data(version="1", idempotency_key=str(uuid.uuid4()))
        assert clicks._send(self.url(filing, "edit"), data).status_code == 409


class TestDoubleClicks(DoubleClicks):
    """On whatever the suite runs on; in the demo that is a SQLite file."""


@pytest.mark.postgres
class TestDoubleClicksOnPostgres(DoubleClicks):
    """Where writers do not wait for each other by themselves."""
