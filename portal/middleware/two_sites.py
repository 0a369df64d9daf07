"""The internal site exists on INTERNAL_HOSTS only: elsewhere its addresses are not even known."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

PUBLIC_URLCONF = "portal.urls_public"


class TwoSitesMiddleware:
    """Without INTERNAL_HOSTS, as in the demo, one host serves both; production does not start without."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        if settings.INTERNAL_HOSTS and split_domain_port(request.get_host())[0] not in settings.INTERNAL_HOSTS:
            request.urlconf = PUBLIC_URLCONF
        return self.get_response(request)
