"""The generic pages: save, draft, clash, double submit, foreign ids, print rules."""

import io
import uuid

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.filing import clock
from portal.filing.models import Draft, Event, Filing
from portal.filing.states import Status
from tests import factories
from tests.factories import declaration_data

pytestmark = pytest.mark.django_db
NEW = "/repair/declarations/new/"


def own(client, **state):
    return factories.declaration(owner=client.identity.enterprise, **state)


def page(name: str, filing, **extra) -> str:
    return reverse(f"repair:declaration-{name}", kwargs={"uuid": filing.uuid} | extra)


def test_saving_a_new_form_leads_to_its_edit_page_with_the_message(enterprise_client):
    response = enterprise_client.post(NEW, declaration_data(), follow=True)
    assert response.status_code == 200
    assert "项目申报新增成功！" in response.content.decode()
    assert Filing.objects.get().owner == enterprise_client.identity.enterprise


def test_a_form_with_errors_is_422_keeps_what_was_typed_and_writes_nothing(enterprise_client):
    response = enterprise_client.post(NEW, declaration_data(postal_code="20008", project_name="保留这个名称"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "邮政编码必须为6位数字！" in text
    assert "保留这个名称" in text
    assert not Filing.objects.exists()


def test_the_same_form_sent_twice_saves_once_and_answers_alike(enterprise_client):
    data = declaration_data(idempotency_key=str(uuid.uuid4()))
    first, second = (enterprise_client.post(NEW, data) for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Filing.objects.count() == 1


def test_a_refused_form_frees_its_key(enterprise_client):
    key = str(uuid.uuid4())
    assert enterprise_client.post(NEW, declaration_data(postal_code="", idempotency_key=key)).status_code == 422
    assert enterprise_client.post(NEW, declaration_data(idempotency_key=key)).status_code == 302


def test_a_key_is_worth_nothing_on_another_page(enterprise_client):
    key = str(uuid.uuid4())
    enterprise_client.post(NEW, declaration_data(idempotency_key=key))
    filing = Filing.objects.get()
    response = enterprise_client.post(page("act", filing, action="delete"), {"version": 1, "idempotency_key": key})
    assert response.status_code == 409
    assert Filing.objects.exists()


def test_a_stale_tab_gets_the_clash_page_and_its_typing_as_a_draft(enterprise_client):
    filing = own(enterprise_client)
    data = declaration_data(version="1", contact_name="第一人")
    assert enterprise_client.post(page("edit", filing), data).status_code == 302
    response = enterprise_client.post(page("edit", filing), data | {"contact_name": "第二人"})
    assert response.status_code == 409
    assert "第一人" in response.content.decode()
    assert "第二人" in response.content.decode()
    assert "第二人" in enterprise_client.get(page("edit", filing) + "?draft=1").content.decode()


def test_a_submitted_record_cannot_be_saved_by_a_forged_post(enterprise_client):
    filing = own(enterprise_client, submitted=True)
    before = Filing.objects.values().get(pk=filing.pk)
    response = enterprise_client.post(page("edit", filing), declaration_data(version=str(filing.version)))
    assert response.status_code == 422
    assert "当前状态为「已上报」，不能保存" in response.content.decode()
    assert Filing.objects.values().get(pk=filing.pk) == before


def test_after_submit_the_edit_page_leads_to_the_read_only_page(enterprise_client):
    filing = own(enterprise_client, submitted=True)
    response = enterprise_client.get(page("edit", filing))
    assert response["Location"] == page("detail", filing)
    text = enterprise_client.get(page("detail", filing)).content.decode()
    assert "暂时不能保存" in text
    assert "暂时不能上报" in text
    assert "<input" not in text.split('id="main"')[1].split("</main>")[0].replace('type="hidden"', "")


@pytest.mark.parametrize(
    ("name", "extra"),
    [("detail", {}), ("edit", {}), ("print", {}), ("receipt", {}), ("digest", {}), ("confirm", {"action": "delete"})],
)
def test_another_enterprises_record_answers_like_a_missing_one(enterprise_client, name, extra):
    foreign = factories.declaration()
    missing = type("Missing", (), {"uuid": uuid.uuid4()})
    answers = [enterprise_client.get(page(name, one, **extra)) for one in (foreign, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_another_enterprises_record_cannot_be_acted_on(enterprise_client):
    foreign = factories.declaration()
    for name, extra in (("act", {"action": "delete"}), ("edit", {}), ("draft", {})):
        assert enterprise_client.post(page(name, foreign, **extra), {"version": 1}).status_code == 404
    assert Filing.objects.filter(pk=foreign.pk).exists()


def test_a_draft_is_kept_encrypted_and_offered_again(enterprise_client):
    response = enterprise_client.post("/repair/declarations/new/draft/", {"project_name": "打了一半的名称"})
    assert response.status_code == 200
    assert "打了一半的名称".encode() not in bytes(Draft.objects.get().sealed_data)
    assert "暂存、尚未保存的内容" in enterprise_client.get(NEW).content.decode()
    restored = enterprise_client.get(NEW + "?draft=1").content.decode()
    assert "打了一半的名称" in restored
    assert "不能为空" not in restored


def test_a_draft_is_gone_after_the_save_and_can_be_dropped(enterprise_client):
    enterprise_client.post("/repair/declarations/new/draft/", {"project_name": "甲"})
    enterprise_client.post(NEW, declaration_data())
    assert not Draft.objects.exists()
    enterprise_client.post("/repair/declarations/new/draft/", {"project_name": "乙"})
    enterprise_client.post("/repair/declarations/new/draft/drop/")
    assert not Draft.objects.exists()


def test_files_uploaded_before_the_first_save_belong_to_the_record_afterwards(enterprise_client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("证明.png", factories.small_picture(), "image/png")
    answer = enterprise_client.post("/repair/declarations/new/attachments/title-proof/", {"file": file},
                                    headers={"X-Requested-With": "XMLHttpRequest"})  # fmt: skip
    assert answer.status_code == 200
    assert "证明.png" in answer.content.decode()
    enterprise_client.post(NEW, declaration_data())
    assert Filing.objects.get().attachments.get().slot == "title-proof"


def test_print_before_submit_is_a_preview_and_afterwards_the_snapshot(enterprise_client):
    for state in ({}, {"submitted": True}, {"returned": True}, {"accepted": True}, {"approved": True}):
        response = enterprise_client.get(page("print", own(enterprise_client, **state)))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"


def test_printing_an_approved_record_can_be_closed(enterprise_client, settings):
    settings.PRINT_WHEN_APPROVED = False
    filing = own(enterprise_client, approved=True)
    response = enterprise_client.get(page("print", filing))
    assert response.status_code == 422
    assert "已审核的记录不能再打印" in response.content.decode()
    for address in (page("detail", filing), "/repair/declarations/"):
        text = enterprise_client.get(address).content.decode()
        assert "已审核的记录不能再打印" in text
        assert page("print", filing) not in text


def test_deleting_asks_first_and_then_leads_to_the_list(enterprise_client):
    filing = own(enterprise_client)
    assert "删除后不能恢复" in enterprise_client.get(page("confirm", filing, action="delete")).content.decode()
    response = enterprise_client.post(page("act", filing, action="delete"), {"version": filing.version})
    assert response["Location"] == "/repair/declarations/"
    assert not Filing.objects.exists()


def test_list_pages_hold_their_number_of_queries(enterprise_client, django_assert_max_num_queries):
    """P11: ≤ 3 + session, whatever the number of rows."""
    for _ in range(3):
        own(enterprise_client)
    enterprise_client.get("/repair/declarations/")
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(30) as queries:
            enterprise_client.get("/repair/declarations/")
        counts.append(len(queries))
        for _ in range(4):
            own(enterprise_client)
    assert counts[0] == counts[1]


def test_an_export_is_a_workbook_and_leaves_an_event(enterprise_client):
    filing = own(enterprise_client, submitted=True)
    own(enterprise_client)
    response = enterprise_client.get("/repair/declarations/export/", {"status": "submitted"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    head, line = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert head == [
        "项目名称", "网上申请编号", "项目申报编号", "所在区县", "总投资（万元）", "状态", "上报时间",
    ]  # fmt: skip
    assert line[:2] == [filing.title, filing.online_application_no]
    assert line[4] == 1732.72  # a number: clerks add it up
    assert line[6].date() == clock.today()
    assert Event.objects.get(action="export").facts["rows"] == 1


def test_status_is_never_taken_from_a_form(enterprise_client):
    enterprise_client.post(NEW, declaration_data(status="approved", official_no="26SBHK9999", owner="1"))
    filing = Filing.objects.get()
    assert (filing.status, filing.official_no) == (Status.SAVED, None)
