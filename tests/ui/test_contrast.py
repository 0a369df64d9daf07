"""WCAG 2.2 AA: contrast of the colour pairs in use, computed from the tokens."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6});", (CSS / "tokens.css").read_text("utf-8")))
TEXT, CONTROL = 4.5, 3.0

TEXT_PAIRS = [
    ("surface", "navy"), ("navy-ink", "navy"), ("surface", "navy-dot"), ("surface", "primary"),
    ("surface", "primary-dark"),    ("surface", "red"), ("surface", "red-ink"),
    ("ink", "canvas"), ("ink", "surface"), ("ink-2", "surface"), ("ink-2", "subtle"), ("ink-2", "canvas"),
    ("ink-2", "amber-50"), ("ink-2", "primary-50"),
    ("ink-3", "surface"), ("ink-3", "canvas"), ("ink-3", "subtle"), ("ink-3", "primary-50"),
    ("primary", "surface"), ("primary", "canvas"), ("primary", "amber-50"), ("primary", "primary-50"),
    ("primary", "red-50"),
    ("primary-dark", "primary-50"), ("primary-dark", "primary-100"),
    ("red-ink", "surface"), ("red-ink", "red-50"), ("red-ink", "red-100"), ("red-ink", "subtle"), ("red", "surface"),
    ("green-ink", "surface"), ("green-ink", "green-50"), ("green-ink", "green-100"), ("green-ink", "subtle"),
    ("violet-ink", "violet-100"), ("violet-ink", "surface"),
    ("amber-ink", "amber-100"), ("amber-ink", "amber-50"), ("amber-ink", "surface"),
    ("slate-ink", "slate-100"), ("slate-ink", "surface"),
]  # fmt: skip
CONTROL_PAIRS = [
    ("line-2", "surface"), ("primary", "surface"), ("red", "surface"), ("green", "surface"), ("green", "slate-100"),
    ("line-2", "subtle"), ("focus-ring", "navy"),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable(ink, ground):
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize(("line", "ground"), CONTROL_PAIRS)
def test_controls_stand_out(line, ground):
    assert contrast(line, ground) >= CONTROL


@pytest.mark.parametrize("path", sorted((CSS / "portal").glob("*.css")), ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path):
    text = path.read_text("utf-8")
    own = set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
    declared = set(re.findall(r"(--[a-z0-9-]+)\s*:", (CSS / "tokens.css").read_text("utf-8"))) | own
    used = {name for name in re.findall(r"var\((--[a-z0-9-]+)", text) if not name.startswith("--bs-")}
    assert used - declared == set()


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_style_sheets_are_short_and_load_nothing(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert re.findall(r"@import|https?://(?!www\.w3\.org/2000/svg)", text) == []
