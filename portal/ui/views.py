from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ca_auth.access import policy, public
from portal.ui import samples


@policy(public)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with invented data, for whoever builds a page or changes the look. Not part of the product."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/styleguide.html", samples.context(request))


@policy(public)
def pick(request: HttpRequest) -> HttpResponse:
    """Rows for the sample pick dialog."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "components/pick_results.html", samples.pick_rows(request.GET.get("q", "")))
