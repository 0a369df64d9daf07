"""G1: protected numbers go through everything the portal does, and then the stored bytes are searched for them: in
clear, base64, hex and backwards. Deleting does not help: what was deleted is still in the file."""

import base64
import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from ca_auth.models import Account, Person
from ca_auth.privacy import EncryptedCharField
from portal.filing import drafts
from portal.filing.states import Status
from portal.notices.models import OutboxMessage
from tests import factories
from tests.factories_auth import EnterpriseFactory, IdentityFactory, ReviewerFactory
from tests.plugins.auth import sign_in
from tests.security import tenants
from tests.security.people import browser
from tests.security.tenants import Secrets, Tenant, secrets_of

PEOPLE = 1_000
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def spellings(number: str) -> set[bytes]:
    """How a number could stand in a file and still be read."""
    found = set()
    for text in {number, number[::-1], number.replace("-", "")}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = text.encode(encoding)
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
            # Base64 of the number at each of the three places it can have in a longer text.
            for before in range(3):
                inner = base64.b64encode(b"\0" * before + raw)
                found.add(inner[(before * 8 + 5) // 6 : len(raw) * 8 // 6])
    return found


HEAD = 8


def readable_in(content: bytes, numbers: list[str]) -> set[str]:
    """The numbers that stand in it in any spelling. One pass: by the first bytes of all spellings."""
    begins: dict[bytes, list[tuple[bytes, str]]] = {}
    for number in numbers:
        for spelling in spellings(number):
            begins.setdefault(spelling[:HEAD], []).append((spelling, number))
    found = set()
    for place in range(len(content) - HEAD + 1):
        for spelling, number in begins.get(content[place : place + HEAD], ()):
            if content.startswith(spelling, place):
                found.add(number)
    return found


def stored() -> bytes:
    """The database as it lies on the disk, or as it would be backed up, and every file beside it."""
    parts = [path.read_bytes() for path in sorted(Path(settings.DATA_DIR).rglob("*")) if path.is_file()]
    if connection.vendor == "postgresql":
        options = connection.get_connection_params()
        place = ["-h", options.get("host", ""), "-U", options.get("user", ""), "-d", options["dbname"]]
        environment = os.environ | {"PGPASSWORD": options.get("password") or ""}
        parts.append(subprocess.run(["pg_dump", *place], check=True, capture_output=True, env=environment).stdout)
    return b"\0".join(parts)


def test_the_search_would_find_a_number():
    """In each of the ways, wherever it begins."""
    number = secrets_of(1).mobile
    places = [b"x" * n + number.encode() + b"yz" for n in range(3)]
    for raw in places:
        for text in (raw, raw.hex().encode(), base64.b64encode(raw), raw[::-1]):
            assert readable_in(text, [number, secrets_of(5_000).mobile]) == {number}, text
    assert readable_in(number[:-1].encode() + b"x", [number]) == set()


@pytest.mark.postgres
def test_no_protected_number_is_readable_in_a_dump():
    test_no_protected_number_is_readable_in_what_is_stored()


def test_no_protected_number_is_readable_in_what_is_stored():
    numbers = live_through()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(FULL)")
    content = stored()
    assert EVIDENCE.encode() in content, "the search looks at the wrong place"
    assert readable_in(content, numbers) == set()


EVIDENCE = "丙存底"


def live_through() -> list[str]:
    """Registers, drafts, forms, submissions, remarks, notices, messages, sessions and looks at numbers."""
    enterprise = EnterpriseFactory(name=f"{EVIDENCE}有限公司")
    tenant = Tenant(IdentityFactory(enterprise=enterprise), EVIDENCE, "HK", secrets_of(3))
    known = tenant.secrets.all()
    with transaction.atomic():
        known += _register_people(tenant)
    client, reviewer = browser(tenant.identity), ReviewerFactory()
    office = sign_in(browser(None), reviewer)
    for kind in tenants.known_kinds():
        data = tenants.valid_data(tenant, kind)
        assert client.post(kind.url("new-draft"), data).status_code == 200
        if kind.kind in tenants.COMPLETE:
            assert client.post(kind.url("new"), data | {"postal_code": "x"}).status_code == 422
        assert client.post(kind.url("new"), data).status_code == 302
        filing = kind.model.objects.latest("pk")
        _file(client, office, kind, filing, data)
    drafts.keep(
        identity=tenant.identity, kind="repair.project", filing=None, version=0, data=factories.post_data(data)
    )
    assert OutboxMessage.objects.exists()
    return known


def _file(client, office, kind, filing, data: dict) -> None:
    """To the office, back, corrected, and approved, with every page looked at on the way."""
    filing = factories.act(filing, "submit")
    url = f"/internal/review/{filing.uuid}/"
    assert office.get(url).status_code == 200
    for name in [one.name for one in kind.model._meta.get_fields() if isinstance(one, EncryptedCharField)]:
        answer = office.post(f"{url}reveal/", {"field": name, "reason": "核对登记的号码"})
        assert answer.status_code == 200, name
    filing = factories.act(filing, "return")
    data |= tenants.stored_rows(kind, filing)
    assert client.post(kind.url("draft", filing), data | {"version": filing.version}).status_code == 200
    assert client.post(kind.url("edit", filing), data | {"version": filing.version}).status_code == 302
    assert client.get(kind.url("edit", filing)).status_code == 200
    filing.refresh_from_db()
    for name in factories.PATHS[Status.APPROVED]:
        filing = factories.act(filing, name)
    assert client.get(kind.url("print", filing)).status_code == 200
    assert filing.status == Status.APPROVED


def _register_people(tenant: Tenant) -> list[str]:
    """A thousand people with a number and a telephone, and some accounts that log in by them."""
    found: list[Secrets] = [_person_secrets(number) for number in range(PEOPLE)]
    for number, one in enumerate(found):
        Person(name=f"员工{number}", enterprise=tenant.enterprise, id_number=one.id_number, phone=one.mobile).save()
    for number, one in enumerate(found[:20]):
        Account.objects.create_user(f"person{number}", phone=one.mobile, id_number=one.id_number)
    return [text for one in found for text in (one.id_number, one.mobile)]


def _person_secrets(number: int) -> Secrets:
    """Numbers that differ in more than the last digits."""
    known = secrets_of(number)
    first_17 = f"3101991{900 + number % 90}{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    return Secrets(
        f"186{number * 7_919 % 10**8:08d}",
        known.phone,
        known.account,
        first_17 + tenants.resident_check_character(first_17),
    )
