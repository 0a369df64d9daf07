"""D3: whatever is typed stays text: in forms, lists, comparisons, notices, prints and in the reviewer's browser."""

import re
import subprocess
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from portal.filing.registry import registry
from tests import factories
from tests.security import tenants
from tests.security.crawler import Crawl
from tests.security.payloads import SCRIPTS
from tests.security.people import HK, MUNICIPAL, SYSTEM, A
from tests.security.world import body_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "srcset", "xlink:href"}


class Document(HTMLParser):
    """What a browser would make of a page: its elements, and the texts and values in them."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.faults, self.texts, self.inside = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        names = [tag, *(name for name, _ in attrs)]
        self.faults += [f"<{tag}> {name}" for name in names if "pwn" in name or name.startswith(("on", "hx-on"))]
        if tag in {"iframe", "object", "embed", "base", "style", "math", "details-pwn"}:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self.texts.append(value or "")
            bad = (value or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:", "//"))
            if name in ADDRESSES and bad:
                self.faults.append(f"{name}={value}")

    def handle_data(self, data):
        if self.inside == "script" and "pwn" in data:
            self.faults.append(f"script: {data[:80]}")
        self.texts.append(data)

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_comment(self, data):
        if "pwn" in data:
            self.faults.append(f"comment: {data[:80]}")


def read(response) -> Document:
    return Document(body_of(response).decode())


def error_texts(response) -> list[str]:
    """What a form complains about."""
    return [text for text in read(response).texts if text.rstrip().endswith("！")]


def shown(document: Document, payload: str) -> bool:
    return payload in "\n".join(document.texts)


def payload_data(tenant, kind, shift: int) -> dict:
    """A valid form whose texts are payloads, each field another, moved on by `shift`."""
    data = tenants.valid_data(tenant, kind)
    rows = [name for name in data if re.fullmatch(r"buildings-\d+-(building_address|repair_note)", name)]
    names = [*tenants.text_fields(kind), *rows]
    return data | {name: SCRIPTS[(place + shift) % len(SCRIPTS)] for place, name in enumerate(names)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(tenants.FORMS))
def test_every_payload_in_every_text_field_stays_text(world, kind):
    """Saved through the real form once for each payload, so that every field has held every payload; in the later
    forms, whose pages are the same, one of six."""
    kind, client = registry.types[kind], world.client(A)
    data = payload_data(world.a, kind, 0)
    names = [name for name, value in data.items() if value in SCRIPTS]
    assert names
    with undone(client):
        answer = client.post(kind.url("new"), data)
        assert answer.status_code == 302, error_texts(answer)
        filing = kind.model.objects.latest("pk")
        data |= tenants.stored_rows(kind, filing)
        for shift in range(0, len(SCRIPTS), 1 if kind.kind in tenants.COMPLETE else 6):
            spoilt = {name: SCRIPTS[(place + shift) % len(SCRIPTS)] for place, name in enumerate(names)}
            row = kind.model.objects.get(pk=filing.pk)
            answer = client.post(kind.url("edit", filing), data | spoilt | {"version": str(row.version)})
            assert answer.status_code == 302, error_texts(answer)
            for page in (client.get(kind.url("edit", filing)), client.get(kind.url("detail", filing))):
                document = read(page)
                assert document.faults == []
                assert [one for one in spoilt.values() if not shown(document, one)] == []


@pytest.mark.slow
def test_a_filing_of_payloads_on_its_whole_way(world):
    """Saved, submitted, returned with remarks, corrected, approved: every page of both sides, and the paper."""
    kind, owner, office = registry.types["repair.declaration"], world.client(A), world.client(HK)
    with undone():
        answer = owner.post(kind.url("new"), payload_data(world.a, kind, 3))
        assert answer.status_code == 302, error_texts(answer)
        filing = kind.model.objects.latest("pk")
        look(owner, kind.url("edit", filing), SCRIPTS[3])
        filing = factories.act(filing, "submit")
        sheet = f"/internal/review/{filing.uuid}/"
        remark = {"target": "site_address", "submission": "1", "text": SCRIPTS[1]}
        assert office.post(f"{sheet}remarks/", remark).status_code == 302
        look(office, sheet, SCRIPTS[1])
        note = {"version": filing.version, "note": SCRIPTS[2]}
        assert office.post(f"{sheet}act/return/", note).status_code == 302
        for text in SCRIPTS[1:3]:
            look(owner, kind.url("edit", filing), text)
        look(owner, "/notices/", SCRIPTS[2])
        filing.refresh_from_db()
        again = payload_data(world.a, kind, 5) | {"version": str(filing.version)}
        assert owner.post(kind.url("edit", filing), again).status_code == 302
        for name in ("submit", "accept", "approve"):
            filing = factories.act(filing, name)
        look(office, sheet, SCRIPTS[5])
        reach_everything(world, filing)
        on_paper(owner.get(kind.url("print", filing)), filing.project_name)


def look(client, url: str, payload: str) -> None:
    document = read(client.get(url))
    assert document.faults == []
    assert shown(document, payload), (url, payload)


def reach_everything(world, filing) -> None:
    starts = {A: ("/desk/", "/notices/"), HK: ("/internal/review/all/",), MUNICIPAL: ("/internal/review/all/",)}
    for actor, urls in starts.items():
        crawl = Crawl(world.client(actor), skip=("print", "export"))
        pages = [page for page in crawl.run(*urls) if page.kind == "text/html"]
        assert sum("pwn" in page.text for page in pages) > 3
        for page in pages:
            assert Document(page.raw.decode()).faults == [], (actor, page.url)
    for url in ("projectdeclaration/", f"projectdeclaration/{filing.pk}/change/"):
        assert read(world.client(SYSTEM).get(f"/internal/admin/repair_projects/{url}")).faults == []


def on_paper(response, payload: str) -> None:
    pdf = body_of(response)
    assert pdf.startswith(b"%PDF")
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert payload.replace(" ", "") in text.replace("\n", "").replace(" ", "")
    assert b"/JavaScript" not in pdf


@pytest.mark.parametrize("payload", SCRIPTS)
def test_what_is_asked_for_comes_back_as_text(world, payload):
    """Addresses that pages repeat: conditions, searches, numbers, the way back."""
    addresses = {
        A: ("/repair/declarations/?title=", "/repair/projects/?official_no=", "/repair/declarations/?sort=",
            "/verify/?number=",
            "/auth/?next=", "/no/such/", "/repair/declarations/?status=", "/repair/declarations/?page="),
        HK: ("/internal/review/?q=", "/internal/review/all/?applicant=", "/internal/review/?tab=",
             "/internal/login/?next=", "/internal/review/batch/?action=accept&item="),
    }  # fmt: skip
    for actor, starts in addresses.items():
        for start in starts:
            document = read(world.client(actor).get(start + quote(payload)))
            assert document.faults == [], (start, payload)
