"""Every environment variable that is read is described, and the other way round."""

import ast
import re

from tests.consistency.source import ROOT, name, python_files, tree

READERS = {"text", "required", "flag", "number", "words"}
DOCUMENT = ROOT / "docs" / "settings.md"


def read_variables() -> set[str]:
    found = set()
    for path in [*python_files(), ROOT / "scripts" / "gunicorn.conf.py"]:
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in READERS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
            ):
                found.add(node.args[0].value)
    return found | {"DATA_DIR"}


def described_variables() -> set[str]:
    """First column of the tables: | `NAME` | … |"""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENT.read_text("utf-8"), re.MULTILINE))


def test_settings_are_described():
    assert read_variables() - {"TEST_DATABASE_URL"} == described_variables()


def test_one_reader_of_the_environment():
    reader = ROOT / "portal" / "settings" / "env.py"
    allowed = {reader, ROOT / "portal" / "wsgi.py"}
    pattern = re.compile(r"\bos\.environ\b|\bos\.getenv\b|\bgetenv\(")
    assert [
        name(path) for path in python_files() if path not in allowed and pattern.search(path.read_text("utf-8"))
    ] == []
