"""Drawing opens no connection and no file outside its assets, whatever the document or the applicant says."""

from __future__ import annotations

import copy
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal.printing import child
from portal.printing.errors import PrintForbidden
from portal.printing.render import render_pdf
from portal.printing.sheet import render_sheet
from tests.printing.papers import attachments_of, project_sheet, text_of
from tests.printing.samples import project_content

PAYLOADS = {
    "img": '<img src="{http}">',
    "img file": '<img src="file:///etc/passwd">',
    "img upper case": '<IMG SRC="{HTTP}">',
    "img ftp": '<img src="ftp://127.0.0.1:{port}/x">',
    "img data html": '<img src="data:text/html,<b>x</b>">',
    "img unknown asset": '<img src="asset:../../etc/passwd">',
    "style sheet": '<link rel="stylesheet" href="{http}">',
    "style sheet file": '<link rel="stylesheet" href="file:///etc/passwd">',
    "import": '<style>@import url("{http}");</style>',
    "font": '<style>@font-face{{font-family:x;src:url("{http}")}} p{{font-family:x}}</style><p>x',
    "background": '<style>p{{background:url("{http}")}}</style><p>x',
    "inline background": '<p style="background-image:url({http})">x',
    "list image": '<ul style="list-style-image:url({http})"><li>x</ul>',
    "content": '<style>p::before{{content:url("{http}")}}</style><p>x',
    "page background": '<style>@page{{background:url("{http}")}}</style><p>x',
    "margin box": '<style>@page{{@top-left{{content:url("{http}")}}}}</style><p>x',
    "border image": '<p style="border:2px solid;border-image-source:url({http})">x',
    "object": '<object data="{http}" type="image/png"></object>',
    "embed": '<embed src="{http}" type="image/png">',
    "attached link": '<link rel="attachment" href="{http}">',
    "attached file": '<link rel="attachment" href="file:///etc/passwd">',
    "attached anchor": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "svg image": '<svg width="9" height="9"><image href="{http}" width="9" height="9"/></svg>',
    "svg in data": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<image href='{http}' width='9' height='9'/></svg>\">",
    "base": '<base href="{http}"><img src="x.png">',
}
HARMLESS = {
    "iframe": '<iframe src="{http}"></iframe>',
    "refresh": '<meta http-equiv="refresh" content="0;url={http}">',
    "script": '<script src="{http}"></script>',
    "plain link": '<a href="{http}">x</a>',
    "relative": '<img src="../../../etc/passwd">',
}


class Canary:
    """A web server on loopback that counts who comes."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        hits = self.hits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                self.send_error(404)

            def log_message(self, *arguments) -> None:
                """Nothing on the console."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fill(self, payload: str) -> str:
        url = f"http://127.0.0.1:{self.port}/canary"
        return payload.format(http=url, HTTP=url.upper(), port=self.port)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    one = Canary()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.mark.parametrize("name", PAYLOADS)
def test_document_that_asks_for_anything_outside_is_refused(canary, name):
    with pytest.raises(PrintForbidden, match="外部资源"):
        render_pdf(canary.fill(PAYLOADS[name]))
    assert canary.hits == []


@pytest.mark.parametrize("name", HARMLESS)
def test_what_a_printer_never_loads_is_drawn_without_it(canary, name):
    pdf = render_pdf(canary.fill(HARMLESS[name]))
    assert canary.hits == []
    assert attachments_of(pdf) == []


def test_refusal_leaves_a_line_in_the_security_log(canary, caplog):
    with caplog.at_level("WARNING", "portal.security"), pytest.raises(PrintForbidden):
        render_pdf('<img src="file:///etc/shadow">')
    assert "file:///etc/shadow" in caplog.text


@pytest.mark.parametrize("name", {**PAYLOADS, **HARMLESS})
def test_what_an_applicant_writes_is_printed_as_text(canary, name):
    payload = canary.fill({**PAYLOADS, **HARMLESS}[name])
    pdf = render_pdf(render_sheet(project_sheet(poisoned(payload))))
    assert canary.hits == []
    assert attachments_of(pdf) == []
    assert text_of(pdf).count("".join(payload.split())) >= 12


def poisoned(payload: str) -> dict:
    """A content that says `payload` in every printable place."""
    content = copy.deepcopy(project_content(buildings=1))
    content["sections"] = content["sections"][:1]
    content.update(form_title=payload, subtitle=payload, owner=payload)
    for section in content["sections"]:
        section["title"] = payload
        section["fields"] = [entry | {"label": payload, "text": payload, "unit": payload}
                             for entry in section["fields"][:2]]  # fmt: skip
    table = content["tables"][0]
    table["title"] = payload
    table["columns"] = [table["columns"][0] | {"label": payload}]
    table["rows"], table["total"] = [[payload]], [payload]
    content["tables"] = [table]
    content["attachments"] = [content["attachments"][0] | {"label": payload, "name": payload}]
    return content


def locked_down(statement: str) -> str:
    """What the printing process answers to `statement` after it has locked itself down."""
    source = Path(child.__file__).parent
    script = f"import sys, socket; sys.path.insert(0, {str(source)!r}); import child; child.lock_down(sys.prefix)\n"
    result = subprocess.run([sys.executable, "-c", script + statement], capture_output=True, text=True, timeout=30)
    return result.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('example.com', 80)",
        "open('/etc/passwd')",
        "open(sys.prefix + '/../../../etc/passwd')",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_second_belt_the_process_itself_cannot_reach_out(statement):
    assert "PermissionError: forbidden in the printing process" in locked_down(statement)


def test_environment_of_the_printing_process_holds_no_secrets(settings, monkeypatch):
    monkeypatch.setenv("FIELD_KEY", "canary-of-a-key")
    from portal.printing.pool import Child

    one = Child()
    try:
        environment = Path(f"/proc/{one._process.pid}/environ").read_bytes()
    finally:
        one.close()
    assert b"canary-of-a-key" not in environment
    assert b"FONTCONFIG_FILE" in environment
