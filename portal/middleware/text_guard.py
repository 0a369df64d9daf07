"""Refuses text that is no text: NUL, lone surrogates, broken UTF-8. PostgreSQL answers NUL with an exception."""

import json
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from portal.errors import error_response

NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_LENGTH = re.compile("[0-9]{0,18}")

UNREADABLE = "请求中含有无法识别的字符，或没有传完。"


class NoText(Exception):
    """Something in the request is no text."""


class TextGuardMiddleware:
    """Path, query, cookies and headers are looked at before anything else, a body just before its view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        try:
            _look_at_head(request)
        except NoText:
            return error_response(request, 400, UNREADABLE)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """A view that is exempt from CSRF here may set upload handlers of its own: it parses its form itself."""
        if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
            return None
        try:
            _look_at_body(request, parse=not getattr(view, "csrf_exempt", False))
        except (NoText, UnreadablePostError):
            return error_response(request, 400, UNREADABLE)
        return None


def _look_at_head(request: HttpRequest) -> None:
    if not _LENGTH.fullmatch(request.META.get("CONTENT_LENGTH") or ""):
        raise NoText
    # Django would read address and form by any charset that is named here, and fail to write them again.
    if request.content_params.get("charset", "utf-8").lower() != "utf-8":
        raise NoText
    _refuse_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"), quoted=True)
    # Django has written bytes that are no UTF-8 as percent signs again: only NUL can be in a path.
    _refuse([request.path_info])
    _refuse(request.COOKIES.values())
    _refuse(value for name, value in request.META.items() if name.startswith("HTTP_"))


def _look_at_body(request: HttpRequest, parse: bool) -> None:
    kind = request.content_type
    if kind == "application/x-www-form-urlencoded":
        _refuse_bytes(request.body, quoted=True)
    elif kind == "application/json":
        _refuse_json(request.body)
    if parse and kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        for name, values in request.POST.lists():
            _refuse([name, *values])
        for name, files in request.FILES.lists():
            _refuse([name, *(file.name or "" for file in files)])


def _refuse(values: Iterable[str]) -> None:
    for value in values:
        if NO_TEXT.search(value):
            raise NoText


def _refuse_bytes(raw: bytes, *, quoted: bool = False) -> None:
    data = unquote_to_bytes(raw) if quoted else raw
    try:
        _refuse([data.decode("utf-8")])
    except UnicodeDecodeError as error:
        raise NoText from error


def _refuse_json(raw: bytes) -> None:
    """An escape can name a character that the bytes do not show, so what was meant is looked at as well."""
    _refuse_bytes(raw)
    if b"\\u" not in raw:
        return
    try:
        meant = json.dumps(json.loads(raw), ensure_ascii=False)
    except (ValueError, RecursionError):
        raise NoText from None
    # json.dumps writes NUL as an escape again; a backslash before it doubles.
    if re.search(r"(?<!\\)(?:\\\\)*\\u0000", meant):
        raise NoText
    _refuse([meant])
