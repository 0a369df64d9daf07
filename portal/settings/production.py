"""The portal in service. Nothing has a default that would be unsafe: what is missing is listed, and nothing starts."""

from portal import log
from portal.settings.base import *  # noqa: F403
from portal.settings.base import LOG_LEVEL, STORAGES, env

PRODUCTION = True
DEBUG = False
DEMO_MODE = False

SECRET_KEY = env.required("SECRET_KEY", "会话与表单签名")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
FIELD_KEY = env.required("FIELD_KEY", "身份证号、手机号等字段的加密")
INDEX_KEY = env.required("INDEX_KEY", "加密字段的精确查找")
AUDIT_KEY = env.required("AUDIT_KEY", "审计记录的防篡改")
CHECK_CODE_KEY = env.required("CHECK_CODE_KEY", "打印件校验码")
OTP_PEPPER = env.required("OTP_PEPPER", "动态码的存储")

env.required("ALLOWED_HOSTS", "允许访问的域名，逗号分隔")
env.required("INTERNAL_HOSTS", "内网审核端的域名，逗号分隔")
env.required("PORTAL_ORIGINS", "门户的网址（https://…），证书登录签名与跨站校验使用")
PORTAL_ORIGINS = env.words("PORTAL_ORIGINS")
CSRF_TRUSTED_ORIGINS = PORTAL_ORIGINS

DATABASES = {"default": env.database(env.required("DATABASE_URL", "数据库地址") or "sqlite://")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 2,
        "max_size": max(2, env.number("WEB_THREADS", 4)),
        "timeout": 3,
        # The default back-off doubles up to five minutes: the portal would stay down long after the database is back.
        "reconnect_timeout": 4,
        "max_lifetime": 1800,
    }

CACHE_URL = env.text("CACHE_URL")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "portal.cache.FailOpenRedisCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }
    SESSION_ENGINE = "ca_auth.session_stores.cached_db"

STORAGES["staticfiles"] = {"BACKEND": "portal.static_storage.CompressedPortalStaticStorage"}

TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
INTERNAL_SESSION_COOKIE_NAME = "__Host-internal"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING = log.configuration(level=LOG_LEVEL, json=True)

env.stop_if_faulty()
