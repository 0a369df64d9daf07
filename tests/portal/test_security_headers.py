import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.portal.urls"), pytest.mark.django_db]

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ADDRESSES = ["/echo/", "/no-such-page/", "/echo/?q=%00", "/refuse/", "/fail/", "/lose-database/", "/healthz"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_them(address):
    answer = Client(raise_request_exception=False).get(address)
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "loopback-network=(self)" in answer.headers["Permissions-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Request-ID"]


def test_the_certificate_agent_may_be_reached(settings, client):
    assert (
        f"connect-src 'self' http://127.0.0.1:{settings.AGENT_PORT}"
        in client.get("/echo/").headers["Content-Security-Policy"]
    )


def test_what_somebody_logged_in_saw_is_never_kept(enterprise_client):
    assert enterprise_client.get("/echo/").headers["Cache-Control"] == "no-store, private"


def test_files_that_never_change_may_be_kept(settings, client):
    (settings.STATIC_ROOT / "probe.css").write_text("a {}")
    answer = client.get("/static/probe.css")
    answer.close()
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_request_ids_differ(client):
    assert client.get("/echo/").headers["X-Request-ID"] != client.get("/echo/").headers["X-Request-ID"]
