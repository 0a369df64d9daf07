"""The bell and its list: one's own notices only; reading is a POST."""

import pytest
from django.utils import timezone

from ca_auth.choices import Role
from portal.notices import services
from portal.notices.models import Notice

pytestmark = [pytest.mark.django_db]


def notice(enterprise, title="项目信息报送退回修改：彭浦新村", path="/desk/", **fields) -> Notice:
    return Notice.objects.create(
        enterprise=enterprise, kind="return", title=title, text="请补充盖章页", path=path, created_at=timezone.now(),
        **fields,
    )  # fmt: skip


def test_list_shows_own_and_bell_counts_unread(enterprise_client):
    notice(enterprise_client.identity.enterprise)
    notice(enterprise_client.identity.enterprise, title="已受理：田林十二村", read_at=timezone.now())
    page = enterprise_client.get("/notices/").content.decode()
    assert "彭浦新村" in page
    assert "田林十二村" in page
    assert services.unread_count(enterprise_client.identity) == 1
    assert "田林十二村" not in enterprise_client.get("/notices/?unread=1").content.decode()


def test_notices_of_others_do_not_exist(enterprise_client, identity_of):
    other = notice(identity_of(Role.IMPLEMENTER).enterprise, title="别家的消息")
    assert "别家的消息" not in enterprise_client.get("/notices/").content.decode()
    assert enterprise_client.post(f"/notices/{other.pk}/read/").status_code == 404
    enterprise_client.post("/notices/read/")
    other.refresh_from_db()
    assert other.read_at is None


def test_reading_goes_where_the_notice_leads(enterprise_client):
    one = notice(enterprise_client.identity.enterprise)
    answer = enterprise_client.post(f"/notices/{one.pk}/read/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    one.refresh_from_db()
    assert one.read_at
    assert enterprise_client.post(f"/notices/{one.pk}/read/", {"stay": "1"})["Location"] == "/notices/"


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_never_leads_out_of_the_portal(enterprise_client, path):
    one = notice(enterprise_client.identity.enterprise, path=path)
    assert enterprise_client.post(f"/notices/{one.pk}/read/")["Location"] == "/notices/"


def test_all_read(enterprise_client):
    for _ in range(3):
        notice(enterprise_client.identity.enterprise)
    assert enterprise_client.post("/notices/read/").status_code == 302
    assert services.unread_count(enterprise_client.identity) == 0


@pytest.mark.parametrize("address", ["/notices/read/", "/notices/1/read/"])
def test_get_reads_nothing(enterprise_client, address):
    assert enterprise_client.get(address).status_code == 405


def test_pages(enterprise_client, django_assert_max_num_queries):
    for n in range(45):
        notice(enterprise_client.identity.enterprise, title=f"消息{n:02d}")
    page = enterprise_client.get("/notices/?page=3").content.decode()
    assert "消息04" in page
    assert "共 45 条，第 3 / 3 页" in page
    assert "消息04" in enterprise_client.get("/notices/?page=99").content.decode()
    assert "消息44" in enterprise_client.get("/notices/?page=x").content.decode()


def test_text_of_a_return_is_shown_escaped(enterprise_client):
    notice(enterprise_client.identity.enterprise, title="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in enterprise_client.get("/notices/").content


def test_visitor_is_sent_to_the_login(client):
    assert client.get("/notices/").status_code == 302
