"""The portal does not start where prints would be slow, ugly or unsafe, and says what to install."""

from __future__ import annotations

from portal.printing import checks


def ids() -> list[str]:
    return [message.id for message in checks.check_printing()]


def test_this_machine_is_complete():
    assert ids() == []


def test_missing_library_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(checks, "_loads", lambda library: "subset" not in library)
    [message] = checks.check_printing()
    assert message.id == "printing.E001"
    assert "libharfbuzz-subset0" in message.msg
    assert message.hint == "apt-get install libharfbuzz-subset0"


def test_renderer_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "version", lambda name: "69.1")
    assert ids() == ["printing.E002"]


def test_missing_fonts(monkeypatch, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    assert ids() == ["printing.W004"]
    monkeypatch.setattr(checks, "SYSTEM_FONTS", tmp_path)
    assert ids() == ["printing.E003"]


def test_only_the_printing_process_imports_the_renderer(settings):
    users = {
        str(path.relative_to(settings.BASE_DIR))
        for folder in ("portal", "ca_auth", "repair_projects", "contracts", "safety_standard", "workforce",
                       "maintenance_fund", "credit_handbook")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if any(line.strip().startswith(("import weasyprint", "from weasyprint"))
               for line in path.read_text("utf-8").splitlines())
    }  # fmt: skip
    assert users == {"portal/printing/child.py"}
