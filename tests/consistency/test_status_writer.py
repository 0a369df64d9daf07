"""A filing's status is written by portal.filing.perform() and by nobody else."""

import ast
from pathlib import Path

import pytest

from tests.consistency.source import ROOT, name, python_files, tree

WRITER = ROOT / "portal" / "filing" / "perform.py"
# Rooms and files whose rows have a status of another kind, and what it is the status of.
OTHER_RECORDS = {
    "ca_auth/": "certificates, identities, applications",
    "portal/notices/": "messages on their way",
    "portal/printing/jobs.py": "print jobs",
    "portal/projects/archive/jobs.py": "archives of projects",
}
FIELD = "status"


def written_status(node: ast.AST) -> bool:
    """An assignment to `.status`, setattr of it, update(status=…), or a bulk_update that names it."""
    if isinstance(node, ast.Assign):
        return any(_is_status(target) for target in node.targets)
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        return _is_status(node.target)
    return isinstance(node, ast.Call) and _call_writes(node)


def _is_status(target: ast.AST) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_is_status(part) for part in target.elts)
    return isinstance(target, ast.Attribute) and target.attr == FIELD


def _call_writes(call: ast.Call) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called in {"update", "aupdate", "update_or_create", "aupdate_or_create"}:
        return _names_status(call)
    if called in {"bulk_update", "abulk_update", "setattr", "__setattr__"}:
        return any(_is_text(part) for argument in _arguments(call) for part in ast.walk(argument))
    return False


def _names_status(call: ast.Call) -> bool:
    if any(keyword.arg == FIELD for keyword in call.keywords):
        return True
    spread = [keyword.value for keyword in call.keywords if keyword.arg in {None, "defaults"}]
    return any(_is_text(key) for value in spread if isinstance(value, ast.Dict) for key in value.keys)


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == FIELD


def writers(path: Path) -> list[str]:
    return [name(path, node.lineno) for node in ast.walk(tree(path)) if written_status(node)]


def test_only_perform_writes_a_status():
    checked = [path for path in python_files() if path != WRITER and not name(path).startswith(tuple(OTHER_RECORDS))]
    assert [place for path in checked for place in writers(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "filing.status = 'approved'",
        "self.filing.status: str = 'approved'",
        "filing.version, filing.status = 2, 'approved'",
        "Filing.objects.filter(pk=1).update(version=2, status='approved')",
        "Filing.objects.update(**{'status': 'approved'})",
        "Filing.objects.update_or_create(pk=1, defaults={'status': 'approved'})",
        "Filing.objects.bulk_update(rows, ['status'])",
        "Filing.objects.bulk_update(rows, fields=('version', 'status'))",
        "setattr(filing, 'status', 'approved')",
    ],
)
def test_a_writer_would_be_found(line):
    assert any(written_status(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "filing.status == 'approved'",
        "show(status=filing.status)",
        "rows.filter(status='approved')",
        "rows.update(note='status')",
    ],
)
def test_a_reader_is_left_alone(line):
    assert not any(written_status(node) for node in ast.walk(ast.parse(line)))
