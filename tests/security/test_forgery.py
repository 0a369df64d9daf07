"""D6: what is only looked at changes nothing, and what changes something is sent by a page of the portal."""

import pytest
from django.test import Client

from tests.security import tables
from tests.security.matrix import TABLE, read
from tests.security.people import ACTORS, HK, MUNICIPAL, SYSTEM, A
from tests.security.routes import all_routes
from tests.security.world import body_of

pytestmark = [pytest.mark.authz, pytest.mark.django_db, pytest.mark.usefixtures("quiet", "no_printing")]
MATRIX = read(TABLE.read_text("utf-8"))
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
NOT_BY_THIS_METHOD = {"405", "404", "403", "login", "choose"}


def strict(world, actor: str) -> Client:
    """A browser of the actor whose forms need their token."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies.update(world.client(actor).cookies)
    return client


def acts(world):
    """Every route, actor and unsafe method that does something with a valid token."""
    for route in all_routes():
        for actor in (A, HK, MUNICIPAL, SYSTEM):
            for method in UNSAFE:
                if MATRIX[route.key][actor][method] not in NOT_BY_THIS_METHOD:
                    yield actor, method, world.path(route)


@pytest.mark.parametrize("actor", ACTORS)
def test_looking_at_everything_changes_nothing(world, actor):
    before = tables.digests(without=tables.FROM_LOOKING)
    client = world.client(actor)
    for route in all_routes():
        path = world.path(route)
        body_of(client.get(path))
        body_of(client.head(path))
    assert tables.changed(before, tables.digests(without=tables.FROM_LOOKING)) == []


def test_without_a_token_nothing_happens(world):
    tried = refuse_all(world, {})
    assert tried > 60


def test_with_a_token_of_somebody_else_nothing_happens(world):
    refuse_all(world, {"X-CSRFToken": "a" * 64})


def test_from_another_site_nothing_happens_even_with_a_valid_token(world):
    for site in ("cross-site", "same-site"):
        before = tables.digests()
        for actor, method, path in acts(world):
            answer = world.client(actor).generic(method, path, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403, (actor, method, path)
            assert "页面已失效" in answer.text
        assert tables.changed(before, tables.digests()) == []


def test_from_another_origin_nothing_happens_even_with_a_valid_token(world):
    client = strict(world, A)
    client.get("/repair/declarations/new/")
    token = client.cookies["csrftoken"].value
    data = {"csrfmiddlewaretoken": token}
    path = "/repair/declarations/new/draft/"
    assert client.post(path, data).status_code == 200
    assert client.post(path, data, headers={"Origin": "http://evil.invalid"}).status_code == 403
    assert client.post(path, data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def refuse_all(world, headers: dict) -> int:
    """All acts with a cookie but without its token: 403, and not one row is written."""
    before, tried = tables.digests(without=tables.FROM_LOOKING), 0
    for actor, method, path in acts(world):
        client = strict(world, actor)
        client.cookies["csrftoken"] = "b" * 32
        answer = client.generic(method, path, headers=headers)
        assert answer.status_code == 403, (actor, method, path)
        tried += 1
    assert tables.changed(before, tables.digests(without=tables.FROM_LOOKING)) == []
    return tried
