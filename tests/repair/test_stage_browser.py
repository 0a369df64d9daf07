"""开工审核 and 竣工备案 in a browser: chosen, filled in, saved; usable by everybody, nothing cut off."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from repair_projects.models import StartReview
from tests.factories_stages import contracted_project, started_project
from tests.plugins.auth import sign_in
from tests.plugins.browser import check_accessibility, check_no_overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(page, live_server, identity_of):
    """A browser of an implementing unit; `opened(path)` goes there."""
    identity = identity_of()
    client = sign_in(Client(), identity)
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    )

    def go(path: str):
        page.goto(live_server.url + path)
        return page

    go.owner = identity.enterprise
    return go


def test_choose_the_project_fill_in_and_save(opened):
    project = contracted_project(owner=opened.owner)
    page = opened("/repair/start-reviews/new/")
    check_accessibility(page)
    page.select_option("#project", project.official_no)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#id_project_no")).to_have_value(project.official_no)
    check_accessibility(page)
    check_no_overflow(page)
    page.select_option("#id_method_statement_state", "approved")
    page.select_option("#id_design_review_state", "passed")
    page.select_option("#id_site_start_state", "not_started")
    for name in ("site_ready", "residents_notified", "safety_fee_paid", "injury_insurance"):
        page.check(f"input[name={name}][value='1']")
    page.fill("#id_notice_date", "2026-01-05")
    page.fill("#id_paid_amount", "10")
    page.fill("#id_planned_start", "2035-01-05")
    page.fill("#id_planned_finish", "2035-06-05")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("开工审核新增成功！")).to_be_visible()
    assert StartReview.objects.get().project_id == project.pk


def test_the_opinions_fit_their_columns(opened):
    project = started_project(owner=opened.owner)
    page = opened(f"/repair/completions/new/?project={project.official_no}")
    check_accessibility(page)
    check_no_overflow(page)
    boxes = [
        page.locator(f"#id_opinions-0-{name}").bounding_box()
        for name in ("opinion", "legal_representative", "signed_on")
    ]
    assert all(left["x"] + left["width"] <= right["x"] for left, right in zip(boxes, boxes[1:], strict=False))
