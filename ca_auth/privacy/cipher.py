"""Authenticated encryption of small records under a ring of keys.

Record: version (1 byte) | suite (1) | key id (2) | nonce (12) | ciphertext | tag (16). The key id is derived from the
key itself, so turning the ring needs no numbering: the new key becomes FIELD_KEY, the old one moves to FIELD_KEYS.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
AES_256_GCM = 1
HEADER_LENGTH = 4
NONCE_LENGTH = 12
TAG_LENGTH = 16
OVERHEAD = HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH


class Tampered(Exception):
    """A record was changed, moved to another row or column, or sealed under a key that is not in the ring."""

    message = "数据校验未通过，请联系系统管理员"

    def __init__(self, place: str = "") -> None:
        super().__init__(f"{self.message}（{place}）" if place else self.message)


def _derive(key: str, info: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(key.encode())


@lru_cache(maxsize=32)
def _keyed(key: str) -> tuple[bytes, AESGCM]:
    """Id and cipher of one key of the ring."""
    return _derive(key, "portal/field/id", 2), AESGCM(_derive(key, "portal/field/aes-256-gcm", 32))


def _current() -> tuple[bytes, AESGCM]:
    if not settings.FIELD_KEY:
        raise ImproperlyConfigured("FIELD_KEY 未设置：无法加密个人信息")
    return _keyed(settings.FIELD_KEY)


def _ring() -> dict[bytes, AESGCM]:
    """Every key that may open a record: former ones (setting FIELD_KEYS, optional) and the current one."""
    return dict([*(_keyed(key) for key in getattr(settings, "FIELD_KEYS", ())), _current()])


def encrypt_bytes(data: bytes, *, aad: str) -> bytes:
    """Seal ``data``; it opens only with the same ``aad``, which names its place (model, field, row)."""
    key_id, cipher = _current()
    header = bytes((VERSION, AES_256_GCM)) + key_id
    nonce = os.urandom(NONCE_LENGTH)
    return header + nonce + cipher.encrypt(nonce, data, header + aad.encode())


def decrypt_bytes(record: bytes, *, aad: str) -> bytes:
    """Open what ``encrypt_bytes`` sealed.

    Raises:
        Tampered: the record, its place or its key is not the one it was sealed with.
    """
    record = bytes(record)
    header, nonce = record[:HEADER_LENGTH], record[HEADER_LENGTH : HEADER_LENGTH + NONCE_LENGTH]
    cipher = _ring().get(header[2:])
    if len(record) < OVERHEAD or header[:2] != bytes((VERSION, AES_256_GCM)) or cipher is None:
        raise Tampered
    try:
        return cipher.decrypt(nonce, record[HEADER_LENGTH + NONCE_LENGTH :], header + aad.encode())
    except InvalidTag:
        raise Tampered from None
