"""Every page in every state: accessible, nowhere too wide, no focus behind the bars. The windows are watched for
errors, refusals of the content security policy and requests to other hosts all the while."""

import pytest
from playwright.sync_api import Page

from ca_auth.choices import Role
from portal.filing.models import Filing
from portal.filing.states import Status
from portal.printing.check_code import check_code
from tests import factories
from tests.browser import steps
from tests.plugins.browser import (
    DESKTOP,
    LAPTOP,
    PHONE,
    ZOOMED,
    check_accessibility,
    check_no_overflow,
    hidden_stops,
    resize,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAKERS = {"declaration": factories.declaration, "project": factories.project_filing}
EDITABLE = (Status.SAVED, Status.RETURNED)


def inspect(page: Page, *, walk: bool = False) -> None:
    """The page as it stands, at four sizes; without motion, so that a menu is gone at once when the window shrinks."""
    page.emulate_media(reduced_motion="reduce")
    check_words(page)
    check_accessibility(page)
    for size in (LAPTOP, ZOOMED, PHONE, DESKTOP):
        resize(page, size)
        check_no_overflow(page)
        if walk and size in {ZOOMED, DESKTOP}:
            page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
            assert hidden_stops(page) == [], f"{page.url} {size}"
    if walk:  # the shapes that only a phone has
        resize(page, PHONE)
        check_accessibility(page)
    resize(page, DESKTOP)


def check_words(page: Page) -> None:
    """No markup, no template and no Python in what people read."""
    text = page.locator("body").inner_text()
    assert [leak for leak in ("</", "<span", "{{", "{%", "None", "undefined", "NaN", "&amp;") if leak in text] == []


@pytest.fixture
def visitor(page: Page, live_server) -> Page:
    page.address = live_server.url
    return page


@pytest.mark.parametrize(
    "path", ["/", "/help/", "/help/driver/", "/help/accessibility/", "/verify/", "/internal/login/", "/auth/"]
)
def test_public_pages(agent, visitor, path):
    steps.go(visitor, path)
    inspect(visitor, walk=True)


def test_verification_found_and_not_found(visitor):
    filing = factories.declaration(approved=True)
    number, digest = filing.online_application_no, filing.snapshots.get().sha256
    for code in (check_code(number, digest), "AAAAA-AAAAA"):
        steps.go(visitor, f"/verify/{number}/?code={code}")
        inspect(visitor)


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("state", Status.values)
def test_filing_in_each_state(clerk, enterprise, kind, state):
    filing = MAKERS[kind](owner=enterprise.enterprise, **{state: True})
    steps.go(clerk, steps.address_of(filing, "detail"))
    inspect(clerk, walk=state == Status.SUBMITTED)
    if state in EDITABLE:
        steps.go(clerk, steps.address_of(filing))
        inspect(clerk, walk=True)
        steps.open_submit(clerk)
        inspect(clerk)
        clerk.keyboard.press("Escape")
    elif state == Status.SUBMITTED:
        clerk.locator(".abar .why summary").first.click()
        inspect(clerk)
        steps.go(clerk, steps.address_of(filing, "receipt"))
        inspect(clerk)


@pytest.mark.parametrize("path", ["/repair/declarations/new/", "/repair/projects/new/"])
def test_new_form_empty_and_with_every_error(clerk, path):
    steps.go(clerk, path)
    inspect(clerk, walk=True)
    clerk.expected.append("422")
    clerk.get_by_role("button", name="保存", exact=True).click()
    clerk.locator(".errsum").wait_for()
    steps.ready(clerk)
    inspect(clerk)


def test_form_with_rows_in_error(clerk, enterprise):
    project = factories.project_filing(owner=enterprise.enterprise)
    steps.go(clerk, steps.address_of(project))
    clerk.expected.append("422")
    steps.fill_form(clerk, {"buildings-0-floors": "很多", "buildings-1-house_type": "", "postal_code": "12"})
    clerk.get_by_role("button", name="保存", exact=True).click()
    clerk.locator(".errsum").wait_for()
    steps.ready(clerk)
    inspect(clerk)


def test_returned_form_with_remarks(clerk, enterprise, resubmitted_by):
    filing = resubmitted_by(enterprise.enterprise, stop_before="submit")
    steps.go(clerk, steps.address_of(filing))
    inspect(clerk, walk=True)


def test_lists_desk_and_messages(clerk, enterprise):
    for name in ("/desk/", "/repair/projects/", "/notices/"):
        steps.go(clerk, name)
        inspect(clerk)
    for state in Status.values:
        factories.project_filing(owner=enterprise.enterprise, **{state: True})
    factories.declaration(owner=enterprise.enterprise, approved=True)
    for name in ("/desk/", "/repair/projects/", "/repair/declarations/", "/notices/", "/repair/projects/?title=zzz"):
        steps.go(clerk, name)
        inspect(clerk, walk=name != "/notices/")


def test_questions_and_refusals(clerk, enterprise):
    saved = factories.declaration(owner=enterprise.enterprise)
    sent = factories.declaration(owner=enterprise.enterprise, submitted=True)
    clerk.expected += ["404", "422"]
    for path in (
        steps.address_of(saved, "confirm", action="delete"),
        steps.address_of(saved, "confirm", action="submit"),
        steps.address_of(sent, "confirm", action="delete"),
    ):
        steps.go(clerk, path)
        inspect(clerk)
    clerk.goto(clerk.address + "/repair/projects/00000000-0000-0000-0000-000000000000/")
    inspect(clerk)


@pytest.fixture
def resubmitted_by():
    """Returned with remarks on a field and a file, then corrected; handed in again unless stopped before."""
    from portal.review import services

    def make(owner, stop_before: str = "") -> Filing:
        filing = factories.project_filing(owner=owner, submitted=True)
        reviewer = factories.reviewer_of(filing)
        for target in ("site_address", "postal_code", "attachment:funding-proof"):
            services.write_remark(
                filing=filing, submission=1, target=target, text="请按批复核对后修改", actor=reviewer
            )
        filing = factories.act(filing, "return", note="请按意见修改")
        actor = factories.implementer(filing.owner)
        number = filing.declaration_no
        rows = factories.building_rows(2)
        keys = list(filing.buildings.values_list("pk", flat=True))
        data = factories.project_data(declaration_no=number, buildings=[], site_address="测试路200弄1-40号")
        data |= factories.rows_data(
            "buildings", [r | {"id": str(k)} for r, k in zip(rows, keys, strict=True)], initial=2
        )  # fmt: skip
        form = factories.form_of(filing.type, data, actor=actor, instance=filing)
        filing = factories.act(filing, "save", change=form)
        return filing if stop_before == "submit" else factories.act(filing, "submit")

    return make


DESK_PAGES = ("", "?tab=open", "?tab=closed", "all/", "done/")


def test_the_desk(desk):
    for state in ("submitted", "accepted", "approved", "returned"):
        factories.declaration(**{state: True})
    for path in DESK_PAGES:
        steps.go(desk, f"/internal/review/{path}")
        inspect(desk, walk=path == "?tab=open")


@pytest.mark.parametrize("state", ["submitted", "accepted", "approved", "returned"])
def test_review_in_each_state(desk, state):
    filing = factories.project_filing(**{state: True})
    steps.go(desk, f"/internal/review/{filing.uuid}/")
    inspect(desk, walk=state == "submitted")
    if state == "accepted":
        desk.locator("#row-site_address .rv-remark summary").click()
        desk.locator("#row-client_manager_id_no .rv-reveal summary").click()
        inspect(desk)


def test_review_of_a_second_submission(desk, resubmitted_by):
    filing = resubmitted_by(None)
    for query in ("", "?only=1"):
        steps.go(desk, f"/internal/review/{filing.uuid}/{query}")
        inspect(desk)
    steps.go(desk, f"/internal/review/{filing.uuid}/side-by-side/funding-proof/")
    inspect(desk)


def test_batches_and_refusals_of_the_desk(desk, identity_of):
    filing, approved = factories.declaration(submitted=True), factories.declaration(approved=True)
    steps.go(desk, f"/internal/review/batch/?action=accept&item={filing.uuid}&item={approved.uuid}")
    inspect(desk)
    desk.get_by_role("button", name="确定受理").click()
    desk.get_by_role("heading", name="成功 1").wait_for()
    inspect(desk)
    desk.expected.append("404")
    elsewhere = factories.declaration(submitted=True, district="XH", subdistrict="田林街道")
    desk.goto(f"{desk.address}/internal/review/{elsewhere.uuid}/")
    inspect(desk)


def test_the_staff_pages_between_password_and_desk(identity_of, new_browser):
    page = new_browser()
    identity = identity_of(Role.DISTRICT_REVIEWER)
    page.goto(page.address + "/internal/login/")
    page.get_by_label("登录名").fill(identity.account.login_name)
    page.get_by_label("密码").fill("falsch")
    page.expected.append("422")
    page.get_by_role("button").click()
    page.locator(".errsum").wait_for()
    inspect(page)
    steps.log_in_as_staff(page, identity)
    for path in ("/internal/choose/", "/internal/password/"):
        steps.go(page, path)
        inspect(page)
