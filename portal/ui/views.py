from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui import samples


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with invented data, for whoever builds a page or changes the look. Not part of the product."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/styleguide.html", samples.context(request))
