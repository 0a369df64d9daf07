"""A2: what every role is answered on every route by every method, against the reviewed table matrix.csv; and what must
hold in that table whatever the routes are."""

import pytest

from ca_auth.models import SecurityEvent, SecurityEventKind
from tests.security import matrix
from tests.security.people import A_DISABLED, A_ELSEWHERE, ACTORS, ADMINISTRATORS, ANONYMOUS, REVIEWERS, XH, A, B
from tests.security.routes import Route, all_routes

pytestmark = [pytest.mark.authz, pytest.mark.django_db]
TABLE = matrix.read(matrix.TABLE.read_text("utf-8"))
REFUSED = {"login", "choose", "403", "404"}
OF_A_RECORD = {"uuid", "file", "pk", "project_no"}
# Who gets past the policy of a route. Staff have no session on the public site, nor enterprises on the internal one.
ADMITTED = {
    "public": set(ACTORS),
    "logged_in": {A, A_ELSEWHERE, A_DISABLED, B},
    "signed_in": {A, A_ELSEWHERE, B},
    "enterprise": {A, A_ELSEWHERE, B},
    "enterprise:repair": {A, B},
    "reviewer": set(REVIEWERS),
    "staff_admin": set(ADMINISTRATORS),
}


def admitted(route: Route) -> set[str]:
    if route.is_internal and route.policy.name == "logged_in":
        return {*REVIEWERS, *ADMINISTRATORS}
    return ADMITTED[route.policy.name]


@pytest.mark.slow
@pytest.mark.usefixtures("quiet", "no_printing")
@pytest.mark.parametrize("area", matrix.AREAS)
def test_every_cell_is_what_the_table_says(world, area):
    """A difference is a change of rights: python -m tests.security.matrix --write, then read what changed."""
    routes = [route for route in all_routes() if matrix.area_of(route) == area]
    found = matrix.answers(world, routes)
    expected = {route.key: TABLE.get(route.key, {}) for route in routes}
    assert matrix.mismatches(expected, found) == []


def test_the_table_knows_every_route_and_nothing_else():
    assert set(TABLE) == {route.key for route in all_routes()}
    assert {actor for by_actor in TABLE.values() for actor in by_actor} == set(ACTORS)


def test_no_cell_is_a_failure():
    cells = [(*place, code) for *place, code in cells_of(TABLE) if code.isdecimal() and int(code) >= 500]
    assert cells == []


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.key)
def test_whom_the_policy_does_not_admit_is_refused(route):
    for actor in set(ACTORS) - admitted(route):
        assert set(TABLE[route.key][actor].values()) <= REFUSED, (actor, TABLE[route.key][actor])


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.key)
def test_head_is_answered_like_get(route):
    for actor, cells in TABLE[route.key].items():
        assert cells["HEAD"] == cells["GET"], actor


def test_a_record_of_somebody_else_is_not_there():
    """The table is made with records of A in 虹口: neither B nor the reviewer of 徐汇 finds them."""
    for route in all_routes():
        if OF_A_RECORD & set(route.arguments) and not route.is_admin:
            stranger = XH if route.is_internal else B
            asked = {method: code for method, code in TABLE[route.key][stranger].items() if method != "OPTIONS"}
            assert set(asked.values()) <= {"404", "405"}, (route.key, stranger, asked)


def test_reviewers_and_administrators_do_not_share_pages():
    for route in all_routes():
        if route.policy.name in {"reviewer", "staff_admin"}:
            others = ADMINISTRATORS if route.policy.name == "reviewer" else REVIEWERS
            assert {code for actor in others for code in TABLE[route.key][actor].values()} <= {"403", "404"}


def test_logs_are_written_by_nobody():
    """三员: the auditor reads, and nobody adds, changes or deletes a line of a log."""
    for model in ("securityevent", "loginattempt"):
        for page in ("add", "change", "delete"):
            for actor in ADMINISTRATORS:
                assert TABLE[f"admin:ca_auth_{model}_{page}"][actor]["POST"] == "403"
        assert TABLE[f"admin:ca_auth_{model}_changelist"]["auditor"]["GET"] == "200"


@pytest.mark.usefixtures("quiet")
def test_a_refusal_leaves_an_event(world):
    """H1: who is known and is refused stands in the log, once for each try, with what was asked for."""
    for route in all_routes():
        for actor in set(ACTORS) - {ANONYMOUS}:
            refused = [method for method in ("GET", "POST") if TABLE[route.key][actor][method] == "403"]
            for method in refused:
                path = world.path(route)
                before = SecurityEvent.objects.count()
                assert world.client(actor).generic(method, path).status_code == 403
                assert SecurityEvent.objects.count() == before + 1, (route.key, actor, method)
                event = SecurityEvent.objects.latest("pk")
                assert event.kind == SecurityEventKind.REFUSED
                assert (event.identity, event.subject) == (
                    world.people.identities[actor],
                    path.partition("?")[0][:200],
                )


def cells_of(table: matrix.Answers):
    for route, by_actor in table.items():
        for actor, cells in by_actor.items():
            for method, code in cells.items():
                yield route, actor, method, code
