"""The check code of a print: whoever holds the paper can ask the portal whether it says what was filed."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I
LENGTH = 10


def check_code(number: str, sha256: str) -> str:
    """Ten characters (50 bits) that belong to this number and this content, as `ABCDE-FGHJK`."""
    if not settings.CHECK_CODE_KEY:
        raise ImproperlyConfigured("CHECK_CODE_KEY is empty")
    message = f"print-check/1\n{number}\n{sha256}".encode()
    digest = hmac.digest(settings.CHECK_CODE_KEY.encode(), message, hashlib.sha256)
    bits = int.from_bytes(digest[:7], "big")
    code = "".join(ALPHABET[bits >> 5 * position & 31] for position in range(LENGTH))
    return f"{code[:5]}-{code[5:]}"


def matches(code: str, number: str, sha256: str) -> bool:
    """Whether `code` is that of this number and content; spaces, dashes, case and full width do not matter."""
    typed = "".join(c for c in unicodedata.normalize("NFKC", code)[:40].upper() if c.isalnum())
    expected = check_code(number, sha256).replace("-", "")
    return hmac.compare_digest(typed.encode("utf-8"), expected.encode("ascii"))
