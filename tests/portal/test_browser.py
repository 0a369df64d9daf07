"""The browser fixtures notice what they promise to notice."""

import pytest

from tests.plugins.browser import PHONE, SIZES, check_accessibility, check_no_overflow, resize, unexpected

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_error_page_is_clean_and_accessible(page, live_server):
    page.expected.append("404")
    page.goto(live_server.url + "/no-such-page/")
    assert page.locator("h1").inner_text() == "没有找到这个页面"
    check_accessibility(page)
    for size in SIZES.values():
        resize(page, size)
        check_no_overflow(page)


def test_inline_script_is_refused_and_noticed(page, live_server):
    page.expected.extend(["404", "CSP script-src", "Content Security Policy"])
    page.goto(live_server.url + "/no-such-page/")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
    }""")
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert any("CSP script-src" in text for text in page.complaints)


def test_foreign_host_is_noticed(page, live_server):
    page.expected.extend(["404", "foreign host", "Content Security Policy", "CSP", "ERR_"])
    page.goto(live_server.url + "/no-such-page/")
    page.route("**/*", lambda route: route.abort())
    page.evaluate("() => { window.open('http://example.invalid/', '_self') }")
    page.wait_for_timeout(200)
    assert any("foreign host: http://example.invalid/" in text for text in page.complaints)
    assert unexpected(page) == []


def test_phone_is_a_phone(page, live_server):
    page.expected.append("404")
    resize(page, PHONE)
    page.goto(live_server.url + "/no-such-page/")
    assert page.evaluate("innerWidth") == PHONE[0]
