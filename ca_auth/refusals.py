"""What somebody gets who may not see a page: the way to the login, the way to another identity, or the reason."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from ca_auth.access import Policy
from ca_auth.models import LoginSession, SecurityEvent, SecurityEventKind, Site
from ca_auth.services.sessions import key_digest
from ca_auth.site import client_ip, rules_for, site_of

HOME = {Site.PUBLIC: "/desk/", Site.INTERNAL: "/internal/review/"}


def safe_next(request: HttpRequest, wanted: str | None) -> str:
    """``wanted`` if it is an address of this site, else ''."""
    allowed = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=allowed, require_https=request.is_secure()):
        parts = urlsplit(wanted)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return path if path.startswith("/") and not path.startswith("//") else ""
    return ""


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """The login page of this site, coming back to the page asked for."""
    if site_of(request) == Site.INTERNAL and _is_enterprise_browser(request):
        raise Http404
    return _go(request, rules_for(site_of(request)).login_url, status=401)


def choose_url(request: HttpRequest, onward: str = "") -> str:
    """The choice of identity on this request's site."""
    address = "/internal/choose/" if site_of(request) == Site.INTERNAL else "/auth/choose/"
    return f"{address}?{urlencode({'next': onward})}" if onward else address


def ask_to_choose(request: HttpRequest) -> HttpResponse:
    """Logged in, but not acting as anybody yet."""
    return _go(request, choose_url(request), status=403)


def ask_for_new_password(request: HttpRequest) -> HttpResponse:
    """Nothing else is open to who still uses a password that somebody else knows."""
    return _go(request, "/internal/password/", status=403)


def refuse(request: HttpRequest, declared: Policy) -> HttpResponse:
    """An identity that does not fit: internal pages do not exist for enterprises, others say why."""
    note(request, policy=declared.name)
    if site_of(request) == Site.INTERNAL and request.identity and request.identity.enterprise_id:
        raise Http404
    return _explain(request)


def note(request: HttpRequest, **facts: str) -> None:
    """The line in the log of security events: who was refused what."""
    SecurityEvent.objects.create(
        kind=SecurityEventKind.REFUSED,
        account=request.account,
        identity=request.identity,
        subject=request.path[:200],
        facts={**facts, "method": request.method},
        ip=client_ip(request),
    )


def _explain(request: HttpRequest) -> HttpResponse:
    return render(request, "ca_auth/forbidden.html", status=403)


def _go(request: HttpRequest, address: str, *, status: int) -> HttpResponse:
    """A redirect for pages; for calls made by scripts an answer they can act on."""
    target = f"{address}?{urlencode({'next': _wanted_page(request)})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=status, headers={"HX-Redirect": target})
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": {"code": "login_required"}, "login": target}, status=status)
    return redirect(target)


def _wanted_page(request: HttpRequest) -> str:
    """The page to come back to; a form's target cannot be opened by GET, so the page it was on."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    return safe_next(request, request.headers.get("Referer")) or HOME[site_of(request)]


def _is_enterprise_browser(request: HttpRequest) -> bool:
    """Whether this browser is logged in on the public site, where internal pages do not exist."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return bool(key) and LoginSession.objects.live().filter(site=Site.PUBLIC, key_hmac=key_digest(key)).exists()
