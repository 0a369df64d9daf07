"""Pages for what went wrong: in the reader's language, or JSON for who asked for it. Never a reason to fail again."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from portal import log

logger = logging.getLogger("portal.errors")

MESSAGES = {
    400: "请求内容有误，系统没有做任何改动。请返回上一页，刷新后再试。",
    403: "您当前的身份不能进行这项操作，或登录状态已失效。",
    404: "没有找到您要的内容。",
    405: "这个地址只接受页面上的按钮提交。请返回上一页，用页面上的按钮操作。",
    409: "内容已被他人修改，请刷新后再操作。",
    429: "操作过于频繁，请稍等一分钟后再试。",
    500: "系统出现错误，本次操作没有完成。我们已记录这个问题，请稍后再试。",
    503: "系统暂时无法服务，请稍后再试。已保存的内容不受影响。",
}
CSRF_REASON = "页面已失效：登录状态改变或页面打开时间过长。请返回上一页，刷新后重新提交，已填写的内容请先另行保存。"
RETRY_AFTER_SECONDS = 5


def error_response(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """The page (or JSON) of an error status; `reason` is one further sentence for the reader."""
    number = getattr(request, "id", "")
    if wants_json(request):
        body = {"status": status, "message": reason or MESSAGES[status], "request_id": number}
        response: HttpResponse = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        response = HttpResponse(_page(status, reason, number), status=status)
    if status in {429, 503}:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def wants_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    if "text/html" in accepted:
        return False
    return "application/json" in accepted or request.content_type == "application/json"


def _page(status: int, reason: str, number: str) -> str:
    try:
        return render_to_string(f"{status}.html", {"code": status, "reason": reason, "request_id": number})
    except Exception:  # the page about a failure must come, whatever else is broken
        logger.exception("error page %s could not be rendered", status)
        return f"<!doctype html><html lang=zh-Hans-CN><meta charset=utf-8><title>{status}</title>{MESSAGES[status]}"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(request, 403, _own_words(exception))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away or busy is an outage, not a fault of the portal: 503, to be tried again."""
    error = sys.exc_info()[1]
    unavailable = isinstance(error, OperationalError | InterfaceError)
    logger.error("request failed: %s [%s]", type(error).__name__, log.request_id.get())
    return error_response(request, 503 if unavailable else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_response(request, 403, CSRF_REASON)


def _own_words(exception: Exception | None) -> str:
    """What a view said when it raised PermissionDenied; Django's and Python's own messages are not for readers."""
    words = str(exception) if exception and exception.args else ""
    return words if any("\u4e00" <= letter <= "\u9fff" for letter in words) else ""
