"""The one reader of environment variables. Every name read through it is listed in docs/settings.md (a test compares).

A wrong value does not raise where it is read: it is noted, and `stop_if_faulty()` at the end of each settings module
refuses to start with one list of everything that has to be put right.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

faults: list[str] = []


def text(name: str, default: str = "") -> str:
    """Value of NAME, or the content of the file that NAME_FILE names (secrets come as files in production)."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{name}_FILE：文件 {path} 无法读取（{type(error).__name__}）")
        return default


def required(name: str, purpose: str) -> str:
    """Value of NAME; when it is missing, `stop_if_faulty` says so, and what it is for."""
    value = text(name)
    if not value:
        faults.append(f"{name}（或 {name}_FILE）：未设置，用于{purpose}")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off", ""}:
        faults.append(f"{name}：{value!r} 不是开关值，请填 1 或 0")
    return value in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        faults.append(f"{name}：{value!r} 不是整数")
        return default


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated values, without blanks and empty ones."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def stop_if_faulty() -> None:
    """Raise once, naming everything that is missing or wrong."""
    if faults:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        faults.clear()
        raise ImproperlyConfigured(f"系统没有启动，以下设置缺失或有误（说明见 docs/settings.md）：\n{listed}")


def data_dir() -> Path:
    """Where everything lives that the running portal writes: database, files, demo keys, rendered prints."""
    return Path(text("DATA_DIR", str(BASE_DIR / "var"))).resolve()


def database(url: str) -> dict:
    """Django's settings for sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME?option=value.

    Options of a PostgreSQL address are libpq's (sslmode, sslrootcert …); `host` may name the folder of a socket.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]) or ":memory:")
    if parts.scheme in {"postgresql", "postgres"}:
        return _postgresql(parts)
    faults.append(f"DATABASE_URL：不支持的数据库类型 {parts.scheme!r}，请用 sqlite:///路径 或 postgresql://…")
    return _sqlite(":memory:")


def _sqlite(path: str) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # Deferred transactions fail under concurrent writers even in WAL mode.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        },
    }


def _postgresql(parts) -> dict:
    options = dict(parse_qsl(parts.query))
    try:
        port = parts.port or options.pop("port", "")
    except ValueError:
        faults.append("DATABASE_URL：端口不是数字")
        port = ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "options": "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
            **options,
        },
    }
