"""The login by itself, with a desk to arrive at: these tests stand on ca_auth alone."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ca_auth.access import enterprise, policy, public, reviewer


@policy(enterprise())
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"desk of {request.identity}")


@policy(reviewer)
def review(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"review of {request.identity}")


@policy(public)
def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("front page")


urlpatterns = [
    path("", front, name="home"),
    path("desk/", desk, name="desk"),
    path("", include("ca_auth.urls")),
    path("internal/", include("ca_auth.urls_internal")),
    path("internal/review/", review),
    path("internal/admin/", admin.site.urls),
]
