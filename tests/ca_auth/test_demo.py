"""The demo's data: enough to log in with, made once, secret nowhere but in the data folder."""

import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from ca_auth import demo
from ca_auth.choices import District
from ca_auth.demo_pki import DemoHolder, build_demo_pki
from ca_auth.models import Account, Certificate, Enterprise, Identity, Qualification
from ca_auth.pki.uscc import is_uscc
from tests.plugins.auth import DemoPki, certificate_login

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def loaded(settings, folder):
    """The demo of an empty machine; the keys are built once for this module."""
    settings.DATA_DIR = folder
    call_command("demo_pki", stdout=StringIO())
    return demo.accounts()


def test_nineteen_enterprises_with_valid_codes_and_certificates(loaded):
    assert Enterprise.objects.count() == 19
    assert all(is_uscc(one.uscc) for one in Enterprise.objects.all())
    assert Certificate.objects.filter(enterprise__isnull=False).count() == 19
    assert Identity.objects.filter(system="repair", role="implementer").count() == 9
    assert Enterprise.objects.get(uscc="91310199MA10013780").district == District.HK


def test_contractors_have_grades_and_safety_licences(loaded):
    firm = Enterprise.objects.get(uscc="91310199MA1015075A")
    grades = firm.qualifications.filter(kind="enterprise_grade").values_list("level", flat=True)
    assert set(grades) == {"建筑工程施工总承包三级", "古建筑工程专业承包一级"}
    assert Qualification.objects.filter(kind="safety_licence").count() == 6


def test_every_district_has_a_reviewer(loaded):
    covered = [letters for one in Identity.objects.filter(role="district_reviewer") for letters in one.districts]
    assert sorted(covered) == sorted(set(District.values) - {District.KQ})
    assert Identity.objects.get(role="municipal_reviewer").districts == ()


def test_running_it_again_changes_nothing(loaded):
    before = [
        Enterprise.objects.count(),
        Account.objects.count(),
        Identity.objects.count(),
        Certificate.objects.count(),
    ]
    call_command("demo_pki", stdout=StringIO())
    again = [
        Enterprise.objects.count(),
        Account.objects.count(),
        Identity.objects.count(),
        Certificate.objects.count(),
    ]
    assert again == before
    assert demo.accounts() == loaded


def test_the_listed_key_logs_in(loaded, client, folder, settings):
    entry = next(one for one in loaded if one["login"] == "上海虹泽房屋经营管理有限公司" and one["state"] == "good")
    answer = certificate_login(client, DemoPki(folder / "pki", {}), entry["key_id"])
    assert answer.json() == {"next": "/desk/"}


def test_the_listed_password_and_code_log_in(loaded, client):
    entry = next(one for one in loaded if one["login"] == "hk_reviewer")
    client.post("/internal/login/", {"login_name": "hk_reviewer", "password": entry["password"]})
    said = StringIO()
    call_command("demo_otp", "hk_reviewer", stdout=said)
    answer = client.post("/internal/login/code/", {"code": said.getvalue().strip()})
    assert answer.headers["Location"] == "/internal/review/"


def test_the_listed_secret_is_the_one_an_app_takes(loaded):
    entry = next(one for one in loaded if one["login"] == "sysadmin")
    assert f"secret={entry['totp_secret']}" in entry["otpauth"]
    account = Account.objects.get(login_name="sysadmin")
    key = account.totpdevice_set.get().bin_key
    assert f"{totp(key):06d}" == demo.current_code("sysadmin")


def test_the_list_can_be_printed_as_json_and_samples_are_marked(loaded):
    assert json.loads(json.dumps(loaded)) == loaded
    assert {one["state"] for one in loaded if one["method"] == "certificate"} == {
        "good",
        "revoked",
        "expired",
        "future",
    }


def test_secrets_are_the_owners_only(loaded, folder):
    path = folder / "secrets" / "demo_staff.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "password" not in demo.DATA.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [["demo_pki"], ["demo_otp", "hk_reviewer"], ["softkey_agent"]])
def test_t53_the_demo_commands_refuse_to_work_in_production(settings, command):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError):
        call_command(*command)


def test_unknown_demo_login(loaded):
    with pytest.raises(CommandError, match="没有演示账户"):
        call_command("demo_otp", "nobody")


def test_revoked_expired_and_future_samples_are_no_registered_certificates(loaded, tmp_path, client):
    pki = DemoPki(demo.pki_directory(), {})
    for key_id, code in [
        ("sample-revoked", "revoked"),
        ("sample-expired", "expired"),
        ("sample-future", "not_yet_valid"),
    ]:
        assert certificate_login(Client(), pki, key_id).json()["error"]["code"] == code


def test_a_demo_key_made_elsewhere_is_not_trusted(loaded, tmp_path, client):
    build_demo_pki(
        tmp_path,
        [DemoHolder(name="上海虹泽房屋经营管理有限公司", uscc="91310199MA10013780", slug="twin", algorithm="ec")],
        now=timezone.now(),
    )
    assert certificate_login(client, DemoPki(tmp_path, {}), "twin-sign").json()["error"]["code"] == "unknown_ca"
