"""A portal with two tenants, everybody else, and an address of every route."""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.filing.registry import FilingType, registry
from portal.filing.states import Status
from tests.security import people, registers, tenants
from tests.security.people import People
from tests.security.routes import Route
from tests.security.tenants import Tenant

MISSING = uuid.UUID("00000000-0000-4000-8000-000000000000")
# Which of a tenant's filings a page is tried with; the others with a submitted one.
_STATES = {
    "edit": Status.SAVED, "draft": Status.SAVED, "draft-drop": Status.SAVED, "confirm": Status.SAVED,
    "act": Status.SAVED, "digest": Status.SAVED, "attachment": Status.SAVED, "file": Status.SAVED,
    "file-remove": Status.SAVED, "pick": Status.SAVED, "pick-open": Status.SAVED, "pick-take": Status.SAVED,
}  # fmt: skip


# Pages that say nothing without a question.
_QUERIES = {"review:batch": "?action=accept"}


@dataclass
class World:
    a: Tenant
    b: Tenant
    people: People

    def client(self, actor: str):
        return self.people.client(actor)

    def path(self, route: Route, tenant: Tenant | None = None, **changed) -> str:
        """The address of a route with ids of `tenant` (default A); `changed` replaces single arguments."""
        return address(route, arguments(route, tenant or self.a) | changed) + _QUERIES.get(route.key, "")


def build(*, more_of_b: int = 0) -> World:
    """Everything of B carries ㊙; A is its mirror image in another district."""
    a = tenants.make_tenant("甲標記", district="HK", number=1)
    b = tenants.make_tenant("乙密記", district="XH", number=2, more=more_of_b)
    for tenant in (a, b):
        registers.fill(tenant)
    return World(a, b, people.gather(a.identity, b.identity))


@contextmanager
def undone(*clients: Client):
    """What happens inside is rolled back, and `clients` forget their new cookies: every try starts from the same."""
    with same_cookies(*clients), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def same_cookies(*clients: Client):
    before = [{name: morsel.value for name, morsel in client.cookies.items()} for client in clients]
    yield
    for client, cookies in zip(clients, before, strict=True):
        client.cookies.clear()
        client.cookies.load(cookies)


def body_of(response) -> bytes:
    """Read to the end, which also closes what is streamed."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(route: Route, found: dict) -> str:
    if route.key.startswith("/"):
        return _by_hand(route, found)
    return reverse(route.name, kwargs=found)


def _by_hand(route: Route, found: dict) -> str:
    """Routes without a name: the admin's two catch-alls."""
    if route.pattern.endswith("(?P<url>.*)$"):
        return "/internal/admin/no-such-page/"
    return "/" + route.pattern.replace("<path:object_id>", str(found["object_id"]))


def kind_of(route: Route) -> tuple[FilingType, str] | None:
    """The filing type whose page this is, and the name of the page."""
    for kind in registry.types.values():
        if route.name.startswith(f"{kind.url_name}-"):
            return kind, route.name.removeprefix(f"{kind.url_name}-")
    return None


def arguments(route: Route, tenant: Tenant) -> dict:
    """Values for the route's converters that lead to something which exists."""
    found = {name: _value(route, name, tenant) for name in route.arguments}
    missing = [name for name, value in found.items() if value is None]
    assert not missing, f"tests/security/world.py has no value for {missing} of {route.key}"
    return found


def _value(route: Route, name: str, tenant: Tenant):
    if route.is_admin:
        return _admin_value(route, name)
    if own := kind_of(route):
        return _filing_value(*own, name, tenant)
    declaration = tenant.filings["repair.declaration"][Status.SUBMITTED]
    values = {
        "uuid": declaration.uuid,
        "number": declaration.online_application_no,
        "action": "accept",
        "slot": declaration.type.slots[0].name,
        "project_no": tenant.filings["repair.project"][Status.APPROVED].official_no,
    }
    if name == "file":
        return tenant.file("repair.declaration", Status.SUBMITTED).uuid
    return tenant.notice().pk if name == "pk" else values.get(name)


def _filing_value(kind: FilingType, page: str, name: str, tenant: Tenant):
    status = _STATES.get(page, Status.SUBMITTED)
    if name == "action":
        return "delete"
    if name == "slot":
        return kind.form_class.picks[0].name if "pick" in page else kind.slots[0].name
    if kind.kind not in tenant.filings:
        return MISSING
    if name == "file":
        return (tenant.draft_file(kind.kind) if page.startswith("new-") else tenant.file(kind.kind, status)).uuid
    return tenant.filings[kind.kind][status].uuid if name == "uuid" else None


def _admin_value(route: Route, name: str):
    """The first row of the model whose admin page it is."""
    if name == "content_type_id":
        return apps.get_model("contenttypes.ContentType").objects.get(model="enterprise").pk
    if name == "app_label":
        return "ca_auth"
    if name == "url":
        return "no-such-page/"
    parts = route.pattern.removeprefix("internal/admin/").split("/")
    model = apps.get_model("ca_auth", "Enterprise") if parts[0] == "r" else apps.get_model(parts[0], parts[1])
    first = model._base_manager.order_by("pk").first()
    return first.pk if first else 1
