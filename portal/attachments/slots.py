"""Named places for files, declared by each filing type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024
MAX_BYTES = 20 * MIB
MAX_PIXELS = 16_000_000
FORMATS = frozenset({"pdf", "jpg", "png", "doc", "docx", "xls", "xlsx"})
SCANS = frozenset({"pdf", "jpg", "png"})
_ORDER = ("pdf", "jpg", "png", "doc", "docx", "xls", "xlsx")


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One place: what it is called, when it must be filled and what may lie in it.

    `required` may ask the filing (manuals: 如设置了维修资金，则须上传…); `condition_text` then says so in words.
    `max_bytes` counts bytes (1 MB = 1,048,576) and is itself allowed; `max_pages` is for PDF, `max_pixels` for
    pictures.
    """

    name: str
    label: str
    required: bool | Callable[[Any], bool] = True
    accept: frozenset[str] = SCANS
    max_bytes: int = MAX_BYTES
    max_files: int = 1
    max_pages: int = 50
    max_pixels: int = MAX_PIXELS
    hint: str = ""
    condition_text: str = ""

    def __post_init__(self) -> None:
        unknown = self.accept - FORMATS
        if unknown or not self.accept:
            raise ValueError(f"{self.name}: unknown formats {sorted(unknown)}")
        if self.max_bytes < 1 or self.max_files < 1 or self.max_pages < 1:
            raise ValueError(f"{self.name}: limits must be positive")

    def is_required(self, filing: Any) -> bool:
        """Whether `filing` cannot be submitted without a file here."""
        return self.required(filing) if callable(self.required) else self.required

    @property
    def extensions(self) -> list[str]:
        """For the file dialog: .pdf, .jpg, .jpeg, …"""
        names = {"jpg": (".jpg", ".jpeg")}
        return [name for kind in _ORDER if kind in self.accept for name in names.get(kind, (f".{kind}",))]

    @property
    def formats_text(self) -> str:
        """PDF、JPG、PNG"""
        return "、".join(kind.upper() for kind in _ORDER if kind in self.accept)
