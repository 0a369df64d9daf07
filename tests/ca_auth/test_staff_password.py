"""Staff change their password: after the first login they must, later they may."""

import pytest
from django.test import Client

from ca_auth.choices import Role
from ca_auth.models import SecurityEvent
from tests.factories_auth import PASSWORD
from tests.plugins.auth import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]
PAGE, NEW = "/internal/password/", "Blauer-Himmel-26"


def change(client, old=PASSWORD, new=NEW, repeat=None):
    return client.post(PAGE, {"old": old, "new": new, "repeat": new if repeat is None else repeat})


def test_an_initial_password_opens_nothing_but_its_own_change(reviewer_client):
    account = reviewer_client.identity.account
    account.must_change_password = True
    account.save()
    assert reviewer_client.get("/internal/review/").headers["Location"].startswith(PAGE)
    assert "初始密码" in reviewer_client.get(PAGE).content.decode()
    assert change(reviewer_client).headers["Location"] == "/internal/review/"
    assert reviewer_client.get("/internal/review/").status_code == 200
    assert reviewer_client.post("/internal/logout/").status_code == 302


def test_the_key_changes_and_the_old_one_is_dead(reviewer_client):
    before = reviewer_client.cookies["internal_session"].value
    change(reviewer_client)
    assert reviewer_client.cookies["internal_session"].value != before
    stale = Client()
    stale.cookies["internal_session"] = before
    assert stale.get("/internal/review/").status_code == 302
    assert reviewer_client.identity.account.__class__.objects.get(
        pk=reviewer_client.identity.account_id
    ).check_password(NEW)
    assert SecurityEvent.objects.filter(kind="password_changed").count() == 1


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"old": "wrong"}, "当前密码不正确"),
        ({"repeat": "something-else"}, "两次输入的新密码不一致"),
        ({"new": PASSWORD}, "新密码不能与当前密码相同"),
        ({"new": "12345678901"}, "密码"),
        ({"new": "short"}, "密码"),
        ({"new": ""}, "请填写新密码"),
    ],
)
def test_what_is_refused_and_why(reviewer_client, fields, text):
    page = change(reviewer_client, **fields)
    assert page.status_code == 422
    assert text in page.content.decode()
    reviewer_client.identity.account.refresh_from_db()
    assert reviewer_client.identity.account.check_password(PASSWORD)


def test_guessing_the_old_password_is_limited(reviewer_client):
    for _ in range(20):
        change(reviewer_client, old="wrong")
    assert change(reviewer_client).status_code == 422


def test_anonymous_is_sent_to_the_login(client):
    assert client.get(PAGE).headers["Location"].startswith("/internal/login/")


def test_an_administrator_resets_a_forgotten_password(identity_of):
    reviewer = identity_of(Role.DISTRICT_REVIEWER)
    admin = sign_in(Client(), identity_of(Role.SYSTEM_ADMIN))
    url = f"/internal/admin/ca_auth/account/{reviewer.account_id}/change/"
    assert admin.post(url, {"name": "审核员", "is_active": "on", "new_password": NEW}).status_code == 302
    reviewer.account.refresh_from_db()
    assert reviewer.account.check_password(NEW)
    assert reviewer.account.must_change_password
