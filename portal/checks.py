"""Production refuses to start unsafe: every rule here yields what is wrong and what to set instead.

Rules hold for every settings module that is not a demo; `portal.wsgi` and every manage.py command run them.
"""

import ipaddress
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "AUDIT_KEY", "CHECK_CODE_KEY", "OTP_PEPPER")
KEY_MIN_LENGTH = 32
KEY_MIN_DIFFERENT = 12
KNOWN_WORDS = (
    "test",
    "insecure",
    "changeme",
    "change-me",
    "default",
    "example",
    "of-no-value",
    "password",
    "secret-key",
)
YEAR = 365 * 24 * 3600
MUST_STAND_IN_FRONT = (
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.security_headers.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.text_guard.TextGuardMiddleware",
    "ca_auth.middleware.SiteSessionMiddleware",
    "ca_auth.middleware.PolicyMiddleware",
    "portal.middleware.read_only_get.ReadOnlyGetMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
)
DEMO_WORDS = ("console", "demo", "outbox", "dummy", "locmem", "simulat")

Rule = Callable[[], Iterator[str]]
RULES: dict[str, Rule] = {}
ADVICE: dict[str, Rule] = {}


def rule(number: str) -> Callable[[Rule], Rule]:
    """An unsafe setting that stops the start."""
    return lambda function: RULES.setdefault(f"portal.{number}", function)


def advice(number: str) -> Callable[[Rule], Rule]:
    """A setting that is allowed, but should be better: a warning."""
    return lambda function: ADVICE.setdefault(f"portal.{number}", function)


@register("portal")
def check_settings(app_configs=None, **kwargs) -> list[CheckMessage]:
    if settings.DEMO_MODE and not settings.PRODUCTION:
        return []
    errors = [Error(text, id=number) for number, found in RULES.items() for text in found()]
    return errors + [Warning(text, id=number) for number, found in ADVICE.items() for text in found()]


@rule("E001")
def debug_is_on() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG 已打开：出错页面会显示源码和设置，请关闭。"


@rule("E002")
def demo_mode_is_on() -> Iterator[str]:
    if settings.DEMO_MODE:
        yield "DEMO_MODE 已打开：演示账户、演示证书和演示短信页面会对外开放，请关闭。"


@rule("E003")
def key_is_missing_or_short() -> Iterator[str]:
    for name in KEYS:
        if len(getattr(settings, name, "")) < KEY_MIN_LENGTH:
            yield f"{name} 缺失或少于 {KEY_MIN_LENGTH} 个字符，请用 manage.py new_key 生成随机值。"


@rule("E004")
def key_can_be_guessed() -> Iterator[str]:
    for name in KEYS:
        value = getattr(settings, name, "")
        if value and (len(set(value)) < KEY_MIN_DIFFERENT or any(word in value.lower() for word in KNOWN_WORDS)):
            yield f"{name} 不是随机值（字符重复过多或含示例字样），请重新生成。"


@rule("E005")
def key_serves_two_purposes() -> Iterator[str]:
    seen: dict[str, str] = {}
    for name in KEYS:
        value = getattr(settings, name, "")
        if value and value in seen:
            yield f"{name} 与 {seen[value]} 相同：每个密钥只能有一个用途。"
        seen.setdefault(value, name)


@rule("E006")
def database_is_no_server() -> Iterator[str]:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield "DATABASE_URL 须指向 PostgreSQL：SQLite 只用于演示。"


@rule("E007")
def pool_recovers_too_late() -> Iterator[str]:
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") and (
        not isinstance(pool, dict) or not 0 < pool.get("reconnect_timeout", 300) <= 10
    ):
        yield "数据库连接池缺少 reconnect_timeout（不超过 10 秒）：数据库恢复后门户会继续中断。"


@rule("E008")
def host_is_open() -> Iterator[str]:
    if not settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS 为空。"
    for host in settings.ALLOWED_HOSTS:
        if host == "*" or host.startswith("."):
            yield f"ALLOWED_HOSTS 含通配 {host!r}，请逐个写出域名。"


@rule("E009")
def internal_site_is_open() -> Iterator[str]:
    if not settings.INTERNAL_HOSTS:
        yield "INTERNAL_HOSTS 为空：内网审核端会对所有域名开放。"
    for host in settings.INTERNAL_HOSTS:
        if host not in settings.ALLOWED_HOSTS:
            yield f"INTERNAL_HOSTS 的 {host} 不在 ALLOWED_HOSTS 中。"
    if settings.INTERNAL_HOSTS and set(settings.ALLOWED_HOSTS) <= set(settings.INTERNAL_HOSTS):
        yield "ALLOWED_HOSTS 与 INTERNAL_HOSTS 相同：公网域名和内网域名须分开。"


@rule("E010")
def cookie_is_weak() -> Iterator[str]:
    for kind in ("SESSION", "CSRF"):
        if not getattr(settings, f"{kind}_COOKIE_SECURE"):
            yield f"{kind}_COOKIE_SECURE 已关闭：Cookie 会以明文传送。"
        if not getattr(settings, f"{kind}_COOKIE_HTTPONLY"):
            yield f"{kind}_COOKIE_HTTPONLY 已关闭：脚本可以读取 Cookie。"
        if getattr(settings, f"{kind}_COOKIE_SAMESITE") not in {"Lax", "Strict"}:
            yield f"{kind}_COOKIE_SAMESITE 须为 Lax 或 Strict。"

    for name in ("SESSION_COOKIE_NAME", "INTERNAL_SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"):
        if not getattr(settings, name).startswith("__Host-"):
            yield f"{name} 须以 __Host- 开头。"


@rule("E011")
def transport_is_plain() -> Iterator[str]:
    if not settings.SECURE_SSL_REDIRECT:
        yield "SECURE_SSL_REDIRECT 已关闭：页面可以用 http 打开。"
    if settings.SECURE_HSTS_SECONDS < YEAR:
        yield "SECURE_HSTS_SECONDS 少于一年。"


@rule("E012")
def origin_is_plain() -> Iterator[str]:
    if not settings.PORTAL_ORIGINS:
        yield "PORTAL_ORIGINS 为空：证书登录无法核对签名的网址。"
    for origin in [*settings.PORTAL_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS]:
        parts = urlsplit(origin)
        if parts.scheme != "https" or not parts.netloc or parts.path or "*" in origin:
            yield f"网址 {origin!r} 须形如 https://域名，不带路径和通配符。"


@rule("E013")
def content_policy_is_open() -> Iterator[str]:
    policy = getattr(settings, "CONTENT_SECURITY_POLICY", {}).get("DIRECTIVES", {})
    if "default-src" not in policy:
        yield "CONTENT_SECURITY_POLICY 缺少 default-src。"
    for directive, sources in policy.items():
        for source in sources if isinstance(sources, list | tuple) else []:
            if source in {"*", "http:", "https:"} or "unsafe" in source:
                yield f"CONTENT_SECURITY_POLICY 的 {directive} 含 {source}，页面可被注入脚本。"


@rule("E014")
def agent_is_elsewhere() -> Iterator[str]:
    for url in settings.AGENT_URLS:
        host = urlsplit(url).hostname or ""
        if host != "localhost" and not _is_loopback(host):
            yield f"AGENT_URLS 的 {url} 不是本机地址：证书驱动只能在用户自己的电脑上。"


@rule("E015")
def middleware_is_missing() -> Iterator[str]:
    for name in MUST_STAND_IN_FRONT:
        if name not in settings.MIDDLEWARE:
            yield f"MIDDLEWARE 缺少 {name}。"


@rule("E016")
def passwords_are_weakly_hashed() -> Iterator[str]:
    if "argon2" not in settings.PASSWORD_HASHERS[0].lower():
        yield "PASSWORD_HASHERS 的第一项须为 Argon2。"


@rule("E017")
def jobs_are_not_queued() -> Iterator[str]:
    backend = settings.TASKS["default"]["BACKEND"]
    if "immediate" in backend or "dummy" in backend:
        yield f"TASKS 使用 {backend}：后台任务会在网页请求中执行或丢失。"


@rule("E018")
def gateway_is_a_demo() -> Iterator[str]:
    for name in ("SMS_BACKEND", "PHONE_IDENTITY_BACKEND", "PERSON_REGISTRY_BACKEND"):
        value = str(getattr(settings, name, "") or "")
        if not value or any(word in value.lower() for word in DEMO_WORDS):
            yield f"{name} 未接入正式平台（当前：{value or '空'}）。"


@rule("E019")
def upload_has_no_limit() -> Iterator[str]:
    for name in ("DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_NUMBER_FILES"):
        if getattr(settings, name) is None:
            yield f"{name} 没有上限。"


@rule("E020")
def files_lie_under_the_web_root() -> Iterator[str]:
    static, media = Path(settings.STATIC_ROOT).resolve(), Path(settings.MEDIA_ROOT).resolve()
    if media == static or static in media.parents or media in static.parents:
        yield "MEDIA_ROOT 与 STATIC_ROOT 重叠：上传的文件会不经权限检查对外公开。"


@rule("E021")
def printing_is_too_old() -> Iterator[str]:
    if int(version("weasyprint").split(".")[0]) < 70:
        yield "weasyprint 低于 70：打印时可能访问网络（CVE-2026-55073）。"


@rule("E022")
def session_runs_code() -> Iterator[str]:
    if "Pickle" in settings.SESSION_SERIALIZER:
        yield "SESSION_SERIALIZER 使用 pickle：会话内容可执行代码。"


@rule("E023")
def session_lives_beside_the_database() -> Iterator[str]:
    if not settings.SESSION_ENGINE.startswith("ca_auth.session"):
        yield f"SESSION_ENGINE 须用 ca_auth 自带的会话存储，退出才能立即生效（现为 {settings.SESSION_ENGINE}）。"
    shared = settings.CACHES["default"]["BACKEND"].endswith("FailOpenRedisCache")
    if settings.SESSION_ENGINE.endswith("cached_db") and not shared:
        yield "SESSION_ENGINE 为 cached_db 而缓存不由各进程共用：退出登录后其他进程仍会放行，请设置 CACHE_URL。"


@rule("E024")
def frames_are_allowed() -> Iterator[str]:
    if settings.X_FRAME_OPTIONS != "DENY":
        yield "X_FRAME_OPTIONS 须为 DENY。"


@rule("E025")
def proxy_is_trusted_blindly() -> Iterator[str]:
    if settings.SECURE_PROXY_SSL_HEADER and settings.TRUSTED_PROXY_COUNT < 1:
        yield "SECURE_PROXY_SSL_HEADER 已设置而 TRUSTED_PROXY_COUNT 为 0：任何人都可伪造 https。"
    if settings.USE_X_FORWARDED_HOST:
        yield "USE_X_FORWARDED_HOST 已打开：任何人都可伪造域名。"


@advice("W001")
def database_speaks_plainly() -> Iterator[str]:
    database = settings.DATABASES["default"]
    local = database["HOST"].startswith("/") or database["HOST"] in {"", "localhost"} or _is_loopback(database["HOST"])
    if not local and database.get("OPTIONS", {}).get("sslmode") != "verify-full":
        yield "DATABASE_URL 没有 sslmode=verify-full：与数据库的连接可被窃听。"


@advice("W002")
def code_lives_long() -> Iterator[str]:
    if getattr(settings, "SITE_CODE_HOURS", 24) > 24:
        yield "SITE_CODE_HOURS 超过 24：动态码的有效期不应长于操作手册规定的一天。"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
