"""Rendered prints on disk, sealed like everything personal: a second print of the same content is a file read.

A submitted content never changes, so its print is known by the hash of the content, the variant (state, number) and
the hash of everything that decides how the paper looks. A changed template makes new files; sweep() removes the old.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from ca_auth.privacy import Tampered, decrypt_bytes, encrypt_bytes
from portal.printing.pool import own_fonts

logger = logging.getLogger("portal.printing")
PRINT, SOURCE = "pdf", "html"
UNFINISHED_SECONDS = 3600


def key_of(sha256: str, variant: str = "") -> str:
    """Name of the print of this content: 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps([sha256, variant, appearance()]).encode()).hexdigest()


def appearance() -> str:
    """Hash of everything that decides how a print looks: templates, sheets, fonts, renderer, the portal's address."""
    measure = _appearance.__wrapped__ if settings.DEBUG else _appearance
    return measure(Path(settings.BASE_DIR), tuple(settings.PORTAL_ORIGINS))


@cache
def _appearance(base: Path, origins: tuple[str, ...]) -> str:
    digest = hashlib.sha256(f"{version('weasyprint')} {version('segno')} {origins}".encode())
    files = [*(base / "templates" / "print").rglob("*.*"), *(base / "portal" / "printing").glob("*.py")]
    files += [*base.glob("*/printing.py"), *base.glob("portal/*/printing.py"), own_fonts() / "fonts.json"]
    for path in sorted(files):
        if path.is_file():
            digest.update(f"{path.relative_to(base)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def load(key: str, kind: str = PRINT) -> bytes | None:
    """The stored document, or None when it is missing or has been tampered with (it is then made again)."""
    try:
        sealed = _path(key, kind).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return decrypt_bytes(sealed, aad=_place(key, kind))
    except Tampered:
        logger.error("stored print %s does not open; it will be made again", key)
        return None


def save(key: str, content: bytes, kind: str = PRINT) -> None:
    """Store whole or not at all. Raises OSError when the disk refuses."""
    path = _path(key, kind)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            file.write(encrypt_bytes(content, aad=_place(key, kind)))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def remove(key: str, kind: str) -> None:
    _path(key, kind).unlink(missing_ok=True)


def sweep() -> int:
    """Remove the prints of former templates and what a crash left unfinished; gives how many entries went."""
    removed = 0
    for folder in _root().glob("*"):
        if folder != _folder():
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    for part in _folder().glob("*.part"):
        if time.time() - part.stat().st_mtime > UNFINISHED_SECONDS:
            part.unlink(missing_ok=True)
            removed += 1
    return removed


def _root() -> Path:
    return Path(settings.DATA_DIR) / "prints"


def _folder() -> Path:
    return _root() / appearance()[:16]


def _path(key: str, kind: str) -> Path:
    return _folder() / f"{key}.{kind}"


def _place(key: str, kind: str) -> str:
    return f"printing|{kind}|{key}"
