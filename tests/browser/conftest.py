"""An enterprise with its USB key and reviewers of 虹口, each in a browser of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from ca_auth.choices import Role
from ca_auth.models import Identity, LoginSession
from tests.browser.agent import Helper, announce, insert_key
from tests.plugins.auth import DemoPki, certificate_login, sign_in
from tests.plugins.browser import DESKTOP, unexpected, watch

KEY = "ec-sign"


@pytest.fixture
def agent(trusted_pki: DemoPki, live_server, settings, tmp_path: Path) -> Iterator[Helper]:
    """The helper with one key in it; the portal knows its address."""
    store = tmp_path / "agent-keys"
    store.mkdir(mode=0o700)
    insert_key(trusted_pki, store, KEY)
    settings.PORTAL_ORIGINS = [live_server.url]
    helper = Helper(store, live_server.url).start()
    announce(settings, [helper.address])
    yield helper
    helper.stop()


@pytest.fixture
def enterprise(agent: Helper, trusted_pki: DemoPki) -> Identity:
    """The implementing unit that holds the key."""
    client = signed_in_client(trusted_pki)
    return client.identity


@pytest.fixture
def clerk(enterprise: Identity, trusted_pki: DemoPki, page: Page, live_server) -> Page:
    """The enterprise's browser, logged in with the key; `clerk.identity` acts."""
    give_cookies(page.context, signed_in_client(trusted_pki), live_server.url)
    page.identity, page.address = enterprise, live_server.url
    return page


@pytest.fixture
def new_browser(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """new_browser(identity): one more window of its own, with that identity logged in (None: a visitor)."""
    opened: list[tuple[BrowserContext, Page]] = []

    def open_window(identity: Identity | None = None, **options) -> Page:
        context = browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
            **options,
        )
        context.set_default_timeout(10_000)
        if identity is not None:
            give_cookies(context, sign_in(Client(), identity), live_server.url)
        page = context.new_page()
        watch(page)
        page.identity, page.address = identity, live_server.url
        opened.append((context, page))
        return page

    yield open_window
    complaints = [unexpected(page) for _, page in opened]
    for context, _ in opened:
        context.close()
    assert not any(complaints), complaints


@pytest.fixture
def desk(identity_of, new_browser) -> Page:
    """The browser of a reviewer of 虹口."""
    return new_browser(identity_of(Role.DISTRICT_REVIEWER))


def signed_in_client(pki: DemoPki) -> Client:
    """A client that went through the certificate login."""
    pki.enterprise(KEY)
    client = Client()
    answer = certificate_login(client, pki, KEY)
    assert answer.status_code == 200, answer.content
    client.identity = LoginSession.objects.live().select_related("identity__enterprise").latest("pk").identity
    return client


def give_cookies(context: BrowserContext, client: Client, address: str) -> None:
    context.add_cookies([{"name": n, "value": c.value, "url": address} for n, c in client.cookies.items()])
