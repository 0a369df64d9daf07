"""Follows every address that a page offers, as its reader could: links, pictures, fragments, exports, prints."""

import html
import io
import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.security.world import body_of

ADDRESS = re.compile(r'\b(?:href|src|action|formaction|hx-get|data-[a-z-]*url)="([^"#]*)')
MOST_PER_ROUTE, MOST_PER_ADMIN_ROUTE = 25, 5
# A different order or size of the same list says nothing new.
_DULL = {"sort", "size", "page"}


@dataclass
class Page:
    url: str
    status: int
    kind: str
    text: str
    raw: bytes = b""


@dataclass
class Crawl:
    """`pages` in the order found. Each route is visited at most MOST_PER_ROUTE times; `skip` are parts of routes."""

    client: Client
    skip: tuple[str, ...] = ()
    pages: list[Page] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _routes: Counter = field(default_factory=Counter)

    def run(self, *starts: str) -> list[Page]:
        waiting = list(starts)
        while waiting:
            url = waiting.pop(0)
            if url in self._seen or not self._wanted(url):
                continue
            self._seen.add(url)
            page = self.visit(url)
            self.pages.append(page)
            waiting += [one for one in self.links(page) if one not in self._seen]
        return self.pages

    def _wanted(self, url: str) -> bool:
        try:
            route = resolve(urlsplit(url).path).route
        except Resolver404:
            return not url.startswith("/static/")
        if "logout" in route or any(part in route for part in self.skip) or route in {"healthz", "readyz"}:
            return False
        self._routes[route] += 1
        most = MOST_PER_ADMIN_ROUTE if route.startswith("internal/admin/") else MOST_PER_ROUTE
        return self._routes[route] <= most

    def visit(self, url: str, **headers) -> Page:
        response = self.client.get(url, headers=headers)
        return page_of(url, response)

    def links(self, page: Page) -> list[str]:
        if page.kind != "text/html":
            return [urljoin(page.url, page.raw.decode())] if page.kind == "redirect" else []
        found = [urljoin(page.url, html.unescape(one)) for one in ADDRESS.findall(page.text)]
        return list(dict.fromkeys(_plain(one) for one in found if one.startswith("/") and not one.startswith("//")))


def page_of(url: str, response) -> Page:
    """What the reader can read of an answer, whatever its form."""
    raw, kind = body_of(response), response.get("Content-Type", "").partition(";")[0]
    if response.status_code in {301, 302}:
        return Page(url, response.status_code, "redirect", response["Location"], response["Location"].encode())
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return Page(url, response.status_code, kind, f"{heads}\n{_text(kind, raw)}", raw)


def _text(kind: str, raw: bytes) -> str:
    if kind == "application/pdf":
        done = subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True, timeout=30)
        return done.stdout.decode()
    if kind.endswith("spreadsheetml.sheet"):
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return raw.decode("utf-8", "replace")


def _plain(url: str) -> str:
    parts = urlsplit(url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name not in _DULL and value])
    return f"{parts.path}?{query}" if query else parts.path
