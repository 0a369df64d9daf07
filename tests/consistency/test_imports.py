"""Another app's models, queries, services and choices may be used; its pages and gates are its own."""

import ast

from tests.consistency.source import DOMAIN_APPS, name, python_files, tree

PRIVATE = {"views", "forms", "gates", "admin", "urls", "filters", "demo", "printing"}


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def strangers(app: str) -> list[str]:
    """Imports of another domain app's private modules."""
    found = []
    for path in python_files(app):
        for node in ast.walk(tree(path)):
            for module in imported(node):
                owner, _, rest = module.partition(".")
                if owner in DOMAIN_APPS and owner != app and rest.split(".")[0] in PRIVATE:
                    found.append(f"{name(path, node.lineno)} imports {module}")
    return found


def test_private_modules_stay_private():
    assert [line for app in DOMAIN_APPS for line in strangers(app)] == []


def test_nothing_imports_tests_or_scripts():
    found = [
        f"{name(path)} imports {module}"
        for path in python_files()
        for node in ast.walk(tree(path))
        for module in imported(node)
        if module.split(".")[0] in {"tests", "scripts", "factory", "pytest"}
    ]
    assert found == []


def test_select_for_update_names_what_it_locks():
    """Without `of` a multi-table row would lock its parents in whatever order the database likes."""
    found = [
        name(path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "of" not in {keyword.arg for keyword in node.keywords}
    ]
    assert found == []
