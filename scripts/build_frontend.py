#!/usr/bin/env python3
"""Put other people's front-end files where Django serves them: node_modules/ -> static_vendor/vendor/.

Run after `npm ci`. Standard library only; writes a file only when its content differs, so that a second run is
instant and the development server does not reload. axe-core is not copied: only tests read it, from node_modules/.

    scripts/build_frontend.py            build
    scripts/build_frontend.py --check    exit 1 when something is missing or out of date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
SERVED = ROOT / "static_vendor" / "vendor"

COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": SERVED / "bootstrap" / "bootstrap.min.css",
    "bootstrap/LICENSE": SERVED / "bootstrap" / "LICENSE",
    "bootstrap-icons/LICENSE": SERVED / "bootstrap-icons.LICENSE",
    "tom-select/dist/js/tom-select.base.min.js": SERVED / "tom-select" / "tom-select.base.min.js",
    "tom-select/LICENSE": SERVED / "tom-select" / "LICENSE",
}

SPRITE = SERVED / "icons.svg"
ICON_FOLDERS = (
    "templates",
    "portal",
    "ca_auth",
    "repair_projects",
    "contracts",
    "safety_standard",
    "workforce",
    "maintenance_fund",
    "credit_handbook",
)
# {% icon "bell" %}, icon="bell", "icon": "bell" and icon: str = "bell"
ICON_USE = re.compile(
    r"""(?:\{%\s*icon\s+|\bicon(?::\s*str)?\s*=\s*|["']icon["']\s*:\s*)["']([a-z0-9][a-z0-9-]*)["']"""
)
SOURCE_MAP = re.compile(rb"\n?(?:/\*|//)# sourceMappingURL=\S+?(?:\s*\*/)?\s*$")
SVG_PARTS = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)


def used_icons(root: Path = ROOT) -> dict[str, Path]:
    """Every icon name that a template or a Python file of the product writes out, with one file that does."""
    found: dict[str, Path] = {}
    for folder in ICON_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".html", ".py"}:
                for name in ICON_USE.findall(path.read_text("utf-8")):
                    found.setdefault(name, path.relative_to(root))
    return found


def sprite(names: dict[str, Path]) -> str:
    """One SVG of <symbol>s; the portal shows them as <use href="icons.svg#name">."""
    symbols = []
    for name in sorted(names):
        source = MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
        if not source.is_file():
            raise SystemExit(f"{names[name]}: there is no bootstrap-icons icon named {name!r}")
        view_box, body = SVG_PARTS.search(source.read_text("utf-8")).groups()
        symbols.append(f'<symbol id="{name}" viewBox="{view_box}">{" ".join(body.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def wanted() -> dict[Path, bytes]:
    """Every file to be written, with its content."""
    if not MODULES.is_dir():
        raise SystemExit("node_modules/ is missing: run `npm ci` first (scripts/run and scripts/test do)")
    # The maps are not shipped, and the manifest storage would stumble over the references.
    files = {target: SOURCE_MAP.sub(b"\n", (MODULES / name).read_bytes()) for name, target in COPIES.items()}
    files[SPRITE] = sprite(used_icons()).encode()
    return files


def main(arguments: list[str]) -> int:
    files = wanted()
    stale = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    if "--check" in arguments:
        for path in stale:
            print(f"out of date: {path.relative_to(ROOT)}")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    print(f"front end: {len(files)} files, {len(stale)} written, {len(used_icons())} icons")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
