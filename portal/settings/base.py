"""Settings that hold everywhere, safe by default. dev, test and production derive from here."""

from pathlib import Path

from csp.constants import NONE, SELF

from portal import log
from portal.settings import env

BASE_DIR = env.BASE_DIR
DATA_DIR: Path = env.data_dir()

DEBUG = False
DEMO_MODE = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ca_auth.apps.InternalAdminConfig",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "ca_auth",
    "portal.ui",
    "portal.notices",
    "portal.search",
    "portal.printing",
    "portal.attachments",
    "portal.filing",
    "portal.projects",
    "portal.review",
    "repair_projects",
    "credit_handbook",
    "maintenance_fund",
    "contracts",
    "safety_standard",
    "workforce",
    "portal",
]

# From the outside in: what every answer carries (refusals included), then what is refused, then who asks.
MIDDLEWARE = [
    "portal.middleware.request_id.RequestIdMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.security_headers.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.two_sites.TwoSitesMiddleware",
    "portal.middleware.same_origin.SameOriginMiddleware",
    "portal.middleware.text_guard.TextGuardMiddleware",
    "portal.middleware.not_allowed.NotAllowedMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.read_only_get.ReadOnlyGetMiddleware",
    "ca_auth.middleware.SiteSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ca_auth.middleware.IdentityMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ca_auth.middleware.PolicyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.shell",
            ],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# All security state lives in the database; a cache may be lost at any moment.
SESSION_ENGINE = "ca_auth.session_stores.db"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "ca_auth.Account"
LOGIN_URL = "/auth/"
AUTHENTICATION_BACKENDS = ["ca_auth.backends.CertificateBackend", "ca_auth.backends.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["portal.passwords.BoundedArgon2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
# Beside vendor/ lie the fonts of the printed forms, which no browser needs.
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "static_vendor" / "vendor")]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_storage.PortalStaticStorage"},
}
# Counted while arriving and never written to a temporary folder.
FILE_UPLOAD_HANDLERS = ["portal.attachments.upload_handler.CappedUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 512 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = "portal_session"
INTERNAL_SESSION_COOKIE_NAME = "internal_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 5

CA_AUTH_CHALLENGE_TTL = 120
CA_AUTH_REVOCATION = "require"
CA_AUTH_CRL_GRACE = 0
CA_AUTH_RECHECK_MINUTES = 10
CA_AUTH_ALLOWED_ALGS = ["RS256", "ES256", "SM2SM3"]
CA_AUTH_IDLE_MINUTES, CA_AUTH_ABSOLUTE_HOURS = 30, 12
CA_AUTH_STAFF_IDLE_MINUTES, CA_AUTH_STAFF_ABSOLUTE_HOURS = 15, 8

AGENT_PORT = env.number("AGENT_PORT", 17880)
AGENT_URLS = env.words("AGENT_URLS", f"http://127.0.0.1:{AGENT_PORT}")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *AGENT_URLS],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Keys for one purpose each; production reads them from files.
FIELD_KEY = env.text("FIELD_KEY")
INDEX_KEY = env.text("INDEX_KEY")
AUDIT_KEY = env.text("AUDIT_KEY")
CHECK_CODE_KEY = env.text("CHECK_CODE_KEY")
OTP_PEPPER = env.text("OTP_PEPPER")

# PRODUCTION turns the checks of portal/checks.py on; TRUSTED_PROXY_COUNT is how many proxies of ours stand in front.
PRODUCTION = False
TRUSTED_PROXY_COUNT = 0
# Where browsers reach the portal; a certificate signature names one of these, never the Host header.
PORTAL_ORIGINS = env.words("PORTAL_ORIGINS", f"http://127.0.0.1:{env.number('PORT', 8000)}")

# Gateways to the outside: dotted path of a class, and what the HTTP ones need.
SMS_BACKEND = env.text("SMS_BACKEND", "ca_auth.gateways.sms.ConsoleSms")
SMS_URL = env.text("SMS_URL")
SMS_KEY = env.text("SMS_KEY")
PHONE_IDENTITY_BACKEND = env.text("PHONE_IDENTITY_BACKEND", "ca_auth.gateways.phone_identity.DemoPhoneIdentity")
PHONE_IDENTITY_URL = env.text("PHONE_IDENTITY_URL")
PHONE_IDENTITY_KEY = env.text("PHONE_IDENTITY_KEY")
PERSON_REGISTRY_BACKEND = env.text("PERSON_REGISTRY_BACKEND", "ca_auth.gateways.person_registry.DemoPersonRegistry")
PERSON_REGISTRY_URL = env.text("PERSON_REGISTRY_URL")
PERSON_REGISTRY_KEY = env.text("PERSON_REGISTRY_KEY")

PRINT_WHEN_APPROVED = env.flag("PRINT_WHEN_APPROVED", True)
INTERNAL_HOSTS = env.words("INTERNAL_HOSTS")

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
LOGGING = log.configuration(level=LOG_LEVEL, json=False)
