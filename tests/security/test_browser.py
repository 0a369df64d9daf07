"""D3 in a browser: a filing full of scripts is opened by both sides. Nothing runs, nothing opens, nothing is refused
by the policy, because nothing got that far. J4: and nothing is asked of another host."""

import pytest

from portal.filing.registry import registry
from tests import factories
from tests.factories_auth import ReviewerFactory
from tests.plugins.auth import sign_in
from tests.security import tenants
from tests.security.payloads import SCRIPTS
from tests.security.test_scripts import payload_data

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def enter(context, client, identity, live_server) -> None:
    sign_in(client, identity)
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])


def test_nothing_that_was_typed_runs(context, page, client, live_server):
    """The page fixture fails on any violation of the policy, exception, or request to another host."""
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script("window.pwn = () => console.error('pwn ran')")
    tenant = tenants.Tenant(factories.implementer(), "戊", "HK", tenants.secrets_of(7))
    enter(context, client, tenant.identity, live_server)
    kind = registry.types["repair.declaration"]
    filing = returned_filing(tenant, kind)
    seen = [look(page, live_server.url + url, filing.project_name) for url in owners_pages(kind, filing)]
    office = ReviewerFactory(districts=["HK"])
    again = factories.act(factories.act(filing, "save", change=form(kind, tenant, filing)), "submit")
    enter(context, client, office, live_server)
    seen += [look(page, live_server.url + url, again.project_name) for url in offices_pages(again)]
    assert len(seen) > 8
    assert dialogs == []


def form(kind, tenant, filing):
    data = payload_data(tenant, kind, 9) | {"version": str(filing.version)}
    return factories.form_of(kind, data, actor=tenant.identity, instance=kind.model.objects.get(pk=filing.pk))


def returned_filing(tenant, kind):
    filing = factories.save_new(kind, payload_data(tenant, kind, 4), actor=tenant.identity)
    filing = factories.act(filing, "submit")
    return factories.act(filing, "return", note=SCRIPTS[0])


def owners_pages(kind, filing) -> list[str]:
    own = [kind.url(page, filing) for page in ("edit", "detail", "receipt")]
    return ["/desk/", kind.url("list"), "/notices/", *own, f"{kind.url('list')}?title=%3Cscript%3Epwn()%3C/script%3E"]


def offices_pages(filing) -> list[str]:
    start = "/internal/review/"
    return [
        f"{start}{filing.uuid}/",
        f"{start}all/",
        f"{start}{filing.uuid}/?only=1",
        f"{start}?q=%22onmouseover=pwn()",
    ]


def look(page, url: str, payload: str) -> str:
    """Open, touch everything that listens, and find the payload as text where the page shows filings."""
    page.goto(url)
    page.evaluate("document.querySelectorAll('summary').forEach(one => one.click())")
    for name in ("mouseover", "focus", "toggle", "load", "error"):
        page.evaluate(
            "name => document.querySelectorAll('*').forEach(one => one.dispatchEvent(new Event(name)))", name
        )
    if "?" not in url:
        assert payload in shown(page), url
    return url


def shown(page) -> str:
    """Texts and values of the page."""
    return page.evaluate(
        "document.body.textContent + [...document.querySelectorAll('input, textarea')].map(one => one.value).join()"
    )
