"""Refuse to start where prints would be slow, ugly or unsafe."""

from __future__ import annotations

import ctypes
from importlib.metadata import PackageNotFoundError, version

from django.core.checks import CheckMessage, Error, Warning, register

from portal.printing.pool import SYSTEM_FONTS, own_fonts

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",  # without it fonts are cut in Python: 20 times slower
}
OWN_FONTS = ("PortalSong-Regular.ttf", "PortalHei-Regular.ttf", "PortalHei-Bold.ttf")


@register()
def check_printing(app_configs=None, **kwargs) -> list[CheckMessage]:
    return [*_libraries(), *_renderer(), *_fonts()]


def _libraries() -> list[CheckMessage]:
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    hint = f"apt-get install {' '.join(missing)}"
    return [Error(f"打印需要的系统库缺失：{'、'.join(missing)}", hint=hint, id="printing.E001")] if missing else []


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _renderer() -> list[CheckMessage]:
    """Before version 70 the renderer loads style sheets past our own fetcher (CVE-2026-55073)."""
    try:
        found = version("weasyprint")
    except PackageNotFoundError:
        found = "0"
    if found.split(".")[0] == "70":
        return []
    return [Error(f"WeasyPrint 应为 70.x，现为 {found}", hint="按 requirements.lock 安装", id="printing.E002")]


def _fonts() -> list[CheckMessage]:
    if not any(SYSTEM_FONTS.glob("Noto*CJK*.ttc")):
        hint = "apt-get install fonts-noto-cjk"
        return [Error("打印字体缺失：生僻字无法打印", hint=hint, id="printing.E003")]
    if not all((own_fonts() / name).is_file() for name in OWN_FONTS):
        hint = "scripts/build_fonts.py"
        return [Warning("打印用的小字体尚未生成，打印文件会大四倍", hint=hint, id="printing.W004")]
    return []
