"""A complete environment of a portal in service, for tests that start one."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "q8Zr2vXw7Lk1Tn5Yb9Hs3Jd6Fg0Mc4Pa-Ue_RiTo8Wq1Nx6Vb5",
    "FIELD_KEY": "w1Ee4Rr7Tt0Yy3Uu6Ii9Oo2Pp5Aa8Ss-Dd_Ff",
    "INDEX_KEY": "z9Xx6Cc3Vv0Bb7Nn4Mm1Qq8Ww5Ee2Rr-Tt_Yy",
    "AUDIT_KEY": "k3Jj6Hh9Gg2Ff5Dd8Ss1Aa4Pp7Oo0Ii-Uu_Yy",
    "CHECK_CODE_KEY": "t5Gg8Bb1Nn4Mm7Kk0Ll3Pp6Oo9Ii2Uu-Hh_Jj",
    "OTP_PEPPER": "m2Nn5Bb8Vv1Cc4Xx7Zz0Ll3Kk6Jj9Hh-Gg_Ff",
    "ALLOWED_HOSTS": "portal.gov.invalid,inner.gov.invalid",
    "INTERNAL_HOSTS": "inner.gov.invalid",
    "PORTAL_ORIGINS": "https://portal.gov.invalid",
    "DATABASE_URL": "postgresql://portal@db.gov.invalid/portal?sslmode=verify-full",
    "SMS_BACKEND": "ca_auth.gateways.sms.HttpSms",
    "SMS_URL": "https://sms.gov.invalid/send",
    "SMS_KEY": "a7Kd0Pq3Vz6Mx9Rn2Tb5Ys8Wc1Hf4Jg-Le_Uo",
    "PHONE_IDENTITY_BACKEND": "ca_auth.gateways.phone_identity.HttpPhoneIdentity",
    "PHONE_IDENTITY_URL": "https://identity.gov.invalid/check",
    "PHONE_IDENTITY_KEY": "b8Le1Qr4Wa7Ny0So3Uc6Zt9Xd2Ig5Kh-Mf_Vp",
    "PERSON_REGISTRY_BACKEND": "ca_auth.gateways.person_registry.HttpPersonRegistry",
    "PERSON_REGISTRY_URL": "https://registry.gov.invalid/query",
    "PERSON_REGISTRY_KEY": "c9Mf2Rs5Xb8Oz1Tp4Vd7Au0Ye3Jh6Li-Ng_Wq",
}


def start(
    code: str, folder: Path, *arguments: str, settings: str = "", **changes: str | None
) -> subprocess.CompletedProcess:
    """Run Python in a process of its own with this environment; a change to None takes a variable away.

    `settings` is Python text that changes the production settings after they were read.
    """
    wanted = ENVIRONMENT | {"DATA_DIR": str(folder / "data")} | changes
    if settings:
        (folder / "changed_settings.py").write_text(f"from portal.settings.production import *\n{settings}\n", "utf-8")
        wanted["DJANGO_SETTINGS_MODULE"] = "changed_settings"
    environment = {name: value for name, value in wanted.items() if value is not None}
    environment |= {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def manage(folder: Path, *arguments: str, **changes) -> subprocess.CompletedProcess:
    code = "import sys; from django.core.management import execute_from_command_line as run; run(sys.argv)"
    return start(code, folder, *arguments, **changes)
