"""Templates: all used, all reachable, nothing that the security policy or the escaping would have to forgive."""

import re

import pytest
from django.template.loader import get_template

from tests.consistency.source import ROOMS, ROOT, name, python_files, templates

# Django looks these up by itself.
BY_CONVENTION = re.compile(r"^(4\d\d|5\d\d)\.html$|^admin/|^registration/")
REFERENCE = re.compile(r"[\w./-]+\.html")
FORBIDDEN = {
    "a filter or block that switches escaping off": re.compile(r"\|\s*safe\b|\bautoescape\s+off|\|\s*safeseq"),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=|<style[\s>]", re.IGNORECASE),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE),
    "an address of another host": re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//", re.IGNORECASE),
    "an attribute without quotes": re.compile(r"<[^>{]*\s[\w-]+=\{\{"),
}
TAG = re.compile(r"\{%(?!\s*autoescape).*?%\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)


def text_of(path) -> str:
    """Without comments and tags; a tag that switches escaping off stays."""
    return TAG.sub("", COMMENT.sub("", path.read_text("utf-8")))


def places() -> list:
    """Where a template's name may stand: in Python and in other templates."""
    return [*python_files(), *python_files("tests"), *templates()]


def test_every_template_is_used():
    used = {reference for path in places() for reference in REFERENCE.findall(path.read_text("utf-8"))}
    prefixes = {reference.rsplit("/", 1)[0] for path in python_files() for reference in folders_in(path)}
    names = {path.relative_to(ROOT / "templates").as_posix() for path in templates()}
    unused = {
        each for each in names - used if not BY_CONVENTION.search(each) and each.rsplit("/", 1)[0] not in prefixes
    }
    assert unused == set()


def folders_in(path) -> list[str]:
    """Names put together at run time, such as f"print/{form}.html", use a whole folder."""
    return re.findall(r"f[\"']([\w/-]+/)\{[^}]+\}\.html[\"']", path.read_text("utf-8"))


def test_nothing_forbidden():
    found = [
        f"{name(path)}: {what}"
        for path in templates()
        for what, pattern in FORBIDDEN.items()
        if pattern.search(text_of(path))
    ]
    assert found == []


@pytest.mark.parametrize("path", templates(), ids=name)
def test_everything_included_exists(path):
    for reference in re.findall(r"\{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", path.read_text("utf-8")):
        assert get_template(reference)


def test_templates_lie_in_one_place():
    assert [name(path) for room in ROOMS for path in (ROOT / room).rglob("*.html")] == []


def test_python_never_vouches_for_markup():
    pattern = re.compile(r"\bmark_safe\b|\bSafeString\(|\.__html__\s*=")
    assert [name(path) for path in python_files() if pattern.search(path.read_text("utf-8"))] == []
