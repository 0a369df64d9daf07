"""Uploads are counted while they arrive."""

import tempfile

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from portal.attachments.errors import UploadRefused
from portal.attachments.upload_handler import received

MIB = 1024 * 1024
BOUNDARY = b"----limit"


class CountingBody:
    """A request body that is made while it is read, and remembers how much that was."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.head, self.left, self.tail, self.given = head, size, tail, 0

    def read(self, size: int = -1) -> bytes:
        size = 64 * 1024 if size < 0 else size
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
        elif self.left:
            part = b"x" * min(size, self.left)
            self.left -= len(part)
        else:
            part, self.tail = self.tail[:size], self.tail[size:]
        self.given += len(part)
        return part

    readline = read


def request(sizes_before: int, size: int, *, limit=None, name: str = "大文件.pdf", announced: int | None = None):
    head = b""
    for _ in range(sizes_before):
        head += part("other.pdf") + b"y" * 1000 + b"\r\n"
    head = b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="token"\r\n\r\nabc\r\n' + head + part(name)
    body = CountingBody(head, size, b"\r\n--" + BOUNDARY + b"--\r\n")
    length = len(head) + size + len(body.tail)
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST", CONTENT_TYPE=f"multipart/form-data; boundary={BOUNDARY.decode()}",
        CONTENT_LENGTH=str(length if announced is None else announced), **{"wsgi.input": body},
    )  # fmt: skip
    made = WSGIRequest(environ)
    if limit is not None:
        made.resolver_match = ResolverMatch(view(limit), (), {"slot": "a"})
    return made, body


def view(limit):
    def function(request):
        return HttpResponse()

    function.max_upload_bytes = limit
    return function


def part(name: str) -> bytes:
    return b"--" + BOUNDARY + f'\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()


def test_limit_is_exact():
    made, _ = request(0, 300_000, limit=300_000)
    assert received(made).size == 300_000
    made, _ = request(0, 300_001, limit=300_000)
    with pytest.raises(UploadRefused, match="“大文件.pdf”超过 293 KB，请压缩或拆分后重新上传。"):
        received(made)


def test_two_hundred_megabytes_are_refused_before_three_are_read(settings):
    made, body = request(0, 200 * MIB)
    with pytest.raises(UploadRefused, match="超过 20 MB"):
        received(made)
    assert body.given < 3 * MIB
    assert made.POST["token"] == "abc"


def test_length_that_lies_is_cut_off_at_the_limit():
    """Chunked transfer, or a header that announces less: what counts is what arrives."""
    made, body = request(0, 200 * MIB, limit=MIB, announced=2 * MIB)
    with pytest.raises(UploadRefused, match="超过 1 MB"):
        received(made)
    assert body.given <= 4 * MIB


def test_limit_may_depend_on_the_address():
    made, _ = request(0, 2000, limit=lambda kwargs: {"a": 1000}[kwargs["slot"]])
    with pytest.raises(UploadRefused):
        received(made)


def test_files_of_one_request_count_together():
    made, _ = request(4, 2000, limit=5999)
    with pytest.raises(UploadRefused):
        received(made)
    made, _ = request(4, 2000, limit=6000)
    assert received(made).size == 2000


def test_class_based_views_state_their_limit_too():
    class Page:
        max_upload_bytes = 10

    def function(request):
        return HttpResponse()

    function.view_class = Page
    made, _ = request(0, 11)
    made.resolver_match = ResolverMatch(function, (), {})
    with pytest.raises(UploadRefused):
        received(made)


def test_nothing_goes_to_a_temporary_folder(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("temporary file")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    made, _ = request(0, 5 * MIB)
    assert received(made).read() == b"x" * 5 * MIB


def test_no_file_is_said_so():
    made = RequestFactory().post("/", {"a": "b"})
    with pytest.raises(UploadRefused, match="请选择文件"):
        received(made)
