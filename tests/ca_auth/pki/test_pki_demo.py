"""The demo authorities: complete, private, renewable, and sound in the eyes of OpenSSL."""

import json
import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from ca_auth.demo_pki import DemoHolder, build_demo_pki, load_manifest, open_demo_pki, reissue_crls, revoke
from ca_auth.demo_pki.files import pem, stored_authorities
from ca_auth.pki.errors import Refused
from ca_auth.pki.revocation import parse_crl
from ca_auth.pki.token import SignedToken, signed_text
from ca_auth.pki.uscc import check_character
from ca_auth.pki.verify import verify_token
from ca_auth.softkey.store import KeyStore

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = {"purpose": "login", "origin": "http://localhost:8000", "nonce": "n" * 43}
CODES = [first + check_character(first) for first in (f"91310000MADEM{number:04d}" for number in range(1, 6))]
HOLDERS = [DemoHolder(f"示范企业{number}", uscc=code) for number, code in enumerate(CODES)]
PERSON = DemoHolder("张演示", person_id="11010519491231002X", slug="person", algorithm="sm2")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    directory = tmp_path_factory.mktemp("pki")
    return directory, build_demo_pki(directory, [*HOLDERS, PERSON], now=NOW)


@pytest.fixture
def own(tmp_path):
    """A small demo PKI of the test's own, to be changed."""
    return tmp_path, build_demo_pki(tmp_path, [DemoHolder("示范企业", uscc=CODES[0], algorithm="sm2")], now=NOW)


def login(directory, key_id, *, now=NOW, pin="123456"):
    """Signs with the demo key and verifies against the demo authorities."""
    key, signature = KeyStore(directory / "keys").sign(key_id, pin, signed_text(**TEXT))
    certificate = key.parsed_certificate()
    token = SignedToken(certificate.der, certificate.key.algorithm, signature, "")
    store, revocation = open_demo_pki(directory, now=now)
    return verify_token(token, **TEXT, store=store, revocation=revocation, now=now)


def refusal(*arguments, **options) -> str:
    with pytest.raises(Refused) as caught:
        login(*arguments, **options)
    return caught.value.code


def test_every_sound_signing_key_logs_in_and_nothing_else_does(built):
    directory, manifest = built
    for key in manifest["keys"]:
        if (key["usage"], key["state"]) == ("sign", "good"):
            result = login(directory, key["key_id"])
            assert result.subject.name == key["holder"]
            assert (result.subject.uscc, result.subject.person_id) == (key["uscc"], key["person_id"])
            assert result.serial_hex == key["serial"]
        elif key["usage"] == "encrypt":
            assert refusal(directory, key["key_id"]) == "key_usage"


def test_samples_for_every_refusal(built):
    directory, _ = built
    assert refusal(directory, "sample-revoked") == "revoked"
    assert refusal(directory, "sample-expired") == "expired"
    assert refusal(directory, "sample-future") == "not_yet_valid"


def test_manifest_is_complete_and_written(built):
    directory, manifest = built
    assert load_manifest(directory) == manifest == json.loads(json.dumps(manifest))
    assert {(entry["kind"], entry["role"]) for entry in manifest["authorities"]} == {
        (kind, role) for kind in ("rsa", "ec", "sm2") for role in ("anchor", "intermediate")
    }
    signing = [key for key in manifest["keys"] if key["usage"] == "sign" and key["state"] == "good"]
    assert len(signing) == len(HOLDERS) + 1
    assert {key["kind"] for key in signing} == {"rsa", "ec", "sm2"}
    assert len({key["serial"] for key in manifest["keys"]}) == len(manifest["keys"])
    fingerprints = {entry["fingerprint"] for entry in manifest["authorities"] if entry["role"] == "intermediate"}
    assert {key["issuer"] for key in manifest["keys"]} == fingerprints


def test_private_files_are_readable_by_their_owner_only(built):
    directory, manifest = built
    files = [path for folder in ("ca", "keys") for path in (directory / folder).iterdir() if path.name != ".lock"]
    assert len(files) == 3 * 6 + len(manifest["keys"])
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((directory / "keys").stat().st_mode) == 0o700


def test_private_keys_lie_under_the_pin(built):
    directory, manifest = built
    names = {
        "format",
        "key_id",
        "label",
        "kind",
        "usage",
        "certificate",
        "salt",
        "nonce",
        "secret",
        "tries",
        "max_tries",
    }
    for key in manifest["keys"]:
        assert set(json.loads((directory / key["file"]).read_bytes())) == names


def test_building_again_replaces_everything(own):
    directory, first = own
    second = build_demo_pki(directory, [], now=NOW, pin="654321")
    assert second["keys"] == []
    assert list((directory / "keys").glob("*.json")) == []
    assert {a["fingerprint"] for a in first["authorities"]}.isdisjoint(a["fingerprint"] for a in second["authorities"])
    assert second["pin"] == "654321"


def test_no_manifest_where_nothing_was_built(tmp_path):
    assert load_manifest(tmp_path) is None
    with pytest.raises(FileNotFoundError):
        reissue_crls(tmp_path, now=NOW)


def test_lists_are_renewed_before_they_end_and_not_earlier(own):
    directory, _ = own
    assert reissue_crls(directory, now=NOW + 20 * DAY) == []
    later = NOW + 24 * DAY
    assert len(reissue_crls(directory, now=later)) == 6
    assert reissue_crls(directory, now=later) == []
    for entry in load_manifest(directory)["authorities"]:
        assert (entry["crl_number"], entry["crl_next_update"]) == (2, (later + 30 * DAY).isoformat())
    for stored in stored_authorities(directory):
        data = (directory / stored.crl_path).read_bytes()
        crl = parse_crl(data, issuer=stored.authority.certificate, now=later, newest_number=2)
        assert crl.next_update == later + 30 * DAY
    assert login(directory, "01-sign", now=later)
    assert refusal(directory, "sample-revoked", now=later) == "revoked"


def test_revoking_a_certificate(own):
    directory, manifest = own
    serial = next(key["serial"] for key in manifest["keys"] if key["key_id"] == "01-sign")
    assert login(directory, "01-sign")
    assert revoke(directory, serial, now=NOW + DAY) == "sm2-issuing"
    assert refusal(directory, "01-sign", now=NOW + DAY) == "revoked"
    states = {key["key_id"]: key["state"] for key in load_manifest(directory)["keys"]}
    assert (states["01-sign"], states["01-encrypt"]) == ("revoked", "good")
    with pytest.raises(KeyError):
        revoke(directory, "abcdef", now=NOW)


def _openssl(program, folder, *arguments):
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_openssl_accepts_every_link(built, openssl, tmp_path):
    # Link by link: the distinguishing identifier of SM2 reaches only the certificate that is verified itself.
    directory, manifest = built
    authorities = {stored.name: stored.authority.certificate for stored in stored_authorities(directory)}
    moment = ["-partial_chain", "-attime", str(int(NOW.timestamp())), "-vfyopt", "distid:1234567812345678"]
    links = [(authorities[f"{kind}-issuing"], authorities[f"{kind}-root"]) for kind in ("rsa", "ec", "sm2")]
    for key in KeyStore(directory / "keys").all_keys():
        if key.key_id.startswith(("0", "person")):
            links.append((key.parsed_certificate(), authorities[f"{key.kind}-issuing"]))
    assert len(links) == 3 + 2 * (len(HOLDERS) + 1)
    for child, issuer in links:
        (tmp_path / "child.pem").write_text(pem(child))
        (tmp_path / "issuer.pem").write_text(pem(issuer))
        options = moment if child.issued_with == "SM2SM3" else moment[:3]
        result = _openssl(openssl, tmp_path, "verify", *options, "-trusted", "issuer.pem", "child.pem")
        assert result.returncode == 0, result.stderr
        (tmp_path / "issuer.pem").write_text(
            pem(authorities["rsa-root" if child.issued_with != "RS256" else "ec-root"])
        )
        assert _openssl(openssl, tmp_path, "verify", *options, "-trusted", "issuer.pem", "child.pem").returncode != 0


def test_openssl_accepts_the_lists(built, openssl, tmp_path):
    directory, _ = built
    for stored in stored_authorities(directory):
        if stored.authority.key.kind == "sm2":
            continue  # OpenSSL 3.0 cannot be given the identifier of SM2 for a list
        (tmp_path / "ca.pem").write_text(pem(stored.authority.certificate))
        command = ["crl", "-inform", "DER", "-in", str(directory / stored.crl_path), "-CAfile", "ca.pem", "-noout"]
        assert "verify OK" in _openssl(openssl, tmp_path, *command).stderr
