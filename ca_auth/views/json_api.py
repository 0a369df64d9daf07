"""What the calls of the login page have in common: small JSON bodies, refusals as code and sentence."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ca_auth import messages
from ca_auth.pki.token import MAX_BODY


def refusal(code: str, *, status: int = 403) -> JsonResponse:
    """A refusal as the page expects it: a code for the program, the sentence for the person."""
    body = {"error": {"code": code, "text": messages.REFUSALS[code]}}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def json_call(view: Callable[[HttpRequest], JsonResponse]) -> Callable[[HttpRequest], JsonResponse]:
    """A POST of JSON up to 16 KiB. Only this content type makes a foreign page ask first whether it may send it."""

    @require_POST
    @wraps(view)
    def call(request: HttpRequest) -> JsonResponse:
        if request.content_type != "application/json":
            return refusal("bad_request", status=415)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            return refusal("bad_request", status=413)
        return view(request)

    return call
