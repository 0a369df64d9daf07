"""The demo's enterprises, keys and staff. Nothing secret is in the code: keys, passwords and codes are made at the
first run and kept in the data folder."""

import base64
import json
import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from ca_auth.choices import ADMIN_ROLES, Role, System
from ca_auth.demo_pki import DemoHolder, build_demo_pki, load_manifest, reissue_crls
from ca_auth.models import (
    Account,
    AccountKind,
    Enterprise,
    EnterpriseKind,
    Identity,
    Qualification,
    QualificationKind,
)
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.verify import describe
from ca_auth.services import registry
from ca_auth.services.identities import certificate_account
from ca_auth.services.revocation import import_crl
from ca_auth.services.trust import add_trusted_ca

DATA = Path(__file__).with_name("demo_data.json")
# Without look-alikes, so that they can be typed from a screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
TOTP_STEP = 30


def pki_directory() -> Path:
    return Path(settings.DATA_DIR) / "pki"


def ensure_pki(*, now: datetime, rebuild: bool = False) -> dict[str, Any]:
    """The manifest of the demo PKI for the demo's enterprises, built if there is none; its lists made fresh."""
    directory = pki_directory()
    if rebuild or load_manifest(directory) is None:
        holders = [
            DemoHolder(name=entry["name"], uscc=entry["uscc"], slug=f"{number:02d}")
            for number, entry in enumerate(_data()["enterprises"], start=1)
        ]
        return build_demo_pki(directory, holders, now=now)
    reissue_crls(directory, now=now)
    return load_manifest(directory)


def import_authorities(directory: Path, manifest: dict[str, Any], *, now: datetime) -> None:
    """Trust the demo authorities (in demo mode only) and import their revocation lists."""
    for entry in manifest["authorities"]:
        ca = add_trusted_ca(
            der=_pem_to_der(entry["pem"]), name=entry["name"], is_anchor=entry["role"] == "anchor", is_demo=True
        )
        import_crl(ca=ca, data=(directory / entry["crl"]).read_bytes(), now=now)


@transaction.atomic
def load_demo_accounts(manifest: dict[str, Any]) -> None:
    """The demo's enterprises with their certificates, and the staff. Running it again changes nothing."""
    enterprises = {entry["uscc"]: _enterprise(entry, number) for number, entry in enumerate(_data()["enterprises"], 1)}
    for key in manifest["keys"]:
        if key["usage"] == "sign" and key["state"] == "good" and key["uscc"] in enterprises:
            stored = json.loads((pki_directory() / key["file"]).read_bytes())
            leaf = Certificate.parse(base64.b64decode(stored["certificate"]))
            registry.register(describe((leaf,)), enterprises[key["uscc"]], holder="主锁")
    for entry in _data()["staff"]:
        _staff(entry, _staff_secrets()[entry["login"]])


def accounts() -> list[dict[str, Any]]:
    """How to log in to the demo: keys with PIN for enterprises, password and second factor for staff."""
    manifest = load_manifest(pki_directory()) or {"keys": [], "pin": ""}
    return [*_certificate_accounts(manifest), *_staff_accounts()]


def current_code(login: str) -> str:
    """The six digits that the second factor of a demo account shows now; KeyError for an unknown login."""
    return f"{totp(bytes.fromhex(_staff_secrets()[login]['totp'])):06d}"


def _certificate_accounts(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = {entry["uscc"]: EnterpriseKind(entry["kind"]) for entry in _data()["enterprises"]}
    return [
        {
            "method": "certificate",
            "site": "/auth/",
            "login": key["holder"],
            "role": str(kinds[key["uscc"]].label),
            "uscc": key["uscc"],
            "key_id": key["key_id"],
            "algorithm": key["kind"],
            "state": key["state"],
            "pin": manifest["pin"],
        }
        for key in manifest["keys"]
        if key["usage"] == "sign" and key["uscc"] in kinds
    ]


def _staff_accounts() -> list[dict[str, Any]]:
    known = _staff_secrets()
    return [
        {
            "method": "password+totp",
            "site": "/internal/login/",
            "login": entry["login"],
            "role": str(Role(entry["role"]).label),
            "districts": entry["districts"],
            "password": known[entry["login"]]["password"],
            "totp_secret": _base32(known[entry["login"]]["totp"]),
            "otpauth": _otpauth(entry["login"], known[entry["login"]]["totp"]),
        }
        for entry in _data()["staff"]
    ]


def _data() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def _enterprise(entry: dict[str, Any], number: int) -> Enterprise:
    enterprise, _ = Enterprise.objects.get_or_create(
        uscc=entry["uscc"],
        defaults={
            "name": entry["name"],
            "org_code": entry["org_code"],
            "kind": entry["kind"],
            "district": entry["district"],
        },
    )
    certificate_account(enterprise)
    for position, level in enumerate(entry["qualifications"], start=1):
        _qualification(enterprise, QualificationKind.ENTERPRISE_GRADE, f"D2310199{number:02d}{position}", level)
    if entry["kind"] in {EnterpriseKind.CONTRACTOR, EnterpriseKind.SUBCONTRACTOR}:
        _qualification(
            enterprise, QualificationKind.SAFETY_LICENCE, f"（沪）JZ安许证字〔2024〕1019{number:02d}", "建筑施工"
        )
    return enterprise


def _qualification(enterprise: Enterprise, kind: str, number: str, level: str) -> None:
    Qualification.objects.get_or_create(
        kind=kind,
        number=number,
        defaults={
            "enterprise": enterprise,
            "level": level,
            "issued_by": "上海市住房和城乡建设管理委员会",
            "valid_from": date(2019, 1, 1),
            "valid_to": date(2035, 12, 31),
        },
    )


def _staff(entry: dict[str, Any], known: dict[str, str]) -> None:
    account, created = Account.objects.get_or_create(
        login_name=entry["login"],
        defaults={"kind": AccountKind.STAFF, "name": entry["name"], "is_staff": entry["role"] in ADMIN_ROLES},
    )
    if created:
        account.set_password(known["password"])
        account.save(update_fields=["password"])
    TOTPDevice.objects.get_or_create(user=account, name="演示", defaults={"key": known["totp"], "step": TOTP_STEP})
    Identity.objects.get_or_create(
        account=account,
        system=System.INTERNAL,
        role=entry["role"],
        defaults={"scope": {"districts": entry["districts"]} if entry["districts"] else {}},
    )


def _staff_secrets() -> dict[str, dict[str, str]]:
    """Password and second factor per demo login, made at the first call and kept readable by the owner only."""
    path = Path(settings.DATA_DIR) / "secrets" / "demo_staff.json"
    if not path.exists():
        made = {entry["login"]: _new_secret() for entry in _data()["staff"]}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump(made, handle)
    return json.loads(path.read_text(encoding="utf-8"))


def _new_secret() -> dict[str, str]:
    return {"password": "".join(secrets.choice(LETTERS) for _ in range(12)), "totp": secrets.token_hex(20)}


def _base32(key: str) -> str:
    return base64.b32encode(bytes.fromhex(key)).decode()


def _otpauth(login: str, key: str) -> str:
    label = quote(f"住宅修缮平台（演示）:{login}")
    return f"otpauth://totp/{label}?secret={_base32(key)}&period={TOTP_STEP}&digits=6&algorithm=SHA1"


def _pem_to_der(pem: str) -> bytes:
    return base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-----")))
