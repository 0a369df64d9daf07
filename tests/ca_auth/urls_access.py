"""A few routes with and without a declared policy."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View

from ca_auth.access import enterprise, logged_in, policy, public, reviewer, signed_in, staff_admin
from ca_auth.choices import System


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.account}|{request.identity}")


def _declared(declared):
    def view(request):
        return _answer(request)

    return policy(declared)(view)


@policy(enterprise(System.REPAIR) | reviewer)
class Shared(View):
    def get(self, request):
        return _answer(request)

    post = get


urlpatterns = [
    path("open/", _declared(public)),
    path("undeclared/", _answer),
    path("anybody/", _declared(signed_in)),
    path("account/", _declared(logged_in)),
    path("repair/", _declared(enterprise(System.REPAIR))),
    path("safety/", _declared(enterprise(System.SAFETY))),
    path("shared/", Shared.as_view()),
    path("internal/desk/", _declared(reviewer)),
    path("internal/shared/", Shared.as_view()),
    path("internal/system/", _declared(staff_admin)),
]
