"""Files on disk: random names below MEDIA_ROOT, readable by this program alone, complete or not there at all.

A file is written under a temporary name, flushed, and renamed; nothing is ever written over.
"""

import errno
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from portal.attachments.errors import FileDamaged, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "attachments"


def new_name() -> str:
    """ab/ab12…: 128 random bits, spread over 256 folders."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


def stage(data: bytes) -> Path:
    """Write and flush under a temporary name.

    Raises:
        StorageFull: nothing is left behind.
    """
    path = root() / "incoming" / secrets.token_hex(16)
    try:
        _make_folder(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise StorageFull from error
        raise
    return path


def publish(staged: Path, name: str) -> None:
    """Give a staged file its name.

    Raises:
        StorageFull: no room for another folder entry; the staged file is removed.
    """
    target = root() / name
    try:
        _make_folder(target.parent)
        staged.rename(target)
        _flush_folder(target.parent)
    except OSError as error:
        staged.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise StorageFull from error
        raise


def discard(staged: Path) -> None:
    staged.unlink(missing_ok=True)


def read(name: str) -> bytes:
    """Raises FileDamaged when the file is not there."""
    try:
        return (root() / name).read_bytes()
    except FileNotFoundError:
        raise FileDamaged(f"附件文件缺失：{name}") from None


def remove(name: str) -> None:
    (root() / name).unlink(missing_ok=True)


def stored(*, older_than: float = 0) -> Iterator[str]:
    """Names of all published files that were last touched more than `older_than` seconds ago."""
    for path in _files(root(), older_than):
        if path.parent.name != "incoming":
            yield f"{path.parent.name}/{path.name}"


def staged(*, older_than: float) -> Iterator[Path]:
    """Temporary files of uploads that never came to an end."""
    yield from _files(root() / "incoming", older_than)


def _files(folder: Path, older_than: float) -> Iterator[Path]:
    before = time.time() - older_than
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        try:
            if path.is_file() and path.stat().st_mtime <= before:
                yield path
        except FileNotFoundError:
            continue


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _flush_folder(folder: Path) -> None:
    """The rename itself must survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
