"""Gives every request a number that stands in its log lines, on its error page and in its answer."""

import logging
import secrets
import time

from portal import log

access = logging.getLogger("portal.access")


class RequestIdMiddleware:
    """Outermost, so that the line of the access log counts everything. The query never goes into the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = secrets.token_hex(8)
        # Not reset afterwards: Django logs refusals once all middleware is done.
        log.request_id.set(request.id)
        started = time.perf_counter()
        response = self.get_response(request)
        milliseconds = round((time.perf_counter() - started) * 1000)
        access.info("%s %s %s %s ms", request.method, request.path, response.status_code, milliseconds)
        response["X-Request-ID"] = request.id
        return response
