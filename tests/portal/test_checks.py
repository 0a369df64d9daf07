"""Production refuses to start unsafe: each rule once, by really starting it."""

import pytest

from portal import checks
from tests.portal import production

# Rule, what is changed in the environment, what is changed in the settings.
UNSAFE = [
    ("portal.E001", {}, "DEBUG = True"),
    ("portal.E002", {}, "DEMO_MODE = True"),
    ("portal.E003", {"SECRET_KEY": "tooShort-9Zx"}, ""),
    ("portal.E003", {}, "FIELD_KEY = ''"),
    ("portal.E003", {}, "OTP_PEPPER = 'k3Jj6Hh9Gg2Ff5Dd8Ss1Aa4Pp7Oo0I'"),
    ("portal.E004", {"AUDIT_KEY": "ab" * 30}, ""),
    ("portal.E004", {"SECRET_KEY": "django-insecure-k3Jj6Hh9Gg2Ff5Dd8Ss1Aa4Pp7Oo0Ii"}, ""),
    ("portal.E005", {"INDEX_KEY": production.ENVIRONMENT["FIELD_KEY"]}, ""),
    ("portal.E006", {"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"}, ""),
    ("portal.E007", {}, "del DATABASES['default']['OPTIONS']['pool']"),
    ("portal.E007", {}, "DATABASES['default']['OPTIONS']['pool']['reconnect_timeout'] = 300"),
    ("portal.E008", {"ALLOWED_HOSTS": "*,inner.gov.invalid"}, ""),
    ("portal.E008", {"ALLOWED_HOSTS": ".gov.invalid,inner.gov.invalid"}, ""),
    ("portal.E009", {}, "INTERNAL_HOSTS = []"),
    ("portal.E009", {"INTERNAL_HOSTS": "other.gov.invalid"}, ""),
    ("portal.E009", {"ALLOWED_HOSTS": "inner.gov.invalid"}, ""),
    ("portal.E010", {}, "SESSION_COOKIE_SECURE = False"),
    ("portal.E010", {}, "CSRF_COOKIE_SECURE = False"),
    ("portal.E010", {}, "SESSION_COOKIE_HTTPONLY = False"),
    ("portal.E010", {}, "SESSION_COOKIE_NAME = 'session'"),
    ("portal.E010", {}, "INTERNAL_SESSION_COOKIE_NAME = 'internal'"),
    ("portal.E010", {}, "SESSION_COOKIE_SAMESITE = 'None'"),
    ("portal.E011", {}, "SECURE_SSL_REDIRECT = False"),
    ("portal.E011", {}, "SECURE_HSTS_SECONDS = 3600"),
    ("portal.E012", {"PORTAL_ORIGINS": "http://portal.gov.invalid"}, ""),
    ("portal.E012", {"PORTAL_ORIGINS": "https://*.gov.invalid"}, ""),
    ("portal.E013", {}, "CONTENT_SECURITY_POLICY['DIRECTIVES']['script-src'] = [\"'unsafe-inline'\"]"),
    ("portal.E013", {}, "CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'] = ['*']"),
    ("portal.E013", {}, "CONTENT_SECURITY_POLICY = {}"),
    ("portal.E014", {"AGENT_URLS": "https://agent.gov.invalid"}, ""),
    ("portal.E015", {}, "MIDDLEWARE.remove('csp.middleware.CSPMiddleware')"),
    ("portal.E015", {}, "MIDDLEWARE.remove('portal.middleware.read_only_get.ReadOnlyGetMiddleware')"),
    ("portal.E016", {}, "PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']"),
    ("portal.E017", {}, "TASKS = {'default': {'BACKEND': 'django_tasks.backends.immediate.ImmediateBackend'}}"),
    ("portal.E018", {"SMS_BACKEND": None}, ""),
    ("portal.E018", {"PHONE_IDENTITY_BACKEND": None}, ""),
    ("portal.E018", {"PERSON_REGISTRY_BACKEND": None}, ""),
    ("portal.E019", {}, "DATA_UPLOAD_MAX_MEMORY_SIZE = None"),
    ("portal.E020", {}, "MEDIA_ROOT = STATIC_ROOT / 'files'"),
    ("portal.E021", {}, "import portal.checks as c; c.version = lambda name: '69.0'"),
    ("portal.E022", {}, "SESSION_SERIALIZER = 'django.contrib.sessions.serializers.PickleSerializer'"),
    ("portal.E023", {}, "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'"),
    ("portal.E023", {}, "SESSION_ENGINE = 'ca_auth.session_stores.cached_db'"),
    ("portal.E024", {}, "X_FRAME_OPTIONS = 'SAMEORIGIN'"),
    ("portal.E025", {}, "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')"),
    ("portal.E025", {}, "USE_X_FORWARDED_HOST = True"),
]


@pytest.mark.parametrize(("rule", "environment", "settings"), UNSAFE)
def test_unsafe_portal_does_not_start(tmp_path, rule, environment, settings):
    ended = production.manage(tmp_path, "check", settings=settings, **environment)
    assert ended.returncode != 0
    assert rule in ended.stderr


def test_every_rule_has_been_tried():
    assert {rule for rule, _, _ in UNSAFE} == set(checks.RULES)


@pytest.mark.parametrize(
    ("rule", "environment", "settings"),
    [
        ("portal.W001", {"DATABASE_URL": "postgresql://portal@db.gov.invalid/portal"}, ""),
        ("portal.W002", {}, "SITE_CODE_HOURS = 48"),
    ],
)
def test_advice_is_a_warning(tmp_path, rule, environment, settings):
    ended = production.manage(tmp_path, "check", "--fail-level", "WARNING", settings=settings, **environment)
    assert ended.returncode != 0
    assert rule in ended.stderr


def test_complete_portal_has_nothing_to_complain_about(tmp_path):
    ended = production.manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode == 0, ended.stderr


def test_everything_missing_is_named_at_once(tmp_path):
    nothing = dict.fromkeys(set(production.ENVIRONMENT) - {"DJANGO_SETTINGS_MODULE"})
    ended = production.manage(tmp_path, "check", **nothing)
    assert ended.returncode != 0
    for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "AUDIT_KEY", "CHECK_CODE_KEY", "OTP_PEPPER", "ALLOWED_HOSTS"):
        assert f"{name}（或 {name}_FILE）" in ended.stderr
    for name in ("INTERNAL_HOSTS", "PORTAL_ORIGINS", "DATABASE_URL"):
        assert f"{name}（或 {name}_FILE）" in ended.stderr


def test_secrets_come_from_files(tmp_path):
    (tmp_path / "key").write_text(production.ENVIRONMENT["SECRET_KEY"] + "\n")
    ended = production.manage(tmp_path, "check", SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert ended.returncode == 0, ended.stderr


def test_secret_file_that_is_not_there_is_named(tmp_path):
    ended = production.manage(tmp_path, "check", SECRET_KEY=None, SECRET_KEY_FILE="/nowhere/key")
    assert ended.returncode != 0
    assert "SECRET_KEY_FILE" in ended.stderr


def test_web_server_refuses_too(tmp_path):
    ended = production.start("import portal.wsgi", tmp_path, settings="X_FRAME_OPTIONS = 'SAMEORIGIN'")
    assert ended.returncode != 0
    assert "portal.E024" in ended.stderr


def test_web_server_starts_when_all_is_well(tmp_path):
    ended = production.start("import portal.wsgi", tmp_path)
    assert ended.returncode == 0, ended.stderr
