"""One filing under review: this submission beside the last, remarks, findings, decision, clash."""

from functools import partial

import pytest

from ca_auth.choices import District, Role
from portal.filing import audit
from portal.filing.idempotency import new_key
from portal.filing.models import AttachmentVerdict, Event, Filing, Remark
from portal.filing.states import Status
from portal.notices.models import Notice, OutboxMessage
from portal.review import services
from tests import factories
from tests.review.conftest import ADDRESS_REMARK, DESK, FILE_REMARK, decisions, page_of, row

pytestmark = pytest.mark.django_db


def status_of(filing) -> str:
    return Filing.objects.get(pk=filing.pk).status


# The page


def test_first_submission_has_one_column(reviewer_client, filing):
    page = page_of(reviewer_client, filing)
    assert "只看改动" not in page
    assert "测试路194弄1-36号" in row(page, "site_address")
    assert "未改动" not in page


def test_resubmission_stands_beside_the_one_before(reviewer_client, resubmitted):
    page = page_of(reviewer_client, resubmitted())
    assert "第 2 次上报，改动 2 处。" in page
    changed = row(page, "site_address")
    assert "<del>测试路194弄1-36号</del>" in changed
    assert "<ins>测试路200弄1-40号</ins>" in changed
    assert ADDRESS_REMARK in changed
    assert "未改动" in row(page, "project_name")
    slot = row(page, "attachment:title-proof")
    assert "已替换" in slot
    assert FILE_REMARK in slot
    assert "已替换" not in row(page, "attachment:application-form")


def test_only_changes_without_scripts(reviewer_client, resubmitted):
    filing = resubmitted()
    assert 'class="internal only-changes"' in page_of(reviewer_client, filing, "?only=1")
    assert 'class="internal only-changes"' not in page_of(reviewer_client, filing)


def test_personal_numbers_are_masked(reviewer_client, filing):
    page = page_of(reviewer_client, filing)
    assert "13900000001" not in page
    assert "139****0001" in page


def test_other_districts_filing_does_not_exist(reviewer_client, elsewhere, post):
    unknown = "00000000-0000-4000-8000-000000000000"
    for path in ("", "print/", "side-by-side/title-proof/"):
        there, nowhere = (reviewer_client.get(f"{DESK}{uuid}/{path}") for uuid in (elsewhere.uuid, unknown))
        assert (there.status_code, nowhere.status_code) == (404, 404)
    for where in ("act/accept", "act", "claim", "release", "take-over", "remarks", "verdicts", "reveal"):
        assert post(elsewhere, where).status_code == 404, where
    attachment = elsewhere.attachments.first()
    assert reviewer_client.get(f"{DESK}{elsewhere.uuid}/files/{attachment.uuid}/").status_code == 404
    assert status_of(elsewhere) == Status.SUBMITTED


def test_file_of_another_filing_is_not_reached_through_this_one(reviewer_client, filing, elsewhere):
    attachment = elsewhere.attachments.first()
    assert reviewer_client.get(f"{DESK}{filing.uuid}/files/{attachment.uuid}/").status_code == 404


def test_file_and_print(reviewer_client, filing):
    attachment = filing.attachments.first()
    answer = reviewer_client.get(f"{DESK}{filing.uuid}/files/{attachment.uuid}/")
    assert answer.content == factories.small_picture()
    assert reviewer_client.get(f"{DESK}{filing.uuid}/print/")["Content-Type"] == "application/pdf"
    events = Event.objects.filter(identity=reviewer_client.identity)
    assert [event.action for event in events] == ["download", "print"]


def test_no_certificate_is_said(reviewer_client, filing):
    assert "未签名" in page_of(reviewer_client, filing)


def test_content_that_was_tampered_with_is_said(reviewer_client, filing):
    snapshot = filing.snapshots.get()
    content = snapshot.content | {"title": "改过的名称"}
    from portal.filing.snapshots import canonical

    snapshot.seal(canonical(content))
    snapshot.save(update_fields=["sealed_content"])
    page = page_of(reviewer_client, filing)
    assert "核验不通过" in page
    assert "内容与摘要不符" in page


def test_neighbours_keep_the_queue(reviewer_client):
    first, second, third = (factories.declaration(submitted=True) for _ in range(3))
    answer = reviewer_client.get(f"{DESK}{second.uuid}/?tab=open&kind=repair.declaration")
    assert answer.context["previous_url"] == f"{DESK}{first.uuid}/?tab=open&kind=repair.declaration"
    assert answer.context["next_url"] == f"{DESK}{third.uuid}/?tab=open&kind=repair.declaration"
    assert reviewer_client.get(f"{DESK}{third.uuid}/?tab=open").context["next_url"] == ""


# The decision


def test_only_legal_acts_are_offered(reviewer_client, municipal_client, filing, accepted):
    assert decisions(reviewer_client, filing) == {"accept": True, "return": True}
    assert decisions(reviewer_client, accepted) == {"approve": True, "return": True}
    assert decisions(reviewer_client, factories.declaration(approved=True)) == {}
    assert decisions(municipal_client, filing) == {"return": True}


def test_whole_way(reviewer_client, filing, post):
    answer = post(filing, "act", decision="accept", queue="tab=open&q=测试")
    assert (answer.status_code, answer["Location"]) == (302, f"{DESK}?tab=open&q=%E6%B5%8B%E8%AF%95")
    assert status_of(filing) == Status.ACCEPTED
    assert post(filing, "act/approve").status_code == 302
    done = Filing.objects.get(pk=filing.pk)
    assert done.status == Status.APPROVED
    assert done.official_no
    assert Notice.objects.filter(enterprise=filing.owner).count() == 2
    assert OutboxMessage.objects.count() == 2
    assert list(audit.faults()) == []


def test_return_needs_an_opinion(filing, post):
    answer = post(filing, "act", decision="return")
    assert answer.status_code == 422
    assert "请填写退回修改意见" in answer.content.decode()
    assert status_of(filing) == Status.SUBMITTED
    assert post(filing, "act", decision="return", note="请补盖章页").status_code == 302
    assert Event.objects.get(action="return").note == "请补盖章页"


def test_return_sends_the_remarks(filing, post):
    post(filing, "remarks", target="site_address", text="请写明弄号")
    assert post(filing, "act", decision="return").status_code == 302
    assert Remark.objects.get().sent_at
    assert Event.objects.get(action="return").note == "请按 1 条逐项意见修改后重新上报。"


def test_nothing_chosen(filing, post):
    answer = post(filing, "act", note="写了很多")
    assert answer.status_code == 422
    assert "请选择审核结论" in answer.content.decode()
    assert "写了很多" in answer.content.decode()


@pytest.mark.parametrize("name", ["submit", "save", "delete"])
def test_acts_of_the_enterprise_are_refused(filing, post, name):
    assert post(filing, f"act/{name}").status_code == 422
    assert status_of(filing) == Status.SUBMITTED


def test_unknown_act_is_no_page(filing, post):
    assert post(filing, "act/explode").status_code == 404


def test_get_decides_nothing(reviewer_client, filing):
    for where in ("act/accept", "act", "claim", "remarks", "verdicts", "reveal"):
        assert reviewer_client.get(f"{DESK}{filing.uuid}/{where}/").status_code == 405
    assert status_of(filing) == Status.SUBMITTED


def test_clash_says_who_was_faster_and_keeps_the_words(reviewer_client, filing, colleague, post):
    seen = filing.version
    factories.act(filing, "accept", actor=colleague)
    answer = post(filing, "act", decision="return", note="我的意见很长", version=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert str(colleague.account) in page
    assert "办理了“受理”，当前状态为「已受理」" in page
    assert "我的意见很长" in page
    assert f'name="version" value="{Filing.objects.get(pk=filing.pk).version}"' in page
    assert Event.objects.filter(action="return").count() == 0


def test_clash_with_an_end_keeps_the_words_too(filing, colleague, post):
    factories.act(filing, "return", actor=colleague)
    answer = post(filing, "act", decision="return", note="我的意见很长", version=filing.version)
    assert answer.status_code == 409
    assert "我的意见很长" in answer.content.decode()


def test_same_form_twice_is_one_act_and_one_answer(filing, post):
    key, version = new_key(), filing.version
    answers = [post(filing, "act/accept", idempotency_key=key, version=version) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Event.objects.filter(action="accept").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_one_wins(client_of, identity_of, together, post):
    """受理 against 退回, many times: exactly one of each pair, and the other is told."""
    one, two = (client_of(identity_of(Role.DISTRICT_REVIEWER)) for _ in range(2))
    for _ in range(10):
        filing = factories.declaration(submitted=True)
        sent = partial(post, filing, version=filing.version)
        answers = together(
            partial(sent, "act/accept", client=one), partial(sent, "act/return", client=two, note="意见")
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        assert Event.objects.filter(filing=filing, action__in=["accept", "return"]).count() == 1


# Who has it


def test_claimed_by_a_colleague_is_read_only(reviewer_client, filing, colleague, post):
    services.claim(filing=filing, actor=colleague)
    assert decisions(reviewer_client, filing) == {"accept": False, "return": False}
    assert str(colleague.account) in page_of(reviewer_client, filing)
    assert post(filing, "act/accept").status_code == 422
    assert post(filing, "claim").status_code == 422
    assert post(filing, "remarks", target="site_address", text="意见").status_code == 422
    assert post(filing, "verdicts", slot="title-proof", passed="1").status_code == 422
    assert (status_of(filing), Remark.objects.count(), AttachmentVerdict.objects.count()) == (Status.SUBMITTED, 0, 0)


def test_claim_release_and_take_over(reviewer_client, filing, colleague, post):
    assert post(filing, "claim", queue="tab=mine")["Location"] == f"{DESK}{filing.uuid}/?tab=mine"
    assert Filing.objects.get(pk=filing.pk).assignee == reviewer_client.identity
    assert post(filing, "release").status_code == 302
    assert Filing.objects.get(pk=filing.pk).assignee is None
    services.claim(filing=filing, actor=colleague)
    assert post(filing, "release").status_code == 422
    assert post(filing, "take-over").status_code == 422
    assert post(filing, "take-over", note="同事休假").status_code == 302
    assert Filing.objects.get(pk=filing.pk).assignee == reviewer_client.identity
    assert [e.action for e in Event.objects.filter(filing=filing).order_by("id")][-4:] == [
        "claim", "release", "claim", "take_over",
    ]  # fmt: skip
    assert list(audit.faults()) == []


def test_holder_is_no_matter_of_the_enterprise(client_of, filing, colleague):
    services.claim(filing=filing, actor=colleague)
    owner = client_of(factories.implementer(filing.owner))
    assert "认领" not in owner.get(filing.type.url("detail", filing)).content.decode()


def test_onlooker_does_not_take_filings(municipal_client, filing, post):
    assert post(filing, "claim", client=municipal_client).status_code == 422
    assert post(filing, "take-over", client=municipal_client, note="原因").status_code == 422
    assert post(filing, "act/accept", client=municipal_client).status_code == 422
    assert post(filing, "act/return", client=municipal_client, note="市级退回").status_code == 302


def test_municipal_desk_handles_what_crosses_districts(municipal_client, filing):
    Filing.objects.filter(pk=filing.pk).update(district=District.KQ)
    assert decisions(municipal_client, filing) == {"accept": True, "return": True}
