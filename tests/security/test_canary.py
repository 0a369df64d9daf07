"""A4 and G3: everything that a tenant typed carries its marker, and its protected numbers exist nowhere else. Whoever
is not concerned reads every page there is, and finds none of it."""

from datetime import timedelta
from functools import cache

import pytest
import time_machine
from django.utils import timezone

from ca_auth.models import LoginSession
from portal.filing.models import Event
from portal.filing.states import Status
from tests.security import tenants
from tests.security.answers import comparable
from tests.security.crawler import Crawl, Page, page_of
from tests.security.people import (
    A_DISABLED,
    A_ELSEWHERE,
    ACTORS,
    ADMINISTRATORS,
    ANONYMOUS,
    HK,
    MUNICIPAL,
    REVIEWERS,
    XH,
    A,
    B,
)
from tests.security.world import undone

pytestmark = [pytest.mark.authz, pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("quiet")]
STARTS = {
    "public": ("/", "/desk/", "/notices/", "/auth/choose/", "/verify/"),
    "internal": ("/internal/review/", "/internal/review/all/"),
}
# The prints carry some numbers in full, because the paper form asks for them; tests/printing says which.
PAPER = "application/pdf"


@pytest.fixture(scope="module")
def pages_of(world):
    """pages_of(actor): all that the actor reaches; crawled once."""

    @cache
    def crawl(actor: str) -> list[Page]:
        starts = (
            ("/internal/admin/",)
            if actor in ADMINISTRATORS
            else STARTS["internal" if actor in REVIEWERS else "public"]
        )
        found = Crawl(world.client(actor))
        found.run(*starts)
        for tab in ("open", "all", "done", "returned") if actor in REVIEWERS else ():
            url = f"/internal/review/export/?tab={tab}"
            found.pages.append(page_of(url, found.client.post(url)))
        return found.pages

    return crawl


def leaks(pages: list[Page], strings: set[str]) -> list[str]:
    return [f"{page.url}: {one}" for page in pages for one in sorted(strings) if one in page.text]


def test_the_crawl_reaches_what_there_is(world, pages_of):
    """Without this the tests below would be content with an empty portal."""
    pages = pages_of(A)
    assert {page.kind for page in pages} >= {"text/html", PAPER, "application/octet-stream", "application/json"} - {
        "application/octet-stream", "application/json"
    }  # fmt: skip
    assert any(page.kind.endswith("spreadsheetml.sheet") for page in pages)
    own = [page for page in pages if world.a.marker in page.text]
    assert len(own) > 40
    assert len([page for page in pages if page.kind == PAPER and world.a.marker in page.text]) >= 10
    seen = " ".join(page.url for page in pages)
    for by_status in world.a.filings.values():
        assert all(str(filing.uuid) in seen for filing in by_status.values())
    assert max(page.status for page in pages) < 500


def test_an_enterprise_reads_nothing_of_another(world, pages_of):
    for actor in (A, A_ELSEWHERE):
        assert leaks(pages_of(actor), world.b.own_strings()) == []


def test_visitors_and_disabled_people_read_nothing_of_anybody(world, pages_of):
    own = world.a.own_strings() | world.b.own_strings()
    assert leaks(pages_of(ANONYMOUS), own) == []
    # Whoever has lost the identity is still greeted by the account's name.
    assert leaks(pages_of(A_DISABLED), world.b.own_strings() | set(world.a.secrets.all())) == []


@pytest.mark.parametrize("actor", [HK, XH])
def test_a_district_reads_nothing_of_another(world, pages_of, actor):
    own, other = (world.a, world.b) if actor == HK else (world.b, world.a)
    pages = pages_of(actor)
    assert len([page for page in pages if own.marker in page.text]) > 15
    assert leaks(pages, other.own_strings()) == []


@pytest.mark.parametrize("actor", [*REVIEWERS])
def test_what_was_never_submitted_is_not_for_reviewers(world, pages_of, actor):
    for tenant in (world.a, world.b):
        unsent = [by_status[Status.SAVED] for by_status in tenant.filings.values()]
        strings = {str(one.uuid) for one in unsent} | {one.online_application_no for one in unsent}
        assert leaks(pages_of(actor), strings) == []


def test_the_municipal_office_sees_both(world, pages_of):
    for tenant in (world.a, world.b):
        assert any(tenant.marker in page.text for page in pages_of(MUNICIPAL))


@pytest.mark.parametrize("actor", ACTORS)
def test_protected_numbers_are_masked_for_everybody(world, pages_of, actor):
    """Lists, pages, exports, forms and registers. Only a draft shows to its own typist what was typed."""
    numbers = {one for tenant in (world.a, world.b) for one in tenant.secrets.all()}
    pages = [page for page in pages_of(actor) if page.kind != PAPER and not page.url.endswith("/new/?draft=1")]
    assert leaks(pages, numbers) == []
    drafts = [page for page in pages_of(actor) if page.url.endswith("/new/?draft=1")]
    other = world.a if actor == B else world.b
    assert leaks(drafts, set(other.secrets.all())) == []


def test_masks_are_shown_instead(world, pages_of):
    masked = f"{world.a.secrets.mobile[:3]}****{world.a.secrets.mobile[-4:]}"
    for actor in (A, HK):
        assert any(masked in page.text for page in pages_of(actor)), actor
    ids = [f"{t.secrets.id_number[:3]}***********{t.secrets.id_number[-4:]}" for t in (world.a, world.b)]
    assert any(ids[0] in page.text for page in pages_of("system admin"))


def test_lists_of_one_do_not_depend_on_rows_of_the_other(world):
    """The same pages before and after B files more, to the byte."""
    addresses = [
        (A, "/desk/"), (A, "/repair/declarations/"), (A, "/repair/declarations/?title=记"), (A, "/repair/projects/"),
        (A, "/notices/"), (A, "/repair/declarations/?status=submitted"), (HK, "/internal/review/"),
        (HK, "/internal/review/all/?q=记"), (HK, "/internal/review/done/"),
    ]  # fmt: skip
    before = [comparable(world.client(actor).get(url)) for actor, url in addresses]
    with undone():
        kind = tenants.registry.types["repair.declaration"]
        for status in (Status.SUBMITTED, Status.RETURNED, Status.APPROVED):
            tenants.make_filing(world.b, kind, status)
        after = [comparable(world.client(actor).get(url)) for actor, url in addresses]
    for (actor, url), was, now in zip(addresses, before, after, strict=True):
        assert now == was, (actor, url)


def reveal(world, actor: str, tenant, **changes):
    filing = tenant.filings["repair.project"][Status.SUBMITTED]
    data = {"field": "client_manager_id_no", "reason": "核对项目负责人身份"} | changes
    return world.client(actor).post(f"/internal/review/{filing.uuid}/reveal/", data)


def test_a_look_at_a_number_is_answered_once_and_recorded(world):
    with undone():
        before = Event.objects.count()
        answer = reveal(world, HK, world.a)
        assert world.a.secrets.id_number in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        event = Event.objects.order_by("-pk").first()
        assert Event.objects.count() == before + 1
        assert (event.action, event.note) == ("reveal", "核对项目负责人身份")
        assert event.identity == world.people.identities[HK]
        assert event.facts["field"] == "client_manager_id_no"
        assert world.a.secrets.id_number not in str(event.__dict__)


@pytest.mark.parametrize("changes", [{"reason": ""}, {"reason": "看"}, {"field": "project_name"}, {"field": "status"}])
def test_a_look_without_reason_or_at_something_else_is_refused(world, changes):
    before = Event.objects.count()
    answer = reveal(world, HK, world.a, **changes)
    assert answer.status_code == 422
    assert leaks([page_of("", answer)], set(world.a.secrets.all())) == []
    assert Event.objects.count() == before


def test_sixty_looks_an_hour_are_enough(world):
    with undone():
        statuses = [reveal(world, HK, world.a).status_code for _ in range(61)]
        assert statuses == [200] * 60 + [429]
        assert Event.objects.filter(action="reveal").count() == 60
        refused = reveal(world, HK, world.a)
        assert world.a.secrets.id_number not in refused.content.decode()
        with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
            LoginSession.objects.update(started_at=timezone.now(), last_seen_at=timezone.now())
            assert reveal(world, HK, world.a).status_code == 200
