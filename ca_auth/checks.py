"""System checks: what production must not start with, and routes nobody has declared a policy for."""

from collections.abc import Iterator

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from ca_auth.access import Policy, declared_policy


def routes(resolver: URLResolver | None = None, prefix: str = "", apps: tuple = ()) -> Iterator[tuple]:
    """Every route of the portal as (path pattern, view, policy or None)."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = (*apps, entry.app_name) if entry.app_name else apps
            yield from routes(entry, path, inner)
        elif isinstance(entry, URLPattern):
            policy: Policy | None = declared_policy(entry.callback, list(apps))
            yield path, entry.callback, policy


@register("ca_auth")
def every_route_has_a_policy(app_configs: object, **kwargs: object) -> list[Error]:
    return [
        Error(
            f"Route {path!r} declares no access policy.",
            hint="Put @policy(...) of ca_auth.access on the view.",
            id="ca_auth.E010",
        )
        for path, _, policy in routes()
        if policy is None
    ]
