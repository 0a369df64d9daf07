"""Files at rest: each under a key of its own, and that key under the portal's.

Destroying the row's key makes every copy of the file unreadable, the ones in backups too.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ca_auth.privacy import Tampered, decrypt_bytes, encrypt_bytes
from portal.attachments.errors import FileDamaged

_NONCE = 12


def _key_place(row_uuid: object) -> str:
    return f"attachments.Attachment.sealed_key|{row_uuid}"


def seal(data: bytes, *, row_uuid: object) -> tuple[bytes, bytes]:
    """(sealed key for the row, sealed bytes for the disk)."""
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, data, str(row_uuid).encode())
    return encrypt_bytes(key, aad=_key_place(row_uuid)), sealed


def unseal(sealed_key: bytes, sealed: bytes, *, row_uuid: object) -> bytes:
    """Raises FileDamaged: the bytes, the key or the row are not the ones that belong together."""
    try:
        key = decrypt_bytes(bytes(sealed_key), aad=_key_place(row_uuid))
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], str(row_uuid).encode())
    except (Tampered, InvalidTag, ValueError) as error:
        raise FileDamaged(f"附件内容校验未通过：{row_uuid}") from error
