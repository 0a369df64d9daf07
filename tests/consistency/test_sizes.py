"""Nothing is longer than a reader takes in at once."""

from tests.consistency.source import ROOT, functions, length, name, python_files, templates

FILE, TEMPLATE, FUNCTION, VIEW = 400, 150, 30, 15


def lines(path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_files():
    checked = [*python_files(), *python_files("tests", "scripts")]
    assert {name(path): lines(path) for path in checked if lines(path) > FILE} == {}


def test_scripts_and_styles():
    checked = [path for path in (ROOT / "static").rglob("*") if path.suffix in {".js", ".css"}]
    assert {name(path): lines(path) for path in checked if lines(path) > FILE} == {}


def test_templates():
    assert {name(path): lines(path) for path in templates() if lines(path) > TEMPLATE} == {}


def test_functions():
    long = {
        f"{name(path, function.lineno)} {function.name}": length(function)
        for path in python_files()
        for function in functions(path)
        if length(function) > FUNCTION
    }
    assert long == {}


def test_views():
    """In files of views, whatever takes the request and answers it."""
    long = {
        f"{name(path, function.lineno)} {function.name}": length(function)
        for path in python_files()
        if path.stem == "views" or path.parent.name == "views"
        for function in functions(path)
        if any(argument.arg == "request" for argument in function.args.args) and length(function) > VIEW
    }
    assert long == {}
