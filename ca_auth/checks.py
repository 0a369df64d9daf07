"""System checks: what production must not start with, and routes nobody has declared a policy for."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

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


@register("ca_auth")
def production_is_strict(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Settings only; what the database holds is looked at by ``trust_is_in_order``."""
    if settings.DEMO_MODE:
        return []
    found: list[CheckMessage] = []
    if settings.CA_AUTH_REVOCATION != "require":
        found.append(Error("CA_AUTH_REVOCATION 须为 require：无法核验吊销状态的证书不得登录。", id="ca_auth.E007"))
    name = settings.INTERNAL_SESSION_COOKIE_NAME
    if name == settings.SESSION_COOKIE_NAME or not (settings.SESSION_COOKIE_SECURE and name.startswith("__Host-")):
        text = "INTERNAL_SESSION_COOKIE_NAME 须以 __Host- 开头、与 SESSION_COOKIE_NAME 不同，且只经 https 传送。"
        found.append(Error(text, id="ca_auth.E005"))
    return found


@register("ca_auth", Tags.database)
def trust_is_in_order(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Run by ``migrate`` and ``check --database default``: demo authorities, lists that end soon."""
    if settings.DEMO_MODE or not databases:
        return []
    from ca_auth.models import Crl, TrustedCA

    try:
        demo = TrustedCA.objects.filter(enabled=True, is_demo=True).exists()
        late = Crl.objects.filter(ca__enabled=True, next_update__lt=timezone.now() + timedelta(hours=24))
        names = sorted({str(crl.ca) for crl in late.select_related("ca")})
    except DatabaseError:
        # Before the first migration there is nothing to look at.
        return []
    errors = [Error("演示证书机构仍处于启用状态，请在系统管理中停用。", id="ca_auth.E002")] if demo else []
    text = "吊销列表将在 24 小时内过期或已过期：{}。到期后证书将无法登录，请导入新列表。"
    return errors + [Warning(text.format(name), id="ca_auth.W008") for name in names]
