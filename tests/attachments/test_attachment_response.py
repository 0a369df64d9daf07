"""How files leave the portal."""

import random
import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.attachments import services, storage
from portal.attachments.slots import FORMATS, Slot
from portal.attachments.views import attachment_response
from tests.attachments import corpus
from tests.attachments.test_file_names import HOSTILE


@pytest.fixture
def stored(filing, identity):
    def store(data=None, name="批文.jpg"):
        slot = Slot(name="any", label="任意", accept=FORMATS, max_files=1)
        upload = SimpleUploadedFile("x", corpus.jpeg() if data is None else data)
        upload._name = name
        return services.store_upload(filing=filing, slot=slot, upload=upload, actor=identity)

    return store


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize(
    ("data", "kind", "shown"),
    [(corpus.jpeg(), "image/jpeg", True), (corpus.png(), "image/png", True), (corpus.pdf(), "application/pdf", True),
     (corpus.office("docx"), None, False), (corpus.word(), None, False)],
)  # fmt: skip
def test_headers(stored, data, kind, shown, inline):
    response = attachment_response(stored(data), inline=inline)
    assert response["Content-Type"] == (kind if shown and inline else "application/octet-stream")
    assert response["Content-Disposition"].startswith("inline" if shown and inline else "attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert response.status_code == 200


def test_chinese_name_travels_by_rfc_5987(stored):
    header = attachment_response(stored(name="立项批复（徐房管〔2026〕112号）.jpg"), inline=False)[
        "Content-Disposition"
    ]
    assert header.isascii()
    assert unquote(header.partition("filename*=utf-8''")[2]) == "立项批复（徐房管〔2026〕112号）.jpg"


def test_two_hundred_hostile_names_cannot_write_headers(stored):
    row, rng = stored(), random.Random(9)
    from portal.attachments.names import clean_name

    for _ in range(200):
        row.original_name = clean_name("".join(rng.choice(HOSTILE) for _ in range(6)))
        response = attachment_response(row, inline=False)
        assert not re.search(r"[\r\n]", response["Content-Disposition"])
        assert "Set-Cookie" not in response.headers


def test_missing_or_changed_file_is_a_page_and_a_log_line(stored, caplog):
    row = stored()
    storage.remove(row.storage_name)
    response = attachment_response(row, inline=False)
    assert response.status_code == 503
    assert "附件暂不能打开" in response.content.decode()
    assert str(row.uuid) in caplog.text
