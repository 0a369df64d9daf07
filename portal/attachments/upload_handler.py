"""Uploads are counted while they arrive, kept in memory, and cut off at the limit: nothing goes to a temporary folder.

A view says how much it takes by an attribute `max_upload_bytes` (bytes, or a function of the address's keyword
arguments) on its function or class; others take settings.UPLOAD_MAX_BYTES, 20 MB when that is not set. The limit holds
for each file and for all files of one request together.
"""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from portal.attachments.checks import too_large
from portal.attachments.errors import UploadRefused
from portal.attachments.names import clean_name
from portal.attachments.slots import MAX_BYTES

# Fields and part headers around the files of one request.
_AROUND = 2 * 1024 * 1024 + 64 * 1024


class CappedUploadHandler(FileUploadHandler):
    """Stops reading the request as soon as it holds more than the view takes."""

    def handle_raw_input(
        self, input_data: Any, META: dict, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        self.announced, self.total = content_length, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.limit = _limit(self.request)
        self.buffer = io.BytesIO()
        if self.announced > self.limit + _AROUND:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if self.total > self.limit:
            self._refuse()
        self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            self.buffer, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )

    def _refuse(self) -> None:
        """The rest of the body is not read; the page learns of it by `received()`."""
        self.buffer = io.BytesIO()
        self.request.upload_refused = too_large(clean_name(self.file_name), self.limit)
        raise StopUpload(connection_reset=True)


def received(request: HttpRequest, field: str = "file") -> UploadedFile:
    """The one file of a request.

    Raises:
        UploadRefused: none came, or it was cut off at the limit.
    """
    upload = request.FILES.get(field)
    if refusal := getattr(request, "upload_refused", None):
        raise refusal
    if upload is None:
        raise UploadRefused("请选择文件")
    return upload


def _limit(request: HttpRequest | None) -> int:
    match = getattr(request, "resolver_match", None)
    view = match.func if match else None
    limit = getattr(view, "max_upload_bytes", None) or getattr(
        getattr(view, "view_class", None), "max_upload_bytes", None
    )
    if callable(limit):
        limit = limit(match.kwargs)
    return limit or getattr(settings, "UPLOAD_MAX_BYTES", MAX_BYTES)
