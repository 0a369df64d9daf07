"""Pages for everybody: the front page, help, and the check of a print."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ca_auth.access import policy, public
from portal.services import verification


@policy(public)
@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Manual 000 §4: after 退出 the first page of the portal is shown."""
    return render(request, "public/front.html", {"signed_in": request.identity is not None})


@policy(public)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "public/help.html")


@policy(public)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


@policy(public)
@require_safe
def verify_entry(request: HttpRequest) -> HttpResponse:
    """The form on the front page leads here; the address then carries the number."""
    number = request.GET.get("number", "").strip().upper()
    if not verification.ONLINE_NUMBER.fullmatch(number):
        return render(request, "public/verify.html", {"number": number, "bad_number": bool(number)}, status=200)
    query = request.GET.urlencode() if request.GET.get("code") else ""
    return HttpResponseRedirect(f"{reverse('verify', args=[number])}{'?' if query else ''}{query}")


@policy(public)
@require_safe
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a print says what was filed: number and check code together, else the same answer for everything."""
    code = request.GET.get("code", "").strip()
    context = {"number": number, "code": code, "found": verification.look_up(number, code) if code else None}
    return render(request, "public/verify.html", context)
