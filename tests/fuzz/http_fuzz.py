"""D1: no request is answered with a status of 500 or more, whatever is in it.

    python tests/fuzz/http_fuzz.py -n 10000 --seed 7

Every route is asked by every role, with ids that exist, forms that mean something, and then all of it spoilt. Each
request is rolled back. SQLite by default; TEST_DATABASE_URL chooses PostgreSQL, which refuses more. A request that
failed is printed with its number: the same seed sends it again.
"""

import argparse
import os
import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


@dataclass
class Result:
    """`failures` are requests that were answered with 500 or more, each with where it broke."""

    statuses: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def run(world, *, number: int, seed: int) -> Result:
    """`number` requests in an order that `seed` decides."""
    from tests.security.routes import all_routes

    result = Result()
    routes = all_routes()
    for count in range(number):
        rng = random.Random(f"{seed}/{count}")
        # Each route once in a round: in 10,000 requests each is asked some fifty times.
        route = routes[count % len(routes)]
        actor = _actor(rng, route)
        request = _request(rng, world, route, actor)
        status, fault = _send(world, actor, request)
        result.statuses[status] += 1
        if status >= 500:
            result.failures.append(f"#{count} {actor}: {status} {request}\n{fault}")
    return result


def _actor(rng: random.Random, route) -> str:
    """Mostly somebody who gets past the door."""
    from tests.security import people

    inside = {
        "reviewer": people.REVIEWERS, "staff_admin": people.ADMINISTRATORS, "enterprise:repair": people.ENTERPRISES,
        "signed_in": people.ENTERPRISES,
    }  # fmt: skip
    return rng.choice(inside.get(route.policy.name, people.ACTORS) if rng.random() < 0.85 else people.ACTORS)


def _request(rng: random.Random, world, route, actor: str):
    from tests.fuzz import mutations
    from tests.security import people

    strangers = {people.B, people.XH}
    own, other = (world.b, world.a) if actor in strangers else (world.a, world.b)
    tenant = own if rng.random() < 0.85 else other
    return mutations.mutate(rng, world.path(route, tenant), _form(rng, world, route, tenant))


def _form(rng: random.Random, world, route, tenant) -> dict:
    """What the page's own form would send."""
    from tests.security.tenants import valid_data
    from tests.security.world import kind_of

    own = kind_of(route)
    if own and own[1] in {"new", "edit", "draft", "new-draft"}:
        known = world.__dict__.setdefault("_forms", {})
        key = (own[0].kind, tenant.marker)
        if key not in known:
            known[key] = valid_data(tenant, own[0])
        return known[key] | {"version": rng.choice(["1", "2"])}
    return {
        "version": rng.choice(["1", "2", "3"]), "note": "意见", "action": "accept", "submission": "1", "queue": "tab=open",
        "target": "site_address", "text": "意见", "slot": "title-proof", "passed": rng.choice("01"),
        "field": "contact_mobile", "reason": "核对联系方式", "identity": str(tenant.identity.pk), "next": "/desk/",
        "item": f"{tenant.filings['repair.declaration']['submitted'].uuid}:2",
    }  # fmt: skip


def _send(world, actor: str, request) -> tuple[int, str]:
    """The status, and for a failure where it came from. Nothing of it stays."""
    from django.core.signals import got_request_exception

    from tests.fuzz import mutations
    from tests.security.world import body_of, undone

    faults: list[str] = []

    def keep(**kwargs) -> None:
        faults.append(traceback.format_exc(limit=-4))

    client = world.client(actor)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    header = "; ".join(f"{name}={value}" for name, value in (cookies | request.cookies).items())
    got_request_exception.connect(keep)
    try:
        with undone(client):
            response = client.generic(
                "GET", "/", request.body, **mutations.as_environ(request), HTTP_COOKIE=_latin(header)
            )
            body_of(response)
    finally:
        got_request_exception.disconnect(keep)
    return response.status_code, "".join(faults[-1:])


def _latin(text: str) -> str:
    return text.encode().decode("latin-1")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    from tests.security.standalone import portal

    with portal(printing=False) as world:
        started = time.monotonic()
        result = run(world, number=options.number, seed=options.seed)
        seconds = time.monotonic() - started
    print("\n".join(result.failures))
    print(f"{options.number} requests in {seconds:.0f} s: {dict(sorted(result.statuses.items()))}")
    print(f"answers of 500 or more: {len(result.failures)}")
    return 1 if result.failures else 0


if __name__ == "__main__":
    sys.exit(main())
