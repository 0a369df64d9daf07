"""The demo on one machine: SQLite, files on disk, console SMS, software keys."""

import os
import secrets
from contextlib import suppress

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, env


def _own_secret(name: str) -> str:
    """A secret made at the first start and kept in the data folder, so that no key is ever written into the code."""
    path = DATA_DIR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        # Web server, worker and agent start together: whoever links first has chosen the key for all.
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


DEBUG = env.flag("DEBUG", False)
DEMO_MODE = True
PORT = env.number("PORT", 8000)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
PORTAL_ORIGINS = [f"http://127.0.0.1:{PORT}", f"http://localhost:{PORT}"]
SECRET_KEY = _own_secret("secret_key")
FIELD_KEY = _own_secret("field_key")
INDEX_KEY = _own_secret("index_key")
AUDIT_KEY = _own_secret("audit_key")
CHECK_CODE_KEY = _own_secret("check_code_key")
OTP_PEPPER = _own_secret("otp_pepper")

env.stop_if_faulty()
