"""File names as users give them, made safe to show, to store and to send back."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 200
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.I)
_ALIASES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}


def clean_name(raw: str) -> str:
    """The last part of a path without invisible, directing or forbidden characters, at most 200 characters."""
    name = unicodedata.normalize("NFC", (raw or "").encode("utf-8", "ignore").decode())
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if char.isspace() else char for char in name if char.isspace() or _visible(char))
    name = _FORBIDDEN.sub("_", re.sub(r" +", " ", name)).strip(" .")
    if _DEVICES.match(name):
        name = f"_{name}"
    return _shorten(name) or "附件"


def _visible(char: str) -> bool:
    """No controls, direction marks, surrogates, private or unassigned characters."""
    return not unicodedata.category(char).startswith("C")


def _shorten(name: str) -> str:
    if len(name) <= MAX_LENGTH:
        return name
    suffix = PurePosixPath(name).suffix[:10]
    return name[: MAX_LENGTH - len(suffix)].rstrip(" .") + suffix


def with_extension(name: str, kind: str) -> str:
    """`name` ending in .`kind`; an ending that says something else is replaced, so that the file opens."""
    stem, dot, ending = name.rpartition(".")
    if dot and stem and _ALIASES.get(ending.lower(), ending.lower()) == kind:
        return name
    known = {"pdf", "jpg", "jpeg", "png", "doc", "docx", "xls", "xlsx"}
    if not (dot and stem and ending.lower() in known):
        stem = name
    return _shorten(f"{stem}.{kind}")
