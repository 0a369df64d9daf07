"""A5: nobody fetches a tenant's rows by habit. In views, pages, forms and filters rows come from visible_to(), or the
line stands below with its reason."""

import ast
from pathlib import Path

from django.apps import apps

from portal.filing.models import Filing

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("portal", "ca_auth", "repair_projects", "contracts", "safety_standard", "workforce", "maintenance_fund")
APPS += ("credit_handbook",)
PLACES = {"views", "pages", "forms", "filters", "desk"}
MANAGERS = {"objects", "_base_manager", "_default_manager"}
# Rows that belong to everybody or to nobody; that a firm exists is in the public register of credit codes.
SHARED = {"Enterprise", "CannedReason", "ContentType", "NumberSequence", "TrustedCA", "Crl", "RevokedSerial"}
SCOPED = "visible_to"

# Where the scope comes from elsewhere: file, text of the call without arguments, reason.
ALLOWED = {
    ("contracts/forms.py", "GeneralContract.objects.live"): "of the contract's own project",
    (
        "contracts/forms.py",
        "GeneralContract.objects.filter",
    ): "the one chosen of the own project, read anew",
    ("contracts/forms.py", "Person.objects.select_related"): "the register, read by a key that a pick dialog gave",
    ("portal/filing/pages/frame.py", "Remark.objects.filter"): "of the filing that was found by visible_to()",
    ("portal/filing/pages/frame.py", "self.kind.model._base_manager.get"): "the same filing again, as stored now",
    ("portal/review/views/base.py", "envelope.type.model._base_manager.select_related"): "row of a scoped envelope",
    ("portal/review/views/desk.py", "Event.objects.filter"): "one's own events on filings of visible_to()",
}


def sources() -> list[Path]:
    found = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [
        path
        for path in found
        if PLACES & {*path.relative_to(ROOT).parts, path.stem} and "migrations" not in path.parts
    ]


def calls(path: Path):
    """Each use of a manager: its text up to the first call, and whether the scope is set anywhere behind it."""
    tree = ast.parse(path.read_text("utf-8"))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            text, scoped, outer = ast.unparse(node), False, parents.get(node)
            first = f"{text}.{outer.attr}" if isinstance(outer, ast.Attribute) else text
            while isinstance(outer, ast.Attribute | ast.Call):
                scoped = scoped or (isinstance(outer, ast.Attribute) and outer.attr == SCOPED)
                outer = parents.get(outer)
            yield first, scoped


def test_rows_of_tenants_come_from_visible_to():
    models = {model.__name__ for model in apps.get_models()} - SHARED
    found = set()
    for path in sources():
        for text, scoped in calls(path):
            owner = text.split(".")[0]
            if not scoped and (owner in models or owner not in {model.__name__ for model in apps.get_models()}):
                found.add((str(path.relative_to(ROOT)), text))
    assert found == set(ALLOWED), "fetch through visible_to(), or say in ALLOWED where the scope comes from"
    assert all(ALLOWED.values())


def test_nobody_sees_no_filing():
    """Every model of filings is asked by who wants to know, and shows nothing to nobody."""
    models = [model for model in apps.get_models() if issubclass(model, Filing)]
    assert len(models) > 2
    for model in models:
        assert model.objects.visible_to(None).query.is_empty(), model


def test_sql_by_hand_has_a_reason():
    """.raw(), .extra() and RawSQL stand only where a comment on the line says why they are safe."""
    bare = []
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            function = node.func if isinstance(node, ast.Call) else None
            name = getattr(function, "attr", "") or (getattr(function, "id", "") if function else "")
            by_hand = name == "RawSQL" or (name in {"raw", "extra"} and isinstance(function, ast.Attribute))
            if by_hand and " - " not in lines[node.lineno - 1]:
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert bare == []
