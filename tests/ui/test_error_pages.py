"""Every error page: Chinese, with a way out, without context, session or database."""

import pytest
from django.template.loader import render_to_string

CODES = (400, 403, 404, 405, 409, 410, 413, 429, 500, 503)


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_needs_nothing_and_leads_home(code):
    html = render_to_string(f"{code}.html")
    assert f">{code}<" in html
    assert 'lang="zh-Hans-CN"' in html
    assert 'href="/"' in html


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_shows_reason_and_number_as_text(code):
    html = render_to_string(f"{code}.html", {"reason": "<b>原因</b>", "request_id": "abc-123"})
    assert "&lt;b&gt;原因" in html
    assert "abc-123" in html
