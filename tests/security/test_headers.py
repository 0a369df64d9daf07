"""D4 and D5: every answer of every route, refusals, errors and downloads included, carries the same protection."""

import pytest

from tests.security.people import ACTORS, ANONYMOUS, HK, SYSTEM, A
from tests.security.routes import all_routes
from tests.security.world import body_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet", "no_printing")]
SAME = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
PAGE = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}  # fmt: skip
# What is somebody's file or paper runs in a box of its own; the paper's viewer brings styles of its own.
FILE = {"sandbox", "default-src 'none'"}
PAPER = FILE | {"style-src 'unsafe-inline'", "object-src 'self'"}
FILE_PAGES, PAPER_PAGES = ("-file", ":file"), ("-print", ":print")


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def check(response, key: str, *, known: bool) -> None:
    headers = response.headers
    assert {name: headers.get(name) for name in SAME} == SAME, key
    assert headers["X-Request-ID"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"], key
    assert "Cookie" in headers.get("Vary", "") or not known, key
    assert "Server" not in headers
    assert "X-Powered-By" not in headers
    directives = {one.strip() for one in headers["Content-Security-Policy"].split(";")}
    assert not {one for one in directives if "unsafe" in one} - {"style-src 'unsafe-inline'"}
    served = response.status_code == 200
    if served and key.endswith(PAPER_PAGES):
        assert directives == PAPER, key
    elif served and key.endswith(FILE_PAGES) and "project" not in key.partition(":")[0]:
        assert directives == FILE, key
        assert headers["Content-Disposition"].startswith(("attachment", "inline"))
    else:
        assert {one for one in directives if not one.startswith("connect-src")} == PAGE, key
        assert len(directives) == len(PAGE) + 1


@pytest.mark.parametrize("actor", [ANONYMOUS, A, HK, SYSTEM])
def test_every_route(world, actor):
    client = world.client(actor)
    for route in all_routes():
        for method in ("GET", "POST"):
            with undone(client):
                response = client.generic(method, world.path(route), secure=True)
                body_of(response)
            check(response, route.key, known=actor != ANONYMOUS)


@pytest.mark.parametrize("path", ["/no/such/page/", "/repair/declarations/?q=%00", "/internal/none/", "/desk"])
def test_errors(world, path):
    for actor in ACTORS:
        response = world.client(actor).get(path, secure=True)
        assert response.status_code in {301, 302, 400, 404}
        check(response, path, known=False)


def test_a_failure(world, monkeypatch):
    monkeypatch.setattr("portal.desk.todo_of", None)
    monkeypatch.setattr("portal.views.desk.todo_of", None)
    response = world.client(A).get("/desk/", secure=True)
    assert response.status_code == 500
    check(response, "failure", known=True)


def test_a_picture_shown_in_the_browser_stays_in_its_box(world):
    filing = world.a.filings["repair.declaration"]["submitted"]
    file = world.a.file("repair.declaration", "submitted")
    path = f"/repair/declarations/{filing.uuid}/attachments/{file.slot}/{file.uuid}/"
    shown, saved = world.client(A).get(f"{path}?inline=1", secure=True), world.client(A).get(path, secure=True)
    assert shown["Content-Type"] == "image/png"
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    for response in (shown, saved):
        check(response, "review:file", known=True)


def test_no_cookie_is_open_to_scripts_or_to_other_sites(world):
    """Every cookie any route ever sets."""
    seen = {}
    for actor in (ANONYMOUS, A, HK):
        for route in all_routes():
            with undone(world.client(actor)):
                response = world.client(actor).get(world.path(route), secure=True)
            seen |= {morsel.key: morsel for morsel in response.cookies.values() if morsel.value}
    assert set(seen) <= {"csrftoken", "portal_session", "internal_session"}
    assert "csrftoken" in seen
    for name, morsel in seen.items():
        assert morsel["httponly"]
        assert morsel["samesite"] == ("Strict" if name == "internal_session" else "Lax")
