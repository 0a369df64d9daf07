"""Fixtures for `@pytest.mark.browser`: headless Chromium against a live server.

    @pytest.mark.browser
    def test_login(page, live_server):
        page.goto(live_server.url + "/auth/")
        check_accessibility(page)

A page fails its test on any console error, uncaught exception, violation of the content security policy, answer of 500
and on any request to another host. What a test provokes on purpose it announces: `page.expected.append("409")`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DESKTOP, LAPTOP, WIDE, ZOOMED, PHONE = (1440, 900), (1366, 768), (1920, 1080), (720, 450), (390, 844)
SIZES = {"desktop": DESKTOP, "laptop": LAPTOP, "wide": WIDE, "zoomed": ZOOMED, "phone": PHONE}


def chromium() -> str:
    """The system's Chromium; scripts/setup.sh --tests installs it."""
    for name in ("/usr/bin/chromium", "chromium", "chromium-browser"):
        if found := shutil.which(name):
            return found
    pytest.fail("chromium is not installed: run scripts/setup.sh --tests")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's own loop makes Django refuse database calls from this thread otherwise.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": DESKTOP[0], "height": DESKTOP[1]}
    )
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    watch(opened)
    yield opened
    assert unexpected(opened) == []


def watch(page: Page) -> None:
    """Collect in `page.complaints` everything that must not happen; `page.expected` holds parts of what may."""
    page.complaints, page.expected = [], []
    page.on("console", lambda message: _note_console(page, message))
    page.on("pageerror", lambda error: page.complaints.append(f"exception: {error}"))
    page.on("request", lambda request: _note_request(page, request))
    page.on("response", lambda response: _note_response(page, response))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', event =>"
        " console.error(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`))"
    )


def unexpected(page: Page) -> list[str]:
    return [text for text in page.complaints if not any(part in text for part in page.expected)]


def _note_console(page: Page, message: ConsoleMessage) -> None:
    if message.type == "error":
        page.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")


def _note_request(page: Page, request: Request) -> None:
    parts = urlsplit(request.url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
        page.complaints.append(f"foreign host: {request.url}")


def _note_response(page: Page, response: Response) -> None:
    if response.status >= 500:
        page.complaints.append(f"answer {response.status}: {response.url}")


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def check_accessibility(page: Page) -> None:
    """axe-core finds nothing to complain about, best practices included."""
    if not page.evaluate("typeof axe === 'object'"):
        # Evaluated through the debugger, which the content security policy does not concern.
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", AXE_TAGS)
    lines = [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
    assert lines == []


def check_no_overflow(page: Page) -> None:
    """The page does not scroll sideways."""
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert excess <= 0, f"{page.url}: {excess} px too wide"


def hidden_stops(page: Page, limit: int = 200) -> list[str]:
    """Controls that the Tab key reaches while something else covers them (WCAG 2.4.11), in the order of the walk."""
    covered, seen = [], set()
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(TAB_STOP)
        if stop is None or stop["id"] in seen:
            break
        seen.add(stop["id"])
        if stop["covered"]:
            covered.append(stop["label"])
    return covered


TAB_STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  window.__stops ??= new WeakMap();
  window.__count ??= 0;
  if (!window.__stops.has(element)) window.__stops.set(element, ++window.__count);
  const box = element.getBoundingClientRect();
  const x = box.left + box.width / 2;
  const label = element.labels && element.labels[0];
  const hides = (y) => {
    const top = document.elementFromPoint(x, y);
    return !top || !(element.contains(top) || top.contains(element) || (label && label.contains(top)));
  };
  // What is taller than the space between the bars may be cut off, but not be gone.
  const covered = [box.top + box.height / 2, box.top + 4, box.bottom - 4].every(hides);
  return {
    id: window.__stops.get(element),
    label: element.tagName + ' ' + (element.name || element.id || element.textContent.trim().slice(0, 30)),
    covered: covered && box.width > 1 && box.height > 1,
  };
}"""
