"""Log lines: JSON in production, plain in the demo, and never an ID number, a phone, a key or a token in clear."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx])(?![0-9A-Za-z])")
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)\d{4}(\d{4})(?!\d)")
TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
PEM = re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL)
NAMED = re.compile(
    r"(?i)\b((?:[a-z_]*(?:password|passwd|secret|token|pepper|_key|sessionid|csrf\w*|pin|otp|code)))\b(['\"]?\s*[=:]\s*)"
    r"(['\"]?)[^\s'\",;&)]{4,}"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def redact(text: str) -> str:
    """The text with everything masked that could tell who somebody is or open a door."""
    text = PEM.sub("[密钥]", text)
    text = TOKEN.sub("[令牌]", text)
    text = NAMED.sub(r"\1\2\3[隐去]", text)
    text = ID_NUMBER.sub(_mask_id_number, text)
    return PHONE.sub(r"\1****\2", text)


def _mask_id_number(found: re.Match) -> str:
    """Filing numbers may have 18 digits too: only those with a valid check digit (GB 11643) are masked."""
    number = found.group(1).upper()
    check = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11
    return f"{number[:3]}***********{number[-4:]}" if number[-1] == "10X98765432"[check] else found.group(0)


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that arguments and tracebacks are covered; one event is always one line."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        return redact(super().format(record)).replace("\r", "\\r").replace("\n", "\n  ")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": request_id.get(),
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def configuration(*, level: str, json: bool) -> dict:
    """Django's LOGGING: everything to standard error, from where the service manager takes it."""
    formatter = "portal.log.JsonFormatter" if json else "portal.log.RedactingFormatter"
    plain = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "format": plain}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "portal": {"level": level},
            "portal.access": {"level": level if json else "WARNING"},
        },
    }
