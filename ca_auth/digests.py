"""Keyed digests: what must be found again or compared, but not read from a copy of the database."""

import hmac

from django.conf import settings


def keyed_digest(label: str, value: str) -> str:
    """HMAC-SHA-256 in hex under the index key; ``label`` keeps digests of different things apart."""
    key = settings.INDEX_KEY or settings.SECRET_KEY
    return hmac.new(key.encode(), f"{label}\0{value}".encode(), "sha256").hexdigest()
