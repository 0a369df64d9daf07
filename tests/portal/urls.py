"""Views that do what a view must not, or what only a broken machine does."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from ca_auth.access import policy, public
from ca_auth.models import Enterprise, EnterpriseKind
from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as portal_urls

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@policy(public)
def echo(request: HttpRequest, word: str = "") -> JsonResponse:
    return JsonResponse({"word": word, "query": request.GET.dict(), "body": request.POST.dict()})


@policy(public)
def write(request: HttpRequest) -> HttpResponse:
    Enterprise.objects.create(name="测试单位", uscc="913100000000000000", kind=EnterpriseKind.IMPLEMENTER)
    return HttpResponse("written")


@policy(public)
def touch_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    request.session.save()
    return HttpResponse("kept")


@policy(public)
def look_up(request: HttpRequest) -> HttpResponse:
    """What a list page does with a search word."""
    return HttpResponse(str(Enterprise.objects.filter(name=request.GET.get("q", "")).count()))


@policy(public)
def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("您不是这个项目的经办人。")


@policy(public)
def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("password=hunter22")


@policy(public)
def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@policy(public)
def ask_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("asked")


urlpatterns = [
    path("echo/", echo),
    path("echo/<str:word>/", echo),
    path("write/", write),
    path("touch-session/", touch_session),
    path("look-up/", look_up),
    path("refuse/", refuse),
    path("fail/", fail),
    path("lose-database/", lose_database),
    path("ask-database/", ask_database),
    *portal_urls,
]
