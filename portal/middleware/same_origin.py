"""A form of ours is only ever sent by a page of ours, and the browser says which page sent it."""

from django.http import HttpRequest

from portal.errors import CSRF_REASON, error_response
from portal.middleware.read_only_get import SAFE_METHODS

FOREIGN = {"cross-site", "same-site"}


class SameOriginMiddleware:
    """Refuses acts that a browser marks as sent from another site, valid token or not. Browsers without the header,
    and programs, are left to the token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") in FOREIGN:
            return error_response(request, 403, CSRF_REASON)
        return self.get_response(request)
