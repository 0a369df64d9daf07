"""H1: the catalogue of what is written down is complete, and each of it happens in a test. An act that is not in the
log has not happened: the line is written in the same transaction."""

import ast
from pathlib import Path

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry

from ca_auth import messages
from ca_auth.models import SecurityEvent, SecurityEventKind
from portal.filing.models import Event
from portal.filing.registry import registry
from portal.filing.states import Status
from tests import factories
from tests.factories_auth import IdentityFactory, ReviewerFactory, uscc
from tests.plugins.auth import sign_in
from tests.security import tenants
from tests.security.people import HK, SECURITY, SYSTEM, A, browser
from tests.security.world import body_of

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = dict(
    line.split() for line in Path(__file__).with_name("events.txt").read_text("utf-8").splitlines() if line[0] != "#"
)
LOOKS = {"print", "download", "export", "reveal"}
# Refused before anybody is known, and counted as tries; they open no door.
NO_LOGIN = {"wrong_holder", "unknown_origin"}
DECLARATION = "repair.declaration"


def written_actions() -> set[str]:
    """Names given to audit.record…() and _assign() anywhere in the product, and those of all tables of actions."""
    found = {action.name for kind in registry.types.values() for action in kind.workflow.actions}
    for path in [path for app in ("portal", "contracts", "repair_projects") for path in (ROOT / app).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if name in {"record", "record_portal", "_assign"}:
                given = [word.value for word in node.keywords if word.arg == "action"]
                found |= {one.value for one in given if isinstance(one, ast.Constant)}
    return found


def test_the_catalogue_is_complete():
    acts = {f"{'look' if name in LOOKS else 'act'}.{name}" for name in written_actions()}
    access = {f"access.{kind}" for kind in SecurityEventKind.values}
    doors = {f"door.cert.{code}" for code in (set(messages.REFUSALS) | {"ok"}) - NO_LOGIN}
    staff = {f"door.staff.{outcome}" for outcome in ("ok", "bad_password", "bad_code", "throttled")}
    assert acts | access | doors | staff | {"admin.addition", "admin.change"} == set(CATALOGUE)
    assert list(CATALOGUE) == sorted(CATALOGUE)


@pytest.mark.parametrize("event", [one for one, module in CATALOGUE.items() if "test_events" not in module])
def test_the_module_named_speaks_of_the_event(event):
    word = event.rpartition(".")[2]
    text = (ROOT / CATALOGUE[event]).read_text("utf-8")
    assert f'"{word}"' in text or f".{word.upper()}" in text or f"{word}/" in text


@pytest.fixture
def told(world):
    """told(act): the events that came while it was done."""

    def during(act) -> list[Event]:
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = act()
        if hasattr(response, "status_code"):
            body_of(response)
            assert response.status_code in {200, 302}, body_of(response).decode()[:500]
        return list(Event.objects.filter(pk__gt=last).order_by("pk"))

    return during


def scenarios(world) -> dict:
    """How each event comes about, through the pages where there is one."""
    owner, office, kind = world.client(A), world.client(HK), registry.types[DECLARATION]
    own = world.a.filings[DECLARATION]
    colleague = ReviewerFactory(districts=["HK"])
    second = sign_in(browser(None), colleague)
    sheet = {status: f"/internal/review/{own[status].uuid}/" for status in Status.values}

    def version(filing) -> int:
        return kind.model.objects.get(pk=filing.pk).version

    def decide(status: str, action: str, **more):
        return office.post(f"{sheet[status]}act/{action}/", {"version": version(own[status])} | more)

    def claimed_first(step: str, client, **data):
        office.post(f"{sheet['submitted']}claim/")
        return client.post(f"{sheet['submitted']}{step}/", data)

    file = world.a.file(DECLARATION, Status.SUBMITTED)
    data = tenants.valid_data(world.a, kind)
    return {
        "act.create": lambda: owner.post(kind.url("new"), data),
        "act.save": lambda: owner.post(kind.url("edit", own["saved"]), data | {"version": version(own["saved"])}),
        "act.submit": lambda: factories.act(own["saved"], "submit"),
        "act.delete": lambda: owner.post(
            kind.url("act", own["saved"], action="delete"), {"version": version(own["saved"])}
        ),
        "act.accept": lambda: decide("submitted", "accept"),
        "act.approve": lambda: decide("accepted", "approve"),
        "act.return": lambda: decide("submitted", "return", note="请补充"),
        "act.claim": lambda: office.post(f"{sheet['submitted']}claim/"),
        "act.release": lambda: claimed_first("release", office),
        "act.take_over": lambda: claimed_first("take-over", second, note="同事休假"),
        "look.print": lambda: owner.get(kind.url("print", own["submitted"])),
        "look.export": lambda: office.post("/internal/review/export/?tab=all"),
        "look.reveal": lambda: office.post(
            f"{sheet['submitted']}reveal/", {"field": "contact_mobile", "reason": "核对联系方式"}
        ),
        "look.download": lambda: office.get(f"{sheet['submitted']}files/{file.uuid}/"),
    }


SCENARIOS = [one for one, module in CATALOGUE.items() if "test_events" in module and one.startswith(("act.", "look."))]


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet", "no_printing")
@pytest.mark.parametrize("event", SCENARIOS)
def test_each_act_and_each_look_leaves_one_line(world, told, event):
    name = event.rpartition(".")[2]
    events = told(scenarios(world)[event])
    assert [one.action for one in events][-1:] == [name]
    assert [one.action for one in events].count(name) == 1
    line = events[-1]
    assert line.actor is not None
    assert line.identity is not None
    assert line.organisation
    assert line.mac


@pytest.mark.django_db
@pytest.mark.parametrize("event", SCENARIOS)
def test_without_its_line_nothing_happens(world, monkeypatch, quiet, no_printing, event):
    """H4: where the log cannot be written, the act is undone and the look is refused."""
    act = scenarios(world)[event]

    def broken(*args, **kwargs):
        raise RuntimeError("the log is full")

    if event in {"act.release", "act.take_over"}:
        world.client(HK).post(f"/internal/review/{world.a.filings[DECLARATION]['submitted'].uuid}/claim/")
    before = state_of(world)
    monkeypatch.setattr("portal.filing.audit._new", broken)
    try:
        response = act()
    except RuntimeError:
        response = None
    assert response is None or response.status_code == 500
    assert state_of(world) == before


def state_of(world) -> tuple:
    own = registry.types[DECLARATION].model.objects.filter(owner=world.a.enterprise)
    return list(
        own.order_by("pk").values_list("pk", "status", "version", "assignee", "submission_count")
    ), Event.objects.count()


@pytest.mark.django_db
def test_choosing_an_identity_leaves_a_line(world):
    another = IdentityFactory(account=world.a.identity.account, enterprise=world.a.enterprise, system="credit")
    assert world.client(A).post("/auth/choose/", {"identity": another.pk}).status_code == 302
    line = SecurityEvent.objects.latest("pk")
    assert (line.kind, line.identity) == (SecurityEventKind.IDENTITY_CHOSEN, another)


@pytest.mark.django_db
def test_what_administrators_change_leaves_a_line(world):
    assert {"admin.addition", "admin.change"} <= set(CATALOGUE)
    data = {"name": "新单位", "uscc": uscc(9_999), "kind": "contractor", "is_active": "on"}
    client = world.client(SYSTEM)
    assert client.post("/internal/admin/ca_auth/enterprise/add/", data).status_code == 302
    assert LogEntry.objects.latest("pk").action_flag == ADDITION
    row = world.people.identities[HK]
    change = {
        "account": row.account_id,
        "system": row.system,
        "role": row.role,
        "scope": '{"districts": ["HK", "CN"]}',
    }
    assert world.client(SECURITY).post(f"/internal/admin/ca_auth/identity/{row.pk}/change/", change).status_code == 302
    line = LogEntry.objects.latest("pk")
    assert (line.action_flag, line.user) == (CHANGE, world.people.identities[SECURITY].account)
