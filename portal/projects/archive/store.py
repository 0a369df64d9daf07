"""Archives on disk: sealed in pieces, so that neither writing nor sending one holds the whole in memory.

Each piece is sealed for its place, its number and whether it is the last: pieces cannot be swapped, left out or added.
"""

import os
import secrets
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from ca_auth.privacy import decrypt_bytes, encrypt_bytes

PIECE = 1024 * 1024
UNFINISHED_SECONDS = 3600
_LENGTH = struct.Struct(">I")


def root() -> Path:
    return Path(settings.DATA_DIR) / "archives"


def new_name() -> str:
    return secrets.token_hex(16)


def save(name: str, source: BinaryIO) -> int:
    """Seal what stands in `source` from its beginning; whole or not at all. Gives its size in bytes.

    Raises:
        OSError: the disk refuses; nothing is left behind.
    """
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    part, size = root() / f"{name}.part", 0
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            source.seek(0)
            piece, number = source.read(PIECE), 0
            while True:
                following = source.read(PIECE)
                sealed = encrypt_bytes(piece, aad=_place(name, number, is_last=not following))
                file.write(_LENGTH.pack(len(sealed)) + sealed)
                size += len(piece)
                if not following:
                    break
                piece, number = following, number + 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(root() / name)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size


def exists(name: str) -> bool:
    return bool(name) and (root() / name).is_file()


def pieces(name: str) -> Iterator[bytes]:
    """The document, piece by piece.

    Raises:
        FileNotFoundError: before the first piece. Tampered: a piece is not the one that was written there.
    """
    with (root() / name).open("rb") as file:
        total, number = (root() / name).stat().st_size, 0
        while head := file.read(_LENGTH.size):
            sealed = file.read(_LENGTH.unpack(head)[0])
            yield decrypt_bytes(sealed, aad=_place(name, number, is_last=file.tell() >= total))
            number += 1


def remove(name: str) -> None:
    if name:
        (root() / name).unlink(missing_ok=True)


def leftovers(known: set[str]) -> list[Path]:
    """Files that no row names, once they are an hour old: what a kill has left."""
    before = time.time() - UNFINISHED_SECONDS
    found = root().glob("*") if root().exists() else ()
    return [path for path in found if path.name not in known and path.stat().st_mtime < before]


def _place(name: str, number: int, *, is_last: bool) -> str:
    return f"projects.archive|{name}|{number}|{'last' if is_last else 'more'}"
