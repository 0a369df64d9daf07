"""One filing under review: this submission beside the last, remarks, findings, decision, clash."""

import re
from functools import partial

import pytest

from ca_auth.choices import District, Role
from portal.filing import audit
from portal.filing.idempotency import new_key
from portal.filing.models import AttachmentVerdict, Event, Filing, Remark
from portal.filing.states import Status
from portal.filing.workflow import Refused
from portal.notices.models import Notice, OutboxMessage
from portal.review import services
from tests import factories
from tests.review.conftest import ADDRESS_REMARK, FILE_REMARK

pytestmark = pytest.mark.django_db
DESK = "/internal/review/"


def page_of(client, filing, query: str = "") -> str:
    answer = client.get(f"{DESK}{filing.uuid}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def row(page: str, target: str) -> str:
    """The HTML of one compared row or attachment slot."""
    start = page.index(f'id="row-{target.replace(":", "-")}"')
    return page[start : page.find('id="row-', start + 10)]


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


def decisions(client, filing) -> dict[str, bool]:
    return {one["name"]: not one["closed"] for one in client.get(f"{DESK}{filing.uuid}/").context["sheet"].decisions}


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


# Remarks


def test_remark_is_written_changed_and_taken_back(reviewer_client, filing, post):
    answer = post(filing, "remarks", target="site_address", text="请写明弄号", queue="tab=open")
    assert answer["Location"] == f"{DESK}{filing.uuid}/?tab=open#row-site_address"
    assert "请写明弄号" in row(page_of(reviewer_client, filing), "site_address")
    post(filing, "remarks", target="site_address", text="请写明弄号和幢号")
    assert Remark.objects.get().text == "请写明弄号和幢号"
    post(filing, "remarks", target="site_address", text="  ")
    assert Remark.objects.count() == 0


def test_remark_on_rows_and_attachments(post):
    filing = factories.project_filing(submitted=True)
    slot = filing.type.slots[0]
    for target, label in (("buildings:2", "八、房屋明细第 2 行"), (f"attachment:{slot.name}", slot.label)):
        assert post(filing, "remarks", target=target, text="有误").status_code == 302
        assert Remark.objects.get(target=target).label == label


@pytest.mark.parametrize("target", ["", "nothing", "buildings:x", "attachment:nothing", "<script>", "x" * 81])
def test_remark_on_nothing(filing, post, target):
    assert post(filing, "remarks", target=target, text="意见").status_code == 422
    assert Remark.objects.count() == 0


def test_too_long_a_remark(filing, post):
    assert post(filing, "remarks", target="site_address", text="长" * 401).status_code == 422


def test_colleagues_remark_is_not_overwritten(filing, colleague, post):
    services.write_remark(filing=filing, submission=1, target="site_address", text="同事的话", actor=colleague)
    answer = post(filing, "remarks", target="site_address", text="我的话")
    assert answer.status_code == 422
    assert "已对“建设地点”写了意见" in answer.content.decode()
    assert Remark.objects.get().text == "同事的话"


def test_remark_from_a_page_that_is_out_of_date(filing, resubmitted, post):
    again = resubmitted()
    answer = post(again, "remarks", target="site_address", text="看的是旧内容", submission=1)
    assert answer.status_code == 422
    assert "单位已重新上报" in answer.content.decode()
    assert post(again, "verdicts", slot="title-proof", passed="1", submission=1).status_code == 422


def test_open_remark_closes_the_approval(reviewer_client, accepted, post):
    post(accepted, "remarks", target="site_address", text="请写明弄号")
    assert decisions(reviewer_client, accepted) == {"approve": False, "return": True}
    assert post(accepted, "act/approve").status_code == 422


def test_nobody_remarks_on_what_was_returned(filing, post):
    factories.act(filing, "return")
    assert post(filing, "remarks", target="site_address", text="还有一处").status_code == 422


def test_unsent_remarks_are_hidden_from_the_enterprise(client_of, filing, post):
    post(filing, "remarks", target="site_address", text="机密的半句话")
    owner = client_of(factories.implementer(filing.owner))
    assert "机密的半句话" not in owner.get(filing.type.url("detail", filing)).content.decode()


def test_script_gets_the_row_and_the_decision(accepted, post):
    answer = post(accepted, "remarks", target="site_address", text="请写明弄号", headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in part
    assert 'id="remark-site_address"' in part
    assert re.search(r'id="decision-state"\s+hx-swap-oob="true"', part)
    assert "1 条逐项意见，退回时一并发出" in part


# Findings on attachments


def test_failed_attachment_closes_the_approval(reviewer_client, accepted, post):
    assert post(accepted, "verdicts", slot="title-proof", passed="0", note="缺盖章页").status_code == 302
    assert decisions(reviewer_client, accepted) == {"approve": False, "return": True}
    assert "附件“房屋产权或管理权证明”不符合（缺盖章页），不能审核通过" in page_of(reviewer_client, accepted)
    assert post(accepted, "act/approve").status_code == 422
    post(accepted, "verdicts", slot="title-proof", passed="1")
    assert post(accepted, "act/approve").status_code == 302


def test_finding_of_the_first_stage_stays_and_may_be_overruled(reviewer_client, filing, colleague, post):
    services.judge_attachment(
        filing=filing, submission=1, slot="title-proof", passed=False, note="不清晰", actor=colleague
    )
    factories.act(filing, "accept")
    assert post(filing, "act/approve").status_code == 422
    assert "不清晰" in row(page_of(reviewer_client, filing), "attachment:title-proof")
    post(filing, "verdicts", slot="title-proof", passed="1")
    assert [one.passed for one in AttachmentVerdict.objects.order_by("id")] == [False, True]
    assert post(filing, "act/approve").status_code == 302


def test_failed_needs_a_word(filing, post):
    answer = post(filing, "verdicts", slot="title-proof", passed="0")
    assert answer.status_code == 422
    assert "请说明不符合之处" in answer.content.decode()


@pytest.mark.parametrize(
    "fields", [{"slot": "nothing", "passed": "1"}, {"slot": "title-proof"}, {"slot": "title-proof", "passed": "2"}]
)
def test_finding_on_nothing(filing, post, fields):
    assert post(filing, "verdicts", **fields).status_code == 422
    assert AttachmentVerdict.objects.count() == 0


def test_findings_start_anew_with_the_next_submission(resubmitted, reviewer_client):
    filing = resubmitted()
    assert filing.attachment_verdicts.filter(submission=2).count() == 0


# Protected numbers


def test_reveal_shows_once_and_leaves_an_event(reviewer_client, filing, post):
    answer = post(filing, "reveal", field="contact_mobile", reason="电话核实施工时间")
    assert answer.status_code == 200
    assert "13900000001" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(action="reveal")
    assert (event.note, event.filing_id, event.facts["field"]) == ("电话核实施工时间", filing.pk, "contact_mobile")
    assert "13900000001" not in page_of(reviewer_client, filing)


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"reason": "短"}, {"field": "project_name"}, {"field": "nothing"}, {"field": ""}]
)
def test_reveal_needs_a_reason_and_a_protected_field(filing, post, fields):
    answer = post(filing, "reveal", **{"field": "contact_mobile", "reason": "电话核实施工时间"} | fields)
    assert answer.status_code == 422
    assert "13900000001" not in answer.content.decode()
    assert Event.objects.filter(action="reveal").count() == 0


def test_sixty_first_reveal_within_the_hour_is_refused(reviewer_client, filing, post):
    content, actor = filing.snapshots.get().content, reviewer_client.identity
    for _ in range(services.REVEALS_PER_HOUR):
        services.reveal(filing=filing, content=content, field="contact_mobile", reason="核实", actor=actor)
    answer = post(filing, "reveal", field="contact_mobile", reason="电话核实施工时间")
    assert answer.status_code == 429
    assert "13900000001" not in answer.content.decode()
    assert Event.objects.filter(action="reveal").count() == 60


def test_services_refuse_what_pages_would_not_ask(filing, identity_of):
    stranger = identity_of(Role.DISTRICT_REVIEWER, districts=[District.XH])
    owner = factories.implementer(filing.owner)
    for actor in (stranger, owner):
        with pytest.raises(Refused):
            services.claim(filing=filing, actor=actor)
        with pytest.raises(Refused):
            services.write_remark(filing=filing, submission=1, target="site_address", text="x", actor=actor)
        with pytest.raises(Refused):
            services.judge_attachment(
                filing=filing, submission=1, slot="title-proof", passed=True, note="", actor=actor
            )
