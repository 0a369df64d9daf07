"""Every route of the portal, found by walking the resolver, so that a new one cannot escape the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, get_resolver

from ca_auth.access import Policy, declared_policy


@dataclass(frozen=True)
class Route:
    """`pattern` is the route as written in the URLconf; `name` as reverse() takes it, '' where it has none."""

    pattern: str
    name: str
    policy: Policy | None
    arguments: tuple[str, ...]
    view: Any

    @property
    def key(self) -> str:
        """What names the route in tables that people read."""
        return self.name if self.name and not self.name.endswith(":") else f"/{self.pattern}"

    @property
    def is_admin(self) -> bool:
        return self.pattern.startswith("internal/admin/")

    @property
    def is_internal(self) -> bool:
        return self.pattern.startswith("internal/")

    @property
    def page(self) -> str:
        """The last part of the name: detail, edit, act … or for the admin changelist, change …"""
        return self.name.rpartition(":")[2]


@cache
def all_routes(urlconf: str | None = None) -> tuple[Route, ...]:
    return tuple(_walk(get_resolver(urlconf).url_patterns))


def _walk(patterns: list, prefix: str = "", apps: tuple = (), namespaces: tuple = ()) -> Iterator[Route]:
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            name = ":".join([*namespaces, one.name or ""])
            arguments = tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)
            yield Route(path, name, declared_policy(one.callback, list(apps)), arguments, one.callback)
        else:
            yield from _walk(
                one.url_patterns,
                path,
                (*apps, one.app_name) if one.app_name else apps,
                (*namespaces, one.namespace) if one.namespace else namespaces,
            )
