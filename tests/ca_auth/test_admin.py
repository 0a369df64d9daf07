"""The system pages: who may open what, and that acts leave a reason."""

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from ca_auth.choices import ADMIN_ROLES, Role
from ca_auth.models import (
    Account,
    Certificate,
    Enterprise,
    Identity,
    LoginAttempt,
    LoginSession,
    SecurityEvent,
    WrittenOnce,
)
from ca_auth.session_stores.db import InternalSessionStore
from tests.factories_auth import EnterpriseFactory, PersonFactory, QualificationFactory
from tests.plugins.auth import certificate_login

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls"), pytest.mark.authz]
MODELS = [
    "enterprise",
    "person",
    "qualification",
    "account",
    "identity",
    "certificate",
    "trustedca",
    "crl",
    "loginsession",
    "loginattempt",
    "securityevent",
]


def url(model: str, *rest: object) -> str:
    return "/".join(["/internal/admin/ca_auth", model, *map(str, rest), ""])


@pytest.fixture
def admin_of(identity_of, client_of):
    return lambda role: client_of(identity_of(role))


@pytest.fixture
def certificate(trusted_pki) -> Certificate:
    trusted_pki.enterprise("ec-sign")
    certificate_login(Client(), trusted_pki)
    return Certificate.objects.get()


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_every_list_opens_for_administrators(admin_of, certificate, role):
    EnterpriseFactory()
    PersonFactory(id_number="31019919820417013X")
    QualificationFactory()
    client = admin_of(role)
    for model in MODELS:
        page = client.get(url(model))
        assert page.status_code == 200, model
        assert "31019919820417013X" not in page.content.decode()


def test_nobody_else_gets_in(client, enterprise_client, reviewer_client, admin_of):
    assert client.get("/internal/admin/").headers["Location"].startswith("/internal/login/")
    assert enterprise_client.get("/internal/admin/").status_code == 404
    assert reviewer_client.get("/internal/admin/").status_code == 403
    assert admin_of(Role.AUDITOR).get("/internal/admin/").status_code == 200


def test_without_the_second_factor_the_admin_stays_closed(admin_of):
    client = admin_of(Role.SYSTEM_ADMIN)
    session = InternalSessionStore(client.cookies["internal_session"].value)
    del session[DEVICE_ID_SESSION_KEY]
    session.save()
    closed = client.get("/internal/admin/", follow=True)
    assert closed.redirect_chain[-1][0] == "/internal/login/"
    assert "内网审核平台登录" in closed.content.decode()


@pytest.mark.parametrize(
    ("role", "model", "status"),
    [
        (Role.SYSTEM_ADMIN, "enterprise", 200),
        (Role.SECURITY_ADMIN, "enterprise", 403),
        (Role.AUDITOR, "enterprise", 403),
        (Role.SYSTEM_ADMIN, "identity", 403),
        (Role.SECURITY_ADMIN, "identity", 200),
        (Role.SYSTEM_ADMIN, "account", 200),
        (Role.SYSTEM_ADMIN, "loginattempt", 403),
        (Role.AUDITOR, "securityevent", 403),
    ],
)
def test_three_administrators_three_sets_of_rights(admin_of, role, model, status):
    assert admin_of(role).get(url(model, "add")).status_code == status


def test_logout_and_password_of_the_admin_are_the_portals_own(admin_of):
    client = admin_of(Role.SYSTEM_ADMIN)
    assert client.get("/internal/admin/password_change/").headers["Location"] == "/internal/password/"
    assert client.get("/internal/admin/logout/").status_code == 302
    assert client.get("/internal/admin/").status_code == 200
    client.post("/internal/admin/logout/")
    assert client.get("/internal/admin/").status_code == 302


def test_nobody_may_be_two_administrators(admin_of):
    security = admin_of(Role.SECURITY_ADMIN)
    account = security.identity.account
    fields = {"account": account.pk, "system": "internal", "role": "auditor", "scope": "{}", "is_active": "on"}
    page = security.post(url("identity", "add"), fields)
    assert "不得由同一账户兼任" in page.content.decode()
    assert account.identities.count() == 1


def test_an_enterprise_with_a_wrong_code_is_refused(admin_of):
    client = admin_of(Role.SYSTEM_ADMIN)
    fields = {"name": "上海试写有限公司", "uscc": "91310199MA10013781", "kind": "implementer", "is_active": "on"}
    page = client.post(url("enterprise", "add"), fields)
    assert "统一社会信用代码不正确" in page.content.decode()
    fields["uscc"] = "91310199ma10013780"
    client.post(url("enterprise", "add"), fields)
    assert Enterprise.objects.get().uscc == "91310199MA10013780"


def test_a_qualification_belongs_to_exactly_one_holder(admin_of):
    client = admin_of(Role.SYSTEM_ADMIN)
    firm, person = EnterpriseFactory(), PersonFactory()
    fields = {"kind": "constructor", "number": "沪1", "status": "valid", "enterprise": firm.pk, "person": person.pk}
    assert "须属于一个单位或一名人员" in client.post(url("qualification", "add"), fields).content.decode()
    del fields["enterprise"]
    client.post(url("qualification", "add"), fields)
    assert person.qualifications.get().holder == person


def test_a_new_staff_account_cannot_log_in_without_a_second_factor(admin_of, client):
    fields = {"login_name": "new_reviewer", "name": "新审核员", "password": "Initial-2026-x"}
    admin_of(Role.SYSTEM_ADMIN).post(url("account", "add"), fields)
    account = Account.objects.get(login_name="new_reviewer")
    assert account.kind == "staff"
    assert account.check_password("Initial-2026-x")
    client.post("/internal/login/", {"login_name": "new_reviewer", "password": "Initial-2026-x"})
    assert client.post("/internal/login/code/", {"code": "123456"}).status_code == 422


def test_a_weak_initial_password_is_refused(admin_of):
    fields = {"login_name": "new_reviewer", "name": "新审核员", "password": "1234567890"}
    assert admin_of(Role.SYSTEM_ADMIN).post(url("account", "add"), fields).status_code == 200
    assert not Account.objects.filter(login_name="new_reviewer").exists()


def test_granting_an_identity_notes_who_granted_it(admin_of):
    security = admin_of(Role.SECURITY_ADMIN)
    account = Account.objects.create_user("colleague", "x", kind="staff")
    fields = {"account": account.pk, "system": "internal", "role": "district_reviewer", "is_active": "on"}
    security.post(url("identity", "add"), fields | {"scope": '{"districts": ["HK"]}'})
    granted = Identity.objects.get(account=account)
    assert (granted.granted_by, granted.districts) == (security.identity.account, ("HK",))


def act(client, action: str, *rows, model: str = "certificate", **fields):
    return client.post(url(model), {"action": action, "_selected_action": [row.pk for row in rows], **fields})


def test_suspending_asks_for_a_reason_and_ends_the_sessions(admin_of, certificate):
    security = admin_of(Role.SECURITY_ADMIN)
    assert "原因" in act(security, "suspend", certificate).content.decode()
    assert "请填写原因" in act(security, "suspend", certificate, reason="  ").content.decode()
    certificate.refresh_from_db()
    assert certificate.status == "active"
    act(security, "suspend", certificate, reason="证书遗失")
    certificate.refresh_from_db()
    assert (certificate.status, certificate.status_reason) == ("suspended", "证书遗失")
    event = SecurityEvent.objects.get(kind="certificate_status")
    assert event.account == security.identity.account
    assert (event.facts["from"], event.facts["to"]) == ("active", "suspended")
    assert not LoginSession.objects.live().filter(certificate=certificate).exists()
    act(security, "reinstate", certificate, reason="已找回")
    certificate.refresh_from_db()
    assert certificate.status == "active"


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_only_the_security_administrator_changes_certificates(admin_of, certificate, role):
    act(admin_of(role), "revoke", certificate, reason="试试")
    certificate.refresh_from_db()
    assert certificate.status == "active"


def test_ending_somebodys_session(admin_of, enterprise_client):
    record = LoginSession.objects.get(account=enterprise_client.identity.account)
    act(admin_of(Role.SECURITY_ADMIN), "end_sessions", record, model="loginsession")
    assert enterprise_client.get("/desk/").status_code == 302
    assert SecurityEvent.objects.get(kind="session_ended").facts["why"] == "killed"


def test_t54_logs_are_append_only(certificate):
    for row in (LoginAttempt.objects.first(), SecurityEvent.objects.first()):
        everything = type(row).objects.all()
        for change in (row.save, row.delete, everything.delete, lambda rows=everything: rows.update(ip=None)):
            with pytest.raises(WrittenOnce):
                change()


def test_logs_cannot_be_deleted_in_the_admin(admin_of, certificate):
    attempt = LoginAttempt.objects.first()
    for role in ADMIN_ROLES:
        client = admin_of(role)
        assert client.get(url("loginattempt", attempt.pk, "change")).status_code == 200
        assert client.post(url("loginattempt", attempt.pk, "delete"), {"post": "yes"}).status_code == 403
    assert LoginAttempt.objects.filter(pk=attempt.pk).exists()


def test_the_second_factor_is_bound_by_the_security_administrator(admin_of):
    assert admin_of(Role.SECURITY_ADMIN).get("/internal/admin/otp_totp/totpdevice/").status_code == 200
    assert admin_of(Role.SYSTEM_ADMIN).get("/internal/admin/otp_totp/totpdevice/").status_code == 403
