"""perform(): all or nothing, every reason, one writer (architecture §4; security C3, C4, C7, H1, H4)."""

import pytest

from portal.filing import audit, snapshots
from portal.filing.models import Event, Filing, Snapshot
from portal.filing.perform import perform
from portal.filing.snapshots import Signature
from portal.filing.states import Status
from portal.filing.workflow import Refused, Stale
from portal.notices.models import Notice, OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db


def reasons(refused) -> list[str]:
    return [unmet.text for unmet in refused.value.unmet]


def test_the_first_save_gives_an_online_number_and_an_event():
    filing = factories.declaration()
    assert filing.status == Status.SAVED
    assert filing.online_application_no.startswith("W")
    assert len(filing.online_application_no) == 14
    assert filing.official_no is None
    assert list(Event.objects.filter(filing_id=filing.pk).values_list("action", "result")) == [("create", "saved")]


def test_submit_freezes_content_sets_due_date_and_counts():
    filing = factories.declaration(submitted=True)
    snapshot = filing.snapshots.get()
    assert (filing.status, filing.submission_count, snapshot.number) == (Status.SUBMITTED, 1, 1)
    assert filing.due_on is not None
    assert snapshots.digest_of(snapshot.content) == snapshot.sha256


def test_submit_without_signature_is_refused():
    filing = factories.declaration()
    actor = factories.implementer(filing.owner)
    factories.upload_missing(filing, actor=actor)
    with pytest.raises(Refused) as refused:
        perform(filing, "submit", actor=actor, version=filing.version)
    assert reasons(refused) == ["请使用数字证书签名后上报"]


def test_submit_with_a_signature_over_other_content_is_refused():
    filing = factories.declaration()
    actor = factories.implementer(filing.owner)
    factories.upload_missing(filing, actor=actor)
    with pytest.raises(Refused) as refused:
        perform(filing, "submit", actor=actor, version=filing.version, signature=Signature(digest="0" * 64))
    assert "签名的内容与当前内容不一致" in reasons(refused)[0]
    assert not Snapshot.objects.exists()


def test_every_missing_attachment_is_named_at_once():
    filing = factories.declaration()
    with pytest.raises(Refused) as refused:
        perform(filing, "submit", actor=factories.implementer(filing.owner), version=filing.version)
    assert reasons(refused) == ["请上传附件：项目申报表（盖章扫描）", "请上传附件：房屋产权或管理权证明"]


def test_a_stale_version_changes_nothing_and_shows_the_current_row():
    filing = factories.declaration(submitted=True)
    reviewer = factories.reviewer_of(filing)
    perform(filing, "accept", actor=reviewer, version=filing.version)
    with pytest.raises(Stale) as clash:
        perform(filing, "return", actor=reviewer, version=filing.version, note="晚了")
    assert clash.value.current.status == Status.ACCEPTED
    assert not Event.objects.filter(action="return").exists()


@pytest.mark.parametrize("name", ["accept", "approve", "return"])
def test_an_enterprise_cannot_do_a_reviewers_act(name):
    filing = factories.declaration(submitted=True)
    with pytest.raises(Refused, match="您没有.*的权限"):
        perform(filing, name, actor=factories.implementer(filing.owner), version=filing.version, note="x")


def test_another_enterprise_has_no_role_at_all():
    filing = factories.declaration()
    stranger = factories.implementer()
    assert filing.roles_of(stranger) == frozenset()
    with pytest.raises(Refused):
        perform(filing, "submit", actor=stranger, version=filing.version)


def test_a_reviewer_of_another_district_has_no_role(identity_of):
    filing = factories.declaration(submitted=True)
    other = identity_of("district_reviewer", districts=["XH"])
    assert filing.roles_of(other) == frozenset()


def test_the_municipal_reviewer_may_return_but_not_approve(identity_of):
    filing = factories.declaration(submitted=True)
    municipal = identity_of("municipal_reviewer")
    with pytest.raises(Refused):
        perform(filing, "accept", actor=municipal, version=filing.version)
    returned = perform(filing, "return", actor=municipal, version=filing.version, note="请核实")
    assert returned.status == Status.RETURNED


def test_return_needs_an_opinion():
    filing = factories.declaration(submitted=True)
    with pytest.raises(Refused) as refused:
        perform(filing, "return", actor=factories.reviewer_of(filing), version=filing.version, note="  ")
    assert reasons(refused) == ["请填写退回修改意见"]


def test_returned_must_be_saved_before_it_is_submitted_again():
    """Manual 000 §3.1: 请修改完相应内容，点击保存后上报."""
    filing = factories.declaration(returned=True)
    with pytest.raises(Refused) as refused:
        factories.act(filing, "submit")
    assert "点击“保存”后再上报" in reasons(refused)[0]


def test_approval_gives_the_official_number_once_and_tells_the_owner():
    filing = factories.declaration(approved=True)
    assert filing.official_no
    assert filing.approved_at
    kinds = list(Notice.objects.filter(enterprise=filing.owner).order_by("id").values_list("kind", flat=True))
    assert kinds == ["accept", "approve"]
    assert OutboxMessage.objects.count() == 2


def test_delete_only_while_never_submitted():
    filing = factories.declaration()
    factories.act(filing, "delete")
    assert not Filing.objects.filter(pk=filing.pk).exists()
    assert Event.objects.filter(action="delete", stream=f"filing:{filing.uuid}").exists()
    returned = factories.declaration(returned=True)
    with pytest.raises(Refused):
        factories.act(returned, "delete")


def test_someone_elses_claim_closes_the_reviewers_acts(identity_of):
    filing = factories.declaration(submitted=True)
    owner, other = (identity_of("district_reviewer", districts=["HK"]) for _ in range(2))
    Filing.objects.filter(pk=filing.pk).update(assignee=owner)
    with pytest.raises(Refused, match="认领"):
        perform(filing, "accept", actor=other, version=filing.version)
    assert perform(filing, "accept", actor=owner, version=filing.version).status == Status.ACCEPTED


def test_if_the_event_cannot_be_written_nothing_happens(monkeypatch):
    filing = factories.declaration(submitted=True)
    reviewer = factories.reviewer_of(filing)

    def broken(*args, **kwargs):
        raise RuntimeError("audit is down")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        perform(filing, "accept", actor=reviewer, version=filing.version)
    assert Filing.objects.get(pk=filing.pk).status == Status.SUBMITTED
    assert not Notice.objects.exists()


STATES = {"saved": {}, "submitted": {"submitted": True}, "returned": {"returned": True},
          "accepted": {"accepted": True}, "approved": {"approved": True}}  # fmt: skip
ALLOWED = {
    ("owner", "saved"): {"save", "submit", "delete"},
    ("owner", "returned"): {"save", "submit"},
    ("reviewer", "submitted"): {"accept", "return"},
    ("reviewer", "accepted"): {"approve", "return"},
    ("municipal", "submitted"): {"return"},
    ("municipal", "accepted"): {"return"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("side", ["owner", "reviewer", "municipal", "stranger"])
def test_every_status_action_role_triple(state, side, identity_of):
    """What the table offers in each state to each side, and nothing else (repair §8.1)."""
    filing = factories.declaration(**STATES[state])
    actor = {
        "owner": lambda: factories.implementer(filing.owner),
        "reviewer": lambda: identity_of("district_reviewer", districts=["HK"]),
        "municipal": lambda: identity_of("municipal_reviewer"),
        "stranger": factories.implementer,
    }[side]()
    open_now = {action.name for action in filing.workflow.open_in_state(actor, filing)}
    assert open_now == ALLOWED.get((side, state), set())
