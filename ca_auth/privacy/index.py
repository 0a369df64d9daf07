"""Exact search over encrypted columns: a keyed hash beside the ciphertext."""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

INDEX_LENGTH = 16
_OLD_RESIDENT = re.compile(r"[0-9]{15}")
_WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))


def resident_check_character(first_17: str) -> str:
    """The 18th character of a resident number (GB 11643-1999: weights 2^(17-i), modulus 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _lengthen(value: str) -> str:
    """An old 15-digit resident number as its 18-digit successor; anything else as it is."""
    if not _OLD_RESIDENT.fullmatch(value):
        return value
    try:
        date(1900 + int(value[6:8]), int(value[8:10]), int(value[10:12]))
    except ValueError:
        return value
    first_17 = f"{value[:6]}19{value[6:]}"
    return first_17 + resident_check_character(first_17)


def normalise(value: str, kind: str = "id") -> str:
    """One spelling for one meaning: NFKC, no blanks, upper case; ids 15 -> 18, phones without +86 and hyphens."""
    value = re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).upper()
    if kind == "id":
        return _lengthen(value)
    if kind == "phone":
        return re.sub(r"^(\+|00)86", "", value.replace("-", ""))
    return value


def _keyed_hash(label: str, value: str) -> bytes:
    if not settings.INDEX_KEY:
        raise ImproperlyConfigured("INDEX_KEY 未设置：无法检索加密字段")
    return hmac.digest(settings.INDEX_KEY.encode(), f"{label}\0{value}".encode(), hashlib.sha256)


def blind_index(value: str, *, label: str, kind: str = "id") -> bytes | None:
    """16 bytes that are equal for equal values under one label; None for nothing, so that blanks never collide."""
    value = normalise(value, kind)
    return _keyed_hash(label, value)[:INDEX_LENGTH] if value else None


def log_handle(value: str) -> str:
    """12 hexadecimal characters by which log lines of one user can be followed without naming him."""
    return _keyed_hash("log", normalise(value)).hex()[:12]
