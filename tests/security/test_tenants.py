"""A3: knowing the id of somebody else's record is worth nothing. The answer is the one for an id that does not exist,
to the byte, and nothing of it changes."""

import uuid

import pytest

from portal.filing.registry import registry
from portal.filing.states import Status
from repair_projects.models import ProjectBuilding
from tests import factories
from tests.security import tables, tenants
from tests.security.answers import comparable
from tests.security.people import HK, XH, A, B
from tests.security.routes import all_routes
from tests.security.world import MISSING, arguments, kind_of, undone

pytestmark = [pytest.mark.authz, pytest.mark.django_db, pytest.mark.usefixtures("quiet", "no_printing")]
OF_A_RECORD = ("uuid", "file", "pk", "project_no")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def missing_for(value) -> object:
    return 987_654_321 if isinstance(value, int) else MISSING


def foreign_addresses(world, actor: str):
    """Route, address of B's record, the same for nothing, and the ids. Every id is replaced alone and all together."""
    site = actor == HK
    for route in all_routes():
        names = [name for name in route.arguments if name in OF_A_RECORD]
        if not names or route.is_admin or route.is_internal != site:
            continue
        theirs = arguments(route, world.b)
        for chosen in {tuple(names), *((name,) for name in names)}:
            bad = {name: theirs[name] for name in chosen}
            none = {name: missing_for(theirs[name]) for name in chosen}
            yield route, world.path(route, **bad), world.path(route, **none), (*bad.values(), *none.values())


def data_for(route, forms: dict[str, dict]) -> dict:
    """A form that would be taken if the record were one's own."""
    own = kind_of(route)
    data = {"version": "1", "action": "accept", "note": "意见", "field": "contact_mobile", "reason": "核对联系方式"}
    data |= {"submission": "1", "target": "site_address", "text": "意见", "slot": "title-proof", "passed": "1"}
    return data | forms.get(own[0].kind, {}) if own and own[1] in {"edit", "draft"} else data


@pytest.mark.parametrize("actor", [A, HK])
def test_ids_in_addresses(world, actor):
    forms = {kind.kind: tenants.valid_data(world.a, kind) for kind in tenants.known_kinds()}
    client, tried = world.client(actor), 0
    before = tables.digests(without=tables.FROM_LOOKING)
    for route, theirs, nothing, ids in foreign_addresses(world, actor):
        data = data_for(route, forms)
        for method in METHODS:
            sent = {"data": data} if method == "POST" else {}
            call = getattr(client, method.lower())
            with undone():
                there, nowhere = (comparable(call(path, **sent), *ids) for path in (theirs, nothing))
                assert tables.changed(before, tables.digests(without=tables.FROM_LOOKING)) == [], (method, theirs)
            assert there == nowhere, (route.key, method)
            assert there[0] in {404, 405}, (route.key, method)
            tried += there[0] == 404
    assert tried > (50 if actor == A else 18)


def ids_of(tenant) -> dict[str, list[str]]:
    """What a tenant's records are known by, to be typed into fields and conditions."""
    filings = [one for by_status in tenant.filings.values() for one in by_status.values()]
    return {
        "uuid": [str(one.uuid) for one in filings],
        "number": [one.online_application_no for one in filings],
        "official": [one.official_no for one in filings if one.official_no],
        "title": [filings[0].title],
    }


QUERIES = [
    (A, "/repair/projects/lookup-declaration/?value={}", "official"),
    (A, "/repair/projects/lookup-declaration/?value={}", "number"),
    (A, "/repair/declarations/?online_application_no={}", "number"),
    (A, "/repair/declarations/?official_no={}", "official"),
    (A, "/repair/declarations/?title={}", "title"),
    (A, "/repair/projects/?declaration_no={}", "official"),
    (A, "/repair/projects/?title={}", "title"),
    (A, "/repair/projects/new/?declaration={}", "official"),
    (HK, "/internal/review/?q={}", "number"),
    (HK, "/internal/review/all/?q={}", "official"),
    (HK, "/internal/review/all/?q={}", "title"),
    (HK, "/internal/review/all/?applicant={}", "title"),
    (HK, "/internal/review/batch/?action=accept&item={}", "uuid"),
    (A, "/verify/?number={}", "number"),
    (A, "/verify/{}/?code=AAAAAAAAAA", "number"),
]


@pytest.mark.parametrize(("actor", "address", "kind"), QUERIES)
def test_ids_in_queries(world, actor, address, kind):
    """A word that nothing of the asker's own matches, whether somebody else has it or nobody."""
    for known in ids_of(world.b)[kind]:
        nobodys = str(uuid.UUID(int=1, version=4)) if kind == "uuid" else "Z" * len(known)
        if kind == "number":
            nobodys = "W19990101" + "00001"
        asked = [world.client(actor).get(address.format(value)) for value in (known, nobodys)]
        there, nowhere = (comparable(answer, known, nobodys) for answer in asked)
        assert there == nowhere
        assert there[0] in {200, 302}


def test_a_declaration_of_somebody_else_cannot_be_used(world):
    kind = registry.types["repair.project"]
    theirs = world.b.filings["repair.declaration"][Status.APPROVED].official_no
    data = tenants.valid_data(world.a, kind)
    answers = []
    for number in (theirs, "26SBXH9999"):
        with undone():
            answer = world.client(A).post("/repair/projects/new/", data | {"declaration_no": number})
            answers.append(comparable(answer, number))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_a_building_of_somebody_else_cannot_be_taken_over(world):
    """The hidden key of a row names a building of B: no more than a key that does not exist, and B keeps it."""
    mine = world.a.filings["repair.project"][Status.SAVED]
    theirs = ProjectBuilding.objects.filter(project__owner=world.b.enterprise)
    before, answers = list(theirs.order_by("pk").values()), []
    for key in (before[0]["id"], 987_654_321):
        data = factories.project_data(declaration_no=mine.declaration_no, version=str(mine.version), district="HK")
        data |= {"buildings-INITIAL_FORMS": "1", "buildings-0-id": str(key), "buildings-0-building_address": "拿走"}
        with undone():
            answers.append(
                comparable(world.client(A).post(f"/repair/projects/{mine.uuid}/edit/", data), key, mine.uuid)
            )
            assert list(theirs.order_by("pk").values()) == before
    assert answers[0] == answers[1]


def test_an_identity_of_somebody_else_cannot_be_chosen(world):
    for actor, address in ((A, "/auth/choose/"), (HK, "/internal/choose/")):
        answers = []
        for identity in (world.b.identity.pk, 987_654_321):
            with undone():
                answers.append(world.client(actor).post(address, {"identity": identity})["Location"])
                assert world.client(actor).get("/desk/" if actor == A else "/internal/review/").status_code == 200
        assert answers[0] == answers[1]


def test_a_batch_of_somebody_elses_filings_does_nothing(world):
    theirs = world.b.filings["repair.declaration"][Status.SUBMITTED]
    before = tables.digests(without=tables.FROM_LOOKING)
    texts = []
    for item in (theirs.uuid, MISSING):
        with undone():
            data = {"action": "accept", "item": f"{item}:{theirs.version}"}
            answer = world.client(HK).post("/internal/review/batch/", data, follow=True)
            texts.append(comparable(answer, item))
            assert tables.changed(before, tables.digests(without=tables.FROM_LOOKING)) == []
    assert texts[0] == texts[1]
    assert "没有找到该办件" in texts[0][1]


def test_the_mirror_is_one(world):
    """What is refused to A is served to B: the addresses of these tests mean something."""
    for actor, address in ((B, "/repair/declarations/{}/"), (XH, "/internal/review/{}/")):
        filing = world.b.filings["repair.declaration"][Status.SUBMITTED]
        assert world.client(actor).get(address.format(filing.uuid)).status_code == 200
