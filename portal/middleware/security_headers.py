"""Headers that Django and django-csp do not send: on every answer, refusals and files included."""

from django.conf import settings
from django.utils.cache import patch_vary_headers

# loopback-network: the login page talks to the certificate driver on the user's own machine.
PERMISSIONS_POLICY = ", ".join(
    [
        "camera=()",
        "display-capture=()",
        "fullscreen=(self)",
        "geolocation=()",
        "local-network=()",
        "local-network-access=(self)",
        "loopback-network=(self)",
        "microphone=()",
        "payment=()",
        "usb=()",
    ]
)


class SecurityHeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.static_prefix = settings.STATIC_URL
        self.session_cookies = (settings.SESSION_COOKIE_NAME, settings.INTERNAL_SESSION_COOKIE_NAME)

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        if not request.path_info.startswith(self.static_prefix):
            self._forbid_keeping(request, response)
        return response

    def _forbid_keeping(self, request, response) -> None:
        """What was shown to somebody logged in must not be found in a shared computer's cache."""
        if any(name in request.COOKIES or name in response.cookies for name in self.session_cookies):
            response["Cache-Control"] = "no-store, private"
            patch_vary_headers(response, ["Cookie"])
        else:
            response.setdefault("Cache-Control", "no-store")
