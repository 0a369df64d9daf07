"""Who gets which answer where: every route x actor x method, as a table that people can read.

    python -m tests.security.matrix --write     after a change of routes; look at the difference before committing it

Routes that answer alike stand in one block, actors that are answered alike in one line. What somebody gets:

    200 …   the status                       login   the way to the login page
    302     a redirect after an act          choose  the way to the choice of identity
    403     refused, with the reason         404     there is no such thing for them
    405     not by this method               422     understood and not done: the form has errors
"""

import argparse
import csv
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

TABLE = Path(__file__).with_name("matrix.csv")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
LOGINS, CHOICES = {"/auth/", "/internal/login/"}, {"/auth/choose/", "/internal/choose/"}
Answers = dict[str, dict[str, dict[str, str]]]


AREAS = ("public", "repair", "contracts", "review", "accounts", "administration")


def area_of(route) -> str:
    """A part of the site, so that several processes can share the work."""
    if route.is_admin:
        return "accounts" if "/ca_auth/" in route.pattern else "administration"
    if route.is_internal:
        return "review"
    start = route.pattern.partition("/")[0]
    return start if start in AREAS else "public"


def answers(world, routes) -> Answers:
    """Answer by route, actor and method. Every cell is asked of the same world."""
    from tests.security.people import ACTORS

    found: Answers = {}
    for route in routes:
        path = world.path(route)
        found[route.key] = {actor: {m: ask(world, actor, m, path) for m in METHODS} for actor in ACTORS}
    return found


def ask(world, actor: str, method: str, path: str) -> str:
    from tests.security.world import body_of, undone

    client = world.client(actor)
    with undone(client):
        response = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        body_of(response)
    return meaning(response)


def meaning(response) -> str:
    if response.status_code == 302:
        target = urlsplit(response["Location"]).path
        return "login" if target in LOGINS else "choose" if target in CHOICES else "302"
    return str(response.status_code)


def written(found: Answers) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["routes", "actors", *METHODS])
    for routes, lines in blocks(found):
        for number, (actors, cells) in enumerate(lines):
            table.writerow(["\n".join(routes) if number == 0 else "", ", ".join(actors), *cells])
    return out.getvalue()


def blocks(found: Answers) -> Iterator[tuple[list[str], list[tuple[list[str], tuple[str, ...]]]]]:
    """Routes with equal answers together, in the order of the URLconf; in each the actors with equal answers."""
    grouped: dict[str, list[str]] = {}
    for key, by_actor in found.items():
        grouped.setdefault(repr(by_actor), []).append(key)
    for routes in grouped.values():
        by_cells: dict[tuple[str, ...], list[str]] = {}
        for actor, cells in found[routes[0]].items():
            by_cells.setdefault(tuple(cells[method] for method in METHODS), []).append(actor)
        yield routes, [(actors, cells) for cells, actors in by_cells.items()]


def read(text: str) -> Answers:
    """The table as answers() gives them."""
    found: Answers = {}
    routes: list[str] = []
    for line in csv.DictReader(io.StringIO(text)):
        routes = line["routes"].split("\n") if line["routes"] else routes
        for route in routes:
            for actor in line["actors"].split(", "):
                found.setdefault(route, {})[actor] = {method: line[method] for method in METHODS}
    return found


def mismatches(expected: Answers, found: Answers) -> list[str]:
    keys = {*expected, *found}
    return [
        f"{route} {actor} {method}: {was} in the table, {now} now"
        for route in sorted(keys)
        for actor in {*expected.get(route, {}), *found.get(route, {})}
        for method in METHODS
        if (was := _cell(expected, route, actor, method)) != (now := _cell(found, route, actor, method))
    ]


def _cell(table: Answers, route: str, actor: str, method: str) -> str:
    return table.get(route, {}).get(actor, {}).get(method, "nothing")


def main() -> int:
    """Builds the world in a database of its own, asks, and compares or writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table instead of comparing with it")
    write = parser.parse_args().write
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    from tests.security.routes import all_routes
    from tests.security.standalone import portal

    with portal(printing=False) as world:
        found = answers(world, all_routes())
    if write:
        TABLE.write_text(written(found), "utf-8")
        print(f"{TABLE.name}: {len(found)} routes")
        return 0
    wrong = mismatches(read(TABLE.read_text("utf-8")), found)
    print("\n".join(wrong) or "no mismatch")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
