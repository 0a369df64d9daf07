"""Who I am here: choice of identity, the session's clock, logout."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_POST

from ca_auth.access import logged_in, passive, policy, public
from ca_auth.models import Site
from ca_auth.refusals import HOME, choose_url, safe_next
from ca_auth.services import identities, sessions
from ca_auth.site import site_of


@policy(logged_in)
class Choose(View):
    """First the system, then the role; changing either gives the browser a new session key."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "choices": identities.usable(request.account),
            "next": safe_next(request, request.GET.get("next")),
        }
        return render(request, "ca_auth/choose.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("identity", "")
        found = [one for one in identities.usable(request.account) if str(one.pk) == wanted]
        if not found:
            messages.error(request, "请选择一个可用的身份。")
            return redirect(choose_url(request))
        sessions.switch_identity(request, found[0])
        return redirect(safe_next(request, request.POST.get("next")) or HOME[site_of(request)])


@policy(logged_in)
@passive
class SessionClock(View):
    """GET tells how long the login lasts and leaves it so; POST keeps it alive."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return _clock(request)

    def post(self, request: HttpRequest) -> JsonResponse:
        sessions.touch(request.login_session, timezone.now(), at_once=True)
        return _clock(request)


def _clock(request: HttpRequest) -> JsonResponse:
    record = request.login_session
    seconds = sessions.seconds_left(record, timezone.now())
    return JsonResponse({"seconds_left": seconds, "ends_at": sessions.ends_at(record).isoformat()})


@policy(public)
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Manual 000 §3.1: 退出 returns to the first page."""
    sessions.close(request)
    return redirect("/internal/login/" if site_of(request) == Site.INTERNAL else "/")
