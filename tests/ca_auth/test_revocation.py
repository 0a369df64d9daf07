"""Revocation lists in the database: T15–T17 as the portal sees them."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from ca_auth.demo import import_authorities
from ca_auth.demo_pki import load_manifest, reissue_crls
from ca_auth.models import Crl, RevokedSerial, SecurityEvent, TrustedCA
from ca_auth.pki.errors import Refused
from ca_auth.services.revocation import import_crl
from tests.plugins.auth import certificate_login

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls")]


def code(pki, key_id="ec-sign") -> str:
    return certificate_login(Client(), pki, key_id).json().get("error", {}).get("code", "ok")


def crl_file(pki, name: str):
    return pki.directory / "ca" / f"{name}.crl"


def issuing(kind="ec") -> TrustedCA:
    return TrustedCA.objects.get(name=f"{kind}-issuing")


@pytest.mark.parametrize("kind", ["rsa", "ec", "sm2"])
def test_t15_a_leaf_on_the_new_list_is_out(own_pki, import_all, kind):
    own_pki.enterprise(f"{kind}-sign")
    assert code(own_pki, f"{kind}-sign") == "ok"
    own_pki.revoke(f"{kind}-sign")
    import_all()
    assert code(own_pki, f"{kind}-sign") == "revoked"
    assert RevokedSerial.objects.filter(serial_hex=own_pki.key(f"{kind}-sign")["serial"]).exists()


def test_t16_an_intermediate_revoked_by_its_root(own_pki):
    own_pki.enterprise("ec-sign")
    from ca_auth.services.trust import parsed

    authority = parsed(bytes(issuing().der))
    root = Crl.objects.get(ca__name="ec-root")
    RevokedSerial.objects.create(crl=root, serial_hex=f"{authority.serial:x}", revoked_at=timezone.now())
    assert code(own_pki) == "revoked"


@pytest.mark.parametrize("which", ["ec-issuing", "ec-root"])
def test_t17a_without_a_list_nobody_gets_in(own_pki, which):
    own_pki.enterprise("ec-sign")
    Crl.objects.filter(ca__name=which).delete()
    assert code(own_pki) == "revocation_unknown"


def test_t17b_a_stale_list(own_pki):
    own_pki.enterprise("ec-sign")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert code(own_pki) == "revocation_unknown"


def test_t17c_a_list_from_the_future(own_pki):
    own_pki.enterprise("ec-sign")
    Crl.objects.update(this_update=timezone.now() + timedelta(minutes=6))
    assert code(own_pki) == "revocation_unknown"


def test_the_soft_mode_lets_unknown_through_but_never_revoked(own_pki, settings):
    own_pki.enterprise("rsa-sign")
    own_pki.enterprise("ec-sign")
    settings.CA_AUTH_REVOCATION = "soft"
    Crl.objects.update(next_update=timezone.now() - timedelta(days=1))
    assert code(own_pki) == "ok"
    assert code(own_pki, "sample-revoked") == "revoked"


def refused(pki, data: bytes, ca: TrustedCA | None = None) -> str:
    before = list(Crl.objects.values_list("pk", "number_hex", "this_update"))
    with pytest.raises(Refused) as caught:
        import_crl(ca=ca or issuing(), data=data, now=timezone.now())
    assert list(Crl.objects.values_list("pk", "number_hex", "this_update")) == before
    return caught.value.code


def test_t17d_bad_signature(own_pki):
    data = bytearray(crl_file(own_pki, "ec-issuing").read_bytes())
    data[-1] ^= 1
    assert refused(own_pki, bytes(data)) == "revocation_unknown"


def test_t17e_list_of_another_issuer(own_pki):
    assert refused(own_pki, crl_file(own_pki, "rsa-issuing").read_bytes()) == "revocation_unknown"


def test_t17f_older_list_is_refused_even_if_it_is_still_fresh(own_pki, import_all):
    old = crl_file(own_pki, "ec-issuing").read_bytes()
    own_pki.revoke("ec-sign")
    import_all()
    assert refused(own_pki, old) == "revocation_unknown"
    assert RevokedSerial.objects.filter(serial_hex=own_pki.key("ec-sign")["serial"]).exists()


@pytest.mark.parametrize("data", [b"", b"no list", b"\x30\x00"])
def test_t17g_what_is_no_list(own_pki, data):
    assert refused(own_pki, data) == "revocation_unknown"


def test_importing_the_same_list_again_changes_nothing(own_pki, import_all):
    entries = RevokedSerial.objects.count()
    import_all()
    assert RevokedSerial.objects.count() == entries
    assert Crl.objects.count() == 6


def test_each_import_is_audited(own_pki):
    assert SecurityEvent.objects.filter(kind="crl_imported").count() == 6


def test_a_reissued_list_makes_the_login_work_again(own_pki):
    own_pki.enterprise("ec-sign")
    later = timezone.now() + timedelta(days=29)
    with time_machine.travel(later):
        reissue_crls(own_pki.directory, now=timezone.now())
        import_authorities(own_pki.directory, load_manifest(own_pki.directory), now=timezone.now())
    with time_machine.travel(later + timedelta(days=5)):
        assert code(own_pki) == "ok"


def test_the_command_says_what_it_did_and_what_was_wrong(own_pki, tmp_path):
    said = StringIO()
    call_command("import_crl", "ec-issuing", str(crl_file(own_pki, "ec-issuing")), stdout=said)
    assert "下次更新" in said.getvalue()
    broken = tmp_path / "broken.crl"
    broken.write_bytes(b"no list")
    with pytest.raises(CommandError, match="吊销列表未导入"):
        call_command("import_crl", "ec-issuing", str(broken))
    with pytest.raises(CommandError, match="文件无法读取"):
        call_command("import_crl", "ec-issuing", str(tmp_path / "none.crl"))
    with pytest.raises(CommandError, match="没有或不止一个证书机构"):
        call_command("import_crl", "nobody", str(broken))


def test_the_command_adds_an_authority_from_pem(own_pki, tmp_path):
    TrustedCA.objects.all().delete()
    said = StringIO()
    call_command("add_trusted_ca", str(own_pki.directory / "ca" / "ec-root.pem"), "--anchor", stdout=said)
    ca = TrustedCA.objects.get()
    assert (ca.is_anchor, ca.is_demo, ca.enabled) == (True, False, True)
    assert ca.fingerprint in said.getvalue()
    broken = tmp_path / "x.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----")
    with pytest.raises(CommandError, match="不是可识别的证书"):
        call_command("add_trusted_ca", str(broken))
