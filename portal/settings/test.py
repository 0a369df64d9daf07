"""For the suite: fast hasher, fixed throw-away keys, files in a temporary folder, jobs run at once."""

import atexit
import shutil
import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403
from portal.settings.base import env

DEMO_MODE = True
PORT = 8000
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "test-secret-key-of-no-value"  # noqa: S105
FIELD_KEY = "test-field-key-of-no-value"
INDEX_KEY = "test-index-key-of-no-value"
AUDIT_KEY = "test-audit-key-of-no-value"
CHECK_CODE_KEY = "test-check-code-key-of-no-value"
OTP_PEPPER = "test-otp-pepper-of-no-value"
DATA_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
MEDIA_ROOT = DATA_DIR / "files"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES = {"default": env.database(env.text("TEST_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the demo: threads of a live server get connections of their own and real locks.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

env.stop_if_faulty()
