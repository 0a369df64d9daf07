"""Login by certificate: the page, the challenge, the verdict."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ca_auth.access import policy, public
from ca_auth.models import Site
from ca_auth.pki.token import MalformedToken, parse_object, submit_purpose
from ca_auth.refusals import HOME, choose_url, safe_next
from ca_auth.services import challenges, throttle
from ca_auth.services.login import certificate_login
from ca_auth.site import client_ip
from ca_auth.views.json_api import json_call, refusal


@policy(public)
@require_safe
def login_page(request: HttpRequest) -> HttpResponse:
    """Manual 000 §3.1: the driver is detected before anything can be typed."""
    onward = safe_next(request, request.GET.get("next"))
    if request.identity is not None:
        return redirect(onward or HOME[Site.PUBLIC])
    context = {"agent_urls": " ".join(settings.AGENT_URLS), "next": onward, "demo": settings.DEMO_MODE}
    return render(request, "ca_auth/login.html", context)


@policy(public)
@json_call
def challenge(request: HttpRequest) -> JsonResponse:
    """A number to sign: for the login, or under {"digest": sha256} for handing something in."""
    origin = challenges.origin_of(request)
    if origin is None:
        return refusal("unknown_origin", status=400)
    if not throttle.take(throttle.CHALLENGES_PER_IP, client_ip(request)):
        return refusal("throttled", status=429)
    try:
        purpose = _purpose(parse_object(request.body or b"{}"))
    except MalformedToken:
        return refusal("bad_request", status=400)
    return JsonResponse({"nonce": challenges.issue(request, origin=origin, purpose=purpose).nonce})


@policy(public)
@json_call
def verify(request: HttpRequest) -> JsonResponse:
    """The signed token; answers where to go on, or why not."""
    outcome = certificate_login(request, request.body)
    if not outcome.ok:
        return refusal(outcome.code, status=outcome.status)
    onward = safe_next(request, request.GET.get("next")) or HOME[Site.PUBLIC]
    return JsonResponse({"next": onward if outcome.identity else choose_url(request, onward)})


def _purpose(fields: dict) -> str:
    digest = fields.get("digest")
    if digest is None:
        return challenges.LOGIN
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise MalformedToken("not a SHA-256 in lower-case hex")
    return submit_purpose(digest)


@policy(public)
@require_safe
def driver_help(request: HttpRequest) -> HttpResponse:
    """Manual 000 §2: what to install, and what to do when it is not detected."""
    return render(request, "ca_auth/driver_help.html", {"agent_urls": settings.AGENT_URLS, "demo": settings.DEMO_MODE})
