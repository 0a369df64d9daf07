"""What must not lie in the repository: addresses of registries, other people's code, keys."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.consistency.source import ROOT, name

ADDRESS = re.compile(r"https?://[^\s\"'<>)]+|--(?:extra-)?index-url|--find-links|registry\s*=")
PRIVATE_KEY = re.compile(r"-----BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY-----\n[A-Za-z0-9+/]")
SET_UP = [
    "requirements.lock",
    "requirements-setup.lock",
    "requirements-dev.lock",
    "package.json",
    ".npmrc",
    "pyproject.toml",
    "Makefile",
    "scripts/setup.sh",
    "scripts/lint",
    ".ci/run",
]


@cache
def committed() -> tuple[Path, ...]:
    """Files under version control; in an unpacked archive, all files that are not ignored."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        ignored = {".venv", "node_modules", "static_vendor", "var", "__pycache__"}
        return tuple(path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.parts))
    return tuple(path for each in listed.split("\0") if each and (path := ROOT / each).is_file())


@pytest.mark.parametrize("path", SET_UP)
def test_no_address_of_a_registry(path):
    text = (ROOT / path).read_text("utf-8")
    assert [found for found in ADDRESS.findall(text) if "127.0.0.1" not in found] == []


def test_every_locked_package_has_a_hash():
    for lock in ("requirements.lock", "requirements-setup.lock", "requirements-dev.lock"):
        pins = re.findall(
            r"^([a-z0-9-]+)==\S+((?: \\\n    --hash=\S+)*)", (ROOT / lock).read_text("utf-8"), re.MULTILINE
        )
        assert pins
        assert [package for package, hashes in pins if "--hash=sha256:" not in hashes] == []


def test_npm_lock_has_integrity_and_no_address():
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('"node_modules/')


def test_nobody_elses_code():
    suspicious = re.compile(r"\.min\.(js|css)$|\.(ttf|otf|woff2?|whl)$|(^|/)(vendor|node_modules|third_party)/")
    assert [name(path) for path in committed() if suspicious.search(name(path))] == []


def test_no_private_key():
    texts = (path for path in committed() if path.suffix not in {".png", ".jpg", ".pdf", ".ico"})
    assert [name(path) for path in texts if PRIVATE_KEY.search(path.read_text("utf-8", "replace"))] == []
