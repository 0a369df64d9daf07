"""Rules that hold for every template and script, whoever wrote it."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import build_frontend  # noqa: E402

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
# Paper: WeasyPrint renders these; no browser and no policy is involved.
PAGES = [path for path in TEMPLATES if "print" not in path.relative_to(ROOT / "templates").parts]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "an inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "a style element": r"<style",
    "a script address": r"(?:href|src|action)\s*=\s*[\"']javascript:",
    "another host": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    "an icon font": r"<i\s+class=",
    "Bootstrap's scripts (use data-dialog-open and <details>)": r"data-bs-(?:toggle|target|dismiss)",
}
FORBIDDEN_SOURCE = {
    "unescaped output": r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq",
    "an unquoted value": r"<[a-z][^<>]*\s(?:value|href|src|id|name|class|action)=\{\{",
    "a comment of several lines that Django would print": r"\{#(?:(?!#\}).)*\n",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_keeps_the_rules(path):
    text = path.read_text("utf-8")
    markup = re.sub(r"\{%.*?%\}", "", text)  # the words of a template tag are no attributes
    found = {what: re.findall(pattern, markup) for what, pattern in FORBIDDEN.items()}
    found |= {what: re.findall(pattern, text) for what, pattern in FORBIDDEN_SOURCE.items()}
    assert {what: places for what, places in found.items() if places} == {}
    assert len(text.splitlines()) <= 150


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "components").glob("*.html")), ids=name_of)
def test_a_component_says_what_it_needs(path):
    assert path.read_text("utf-8").startswith(("{#", "{% comment %}"))


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_begins_with_what_it_does(path):
    text = path.read_text("utf-8")
    assert text.startswith("/*")
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_neither_evaluates_text_nor_writes_markup_nor_stores(path):
    text = path.read_text("utf-8")
    assert re.findall(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text) == []
    assert re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie", text) == []


def test_every_icon_that_is_used_exists():
    available = {path.stem for path in (build_frontend.MODULES / "bootstrap-icons" / "icons").glob("*.svg")}
    missing = {name: str(path) for name, path in build_frontend.used_icons().items() if name not in available}
    assert available
    assert missing == {}


def test_the_sprite_holds_what_is_used():
    names = {"bell": Path("x.html"), "lock": Path("x.html")}
    assert re.findall(r'<symbol id="([^"]+)"', build_frontend.sprite(names)) == ["bell", "lock"]


def test_an_unknown_icon_stops_the_build():
    with pytest.raises(SystemExit, match="no-such-icon"):
        build_frontend.sprite({"no-such-icon": Path("page.html")})


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "bell" %}',
        '{%icon "bell" css="x" %}',
        "Item('消息', url, icon='bell')",
        '{"icon": "bell"}',
        'icon: str = "bell"',
    ],
)
def test_the_ways_to_name_an_icon(source):
    assert build_frontend.ICON_USE.findall(source) == ["bell"]


def test_the_lock_file_names_hashes_and_no_registry():
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock
