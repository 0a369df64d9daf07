"""D7 and D8: what leaves as a workbook calculates nothing; what is sorted, filtered and followed is on a list."""

import io
import random
import zipfile

import pytest
from openpyxl import load_workbook

from portal.filing.states import Status
from tests.security import tenants
from tests.security.payloads import FORMULAS
from tests.security.people import HK, MUNICIPAL, A
from tests.security.world import body_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]
STARTS = tuple("=+-@＝＋－＠|\t\r")


def test_a_workbook_has_no_formula_in_it(world):
    kind = tenants.registry.types["repair.declaration"]
    with undone():
        for payload in FORMULAS:
            data = tenants.valid_data(world.a, kind) | {
                "project_name": f"{payload}工程名称",
                "site_address": payload * 3,
            }
            filing = tenants.factories.save_new(kind, data, actor=world.a.identity)
            for name in tenants.factories.PATHS[Status.SUBMITTED]:
                tenants.factories.act(filing, name)
        exports = [
            world.client(A).get("/repair/declarations/export/"),
            world.client(HK).post("/internal/review/export/?tab=open"),
            world.client(MUNICIPAL).post("/internal/review/export/?tab=all"),
        ]
        for response in exports:
            raw = body_of(response)
            book = load_workbook(io.BytesIO(raw))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
            texts = [cell.value for cell in cells if isinstance(cell.value, str)]
            assert sum("工程名称" in text for text in texts) >= len(FORMULAS)
            assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
            assert [text for text in texts if text.strip(" \u3000\ufeff").startswith(STARTS)] == []
            with zipfile.ZipFile(io.BytesIO(raw)) as parts:
                assert not any("externalLink" in name or "vba" in name.lower() for name in parts.namelist())
                assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())


COLUMNS = [
    "owner__uscc",
    "created_by__password",
    "event_head",
    "contact_mobile",
    "-contact_mobile",
    "pk",
    "?",
    "title; DROP TABLE x",
    "title_key",
    "assignee__account__phone_idx",
    "owner__accounts__password",
    "id) --",
    "--title",
    "-",
    "submitted__year",
    "",
]


@pytest.mark.parametrize("column", COLUMNS)
def test_lists_are_sorted_by_what_they_offer_only(world, column):
    """Anything else leaves the order as it is: an order by a hidden column would tell its content."""
    for actor, url in (
        (A, "/repair/declarations/"),
        (A, "/repair/projects/"),
        (HK, "/internal/review/"),
        (HK, "/internal/review/all/"),
    ):
        client = world.client(actor)
        wanted, plain = (order_of(client.get(url, query)) for query in ({"sort": column}, {}))
        assert plain
        assert wanted == plain, (url, column)


CONDITIONS = [
    {"owner": "1"},
    {"owner__name__startswith": "乙"},
    {"created_by__password__startswith": "a"},
    {"contact_mobile": "137"},
    {"status__in": "saved"},
    {"pk__gt": "0"},
    {"version": "1"},
    {"district__regex": "."},
    {"event_head__startswith": "a"},
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_lists_are_filtered_by_what_they_offer_only(world, condition):
    for actor, url in ((A, "/repair/declarations/"), (HK, "/internal/review/all/")):
        client = world.client(actor)
        assert order_of(client.get(url, condition)) == order_of(client.get(url)), condition


def order_of(response) -> list[str]:
    """The filings of a list, as they stand."""
    assert response.status_code == 200
    return [row.uuid for row in response.context["rows"]]


@pytest.fixture(autouse=True)
def contexts_are_kept(quiet, monkeypatch):
    """These tests look at what the templates were given."""
    monkeypatch.undo()


def test_the_administrators_lists_cannot_be_asked_about_passwords(world):
    for query in (
        "password__startswith=m",
        "identities__account__password__startswith=m",
        "phone_idx=x",
        "totpdevice__key=x",
    ):
        answer = world.client("auditor").get(f"/internal/admin/ca_auth/account/?{query}")
        assert answer.status_code in {302, 400}, query
        assert answer.get("Location", "e=1").endswith("e=1")


PARTS = (
    "//",
    "///",
    "\\",
    "/\\",
    "http:",
    "https:",
    "HTTPS://",
    "javascript:",
    "data:text/html,",
    "evil.invalid",
    "@evil.invalid",
    "testserver",
    "testserver@evil.invalid",
    "/desk/",
    "%2f%2f",
    "%5c",
    "\t",
    "\n",
    "%09",
    "%0d%0a",
    ".",
    "..",
    "?",
    "#",
    ":80",
    "\u2044",
    "\uff0f\uff0f",
    "\u3002",
    "[::1]",
    "0x7f.1",
    ";",
    " ",
    "\x01",
    "http:evil.invalid",
    "/%2fevil.invalid",
)


def onward_values() -> list[str]:
    rng = random.Random(8)
    fixed = [
        "//evil.invalid",
        "https://evil.invalid/desk/",
        "javascript:alert(1)",
        "/\\evil.invalid",
        "///evil.invalid",
    ]
    return fixed + ["".join(rng.choices(PARTS, k=rng.choice([1, 2, 3, 4]))) for _ in range(495)]


def test_nobody_is_sent_to_another_site(world):
    """500 spellings of `next`, at every door that knows it."""
    client = world.client(A)
    doors = (
        lambda value: client.get("/auth/", {"next": value}),
        lambda value: client.post("/auth/choose/", {"next": value, "identity": world.a.identity.pk}),
    )
    for number, value in enumerate(onward_values()):
        for door in doors if number % 5 == 0 else doors[:1]:
            with undone(client):
                answer = door(value)
            if answer.status_code == 302:
                target = answer["Location"]
                assert target.startswith("/"), (value, target)
                assert not target.startswith(("//", "/\\")), (value, target)
                assert not set("\r\n\t\\") & set(target), (value, target)
            else:
                assert answer.status_code in {200, 400}, (value, answer.status_code)
