"""Which of the two sites a request is for, and what differs between them."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from ca_auth.models import Site

INTERNAL_PREFIX = "/internal/"


@dataclass(frozen=True)
class SiteRules:
    """``idle`` and ``absolute``: how long a login lasts without an act, and at most."""

    site: Site
    login_url: str
    cookie_name: str
    same_site: str
    idle: timedelta
    absolute: timedelta
    single_session: bool


def site_of(request: HttpRequest) -> Site:
    return Site.INTERNAL if request.path_info.startswith(INTERNAL_PREFIX) else Site.PUBLIC


def rules_for(site: str) -> SiteRules:
    if site == Site.INTERNAL:
        return SiteRules(
            site=Site.INTERNAL,
            login_url="/internal/login/",
            cookie_name=settings.INTERNAL_SESSION_COOKIE_NAME,
            same_site="Strict",
            idle=timedelta(minutes=settings.CA_AUTH_STAFF_IDLE_MINUTES),
            absolute=timedelta(hours=settings.CA_AUTH_STAFF_ABSOLUTE_HOURS),
            single_session=True,
        )
    return SiteRules(
        site=Site.PUBLIC,
        login_url="/auth/",
        cookie_name=settings.SESSION_COOKIE_NAME,
        same_site="Lax",
        idle=timedelta(minutes=settings.CA_AUTH_IDLE_MINUTES),
        absolute=timedelta(hours=settings.CA_AUTH_ABSOLUTE_HOURS),
        single_session=False,
    )


def client_ip(request: HttpRequest) -> str | None:
    """The address the nearest trusted server saw. X-Forwarded-For counts only behind TRUSTED_PROXY_COUNT proxies."""
    remote = request.META.get("REMOTE_ADDR") or None
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    claimed = forwarded[-hops] if hops and len(forwarded) >= hops else remote
    return claimed if _is_address(claimed) else remote


def _is_address(text: str | None) -> bool:
    try:
        ip_address(text or "")
    except ValueError:
        return False
    return True
