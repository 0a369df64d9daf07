"""The desk in a browser: without complaints, operable, and nothing typed is lost when a remark is saved."""

import os

import pytest

from ca_auth.choices import Role
from portal.filing.models import Filing, Remark
from portal.filing.states import Status
from tests import factories
from tests.plugins.auth import sign_in
from tests.plugins.browser import PHONE, check_accessibility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(context, live_server, client, identity_of, serialized_db=None):
    """A browser of a reviewer of 虹口."""
    identity = identity_of(Role.DISTRICT_REVIEWER)
    sign_in(client, identity)
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
    return identity


def picture(page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_look_and_access(desk, page, live_server, resubmitted):
    filing = resubmitted()
    for _ in range(3):
        factories.declaration(submitted=True)
    factories.declaration(accepted=True)
    pages = {
        "inbox": "", "all": "all/", "done": "done/", "filing": f"{filing.uuid}/?tab=open", "only": f"{filing.uuid}/?only=1",
        "side": f"{filing.uuid}/side-by-side/title-proof/", "batch": f"batch/?action=accept&item={filing.uuid}",
    }  # fmt: skip
    for size in (None, PHONE):
        if size:
            page.set_viewport_size({"width": size[0], "height": size[1]})
        for name, path in pages.items():
            page.goto(f"{live_server.url}/internal/review/{path}")
            picture(page, f"{name}-{'phone' if size else 'desktop'}")
            check_accessibility(page)
