"""A page for 405: Django answers a reload of an address that only takes POST with an empty one."""

from django.http import HttpRequest

from portal.errors import error_response


class NotAllowedMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = error_response(request, 405)
        page["Allow"] = response["Allow"]
        return page
