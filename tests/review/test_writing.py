"""What is written about a filing: remarks on its fields, findings on its files, looks at protected numbers."""

import re

import pytest

from ca_auth.choices import District, Role
from portal.filing.models import AttachmentVerdict, Event, Remark
from portal.filing.workflow import Refused
from portal.review import services
from tests import factories
from tests.review.conftest import DESK, decisions, page_of, row

pytestmark = pytest.mark.django_db


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
    post(accepted, "verdicts", slot="title-proof", passed="1", note="缺盖章页")
    assert AttachmentVerdict.objects.get().note == ""
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
