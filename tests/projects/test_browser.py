"""The project file, the board, the archive and the statistics in a browser: accessible, in place, without scripts."""

import os

import pytest
from django.urls import reverse

from ca_auth.choices import Role
from portal.projects.archive import jobs
from portal.projects.models import ArchiveJob
from tests import factories, factories_contracts, factories_stages
from tests.plugins.auth import sign_in
from tests.plugins.browser import DESKTOP, PHONE, check_accessibility, check_no_overflow, hidden_stops, resize

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project(db):
    project = factories_stages.contracted_project()
    factories_contracts.subcontract(project=project, approved=True)
    factories_contracts.design_contract(project=project, returned=True)
    factories.declaration(owner=project.owner)
    factories.declaration(owner=project.owner, returned=True)
    return type(project).objects.get(pk=project.pk)


@pytest.fixture
def come_as(context, live_server, client):
    """Put the session of an identity into the browser."""

    def come(identity):
        sign_in(client, identity)
        for name, cookie in client.cookies.items():
            context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])

    return come


def picture(page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def look(page, address: str, name: str) -> None:
    for size in (DESKTOP, PHONE):
        resize(page, size)
        page.goto(address)
        picture(page, f"{name}-{size[0]}")
        check_accessibility(page)
        check_no_overflow(page)


def test_pages_of_the_owner(come_as, page, live_server, project):
    come_as(factories.implementer(project.owner))
    number = project.official_no
    look(page, f"{live_server.url}{reverse('project-file', args=[number])}", "project-file")
    look(page, f"{live_server.url}{reverse('project-board')}", "project-board")
    look(page, f"{live_server.url}{reverse('project-board')}?q=没有", "project-board-empty")
    look(page, f"{live_server.url}{reverse('project-archive', args=[number])}", "project-archive")


def test_pages_of_a_reviewer(come_as, page, live_server, project, identity_of):
    come_as(identity_of(Role.DISTRICT_REVIEWER))
    number = project.official_no
    look(page, f"{live_server.url}{reverse('internal-project-file', args=[number])}", "internal-file")
    look(page, f"{live_server.url}{reverse('internal-project-board')}", "internal-board")
    look(page, f"{live_server.url}{reverse('internal-project-archive', args=[number])}", "internal-archive")
    look(page, f"{live_server.url}{reverse('review:statistics')}", "statistics")


def test_the_keyboard_reaches_everything(come_as, page, live_server, project):
    come_as(factories.implementer(project.owner))
    page.goto(f"{live_server.url}{reverse('project-file', args=[project.official_no])}")
    assert hidden_stops(page) == []


def test_from_the_desk_to_the_downloaded_archive(come_as, page, live_server, project):
    come_as(factories.implementer(project.owner))
    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("rowheader", name=project.title).get_by_role("link").click()
    page.get_by_role("link", name="PDF 归档").click()
    page.get_by_role("button", name="生成 PDF 档案").click()
    page.get_by_text("已生成，共").wait_for(timeout=60_000)
    picture(page, "archive-ready-1440")
    check_accessibility(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename == f"项目档案-{project.official_no}.pdf"
    with open(download.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"


def test_progress_is_polled_until_it_is_done(come_as, page, live_server, project):
    """While the row says 生成中 the page follows it; when it is done the download appears by itself."""
    identity = factories.implementer(project.owner)
    come_as(identity)
    address = f"{live_server.url}{reverse('project-archive', args=[project.official_no])}"
    page.goto(address)
    page.get_by_role("button", name="生成 PDF 档案").click()
    page.get_by_text("已生成，共").wait_for(timeout=60_000)
    row = ArchiveJob.objects.filter(identity=identity)
    row.update(status=jobs.Status.RUNNING, progress=40)
    page.goto(address)
    page.get_by_text("40%").first.wait_for()
    picture(page, "archive-running-1440")
    check_accessibility(page)
    row.update(progress=70)
    page.get_by_text("70%").first.wait_for()
    row.update(status=jobs.Status.DONE, progress=100)
    page.get_by_role("link", name="下载 PDF").wait_for()


def test_without_scripts(browser, live_server, client, project):
    """The archive is asked for, followed by reloading and fetched; the board is narrowed by its button."""
    sign_in(client, factories.implementer(project.owner))
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in client.cookies.items()])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('project-archive', args=[project.official_no])}")
    page.get_by_role("button", name="生成 PDF 档案").click()
    page.get_by_text("已生成，共").wait_for(timeout=60_000)
    ArchiveJob.objects.update(status=jobs.Status.RUNNING, progress=40)
    page.reload()
    ArchiveJob.objects.update(status=jobs.Status.DONE, progress=100)
    page.get_by_role("link", name="刷新进度").click()
    page.get_by_role("link", name="下载 PDF").wait_for()
    page.goto(f"{live_server.url}/desk/projects/")
    page.get_by_label("项目名称或编号").fill(project.official_no)
    page.get_by_role("button", name="查询").click()
    page.get_by_text("共 1 条").wait_for()
    page.get_by_role("rowheader", name=project.title).get_by_role("link").click()
    page.get_by_role("heading", name="报送事项").wait_for()
    context.close()


def test_the_board_is_narrowed_in_place(come_as, page, live_server, project):
    come_as(factories.implementer(project.owner))
    page.goto(f"{live_server.url}/desk/projects/")
    page.get_by_label("办理阶段", exact=True).select_option("项目申报")
    page.get_by_label("阶段状态").select_option(label="退回修改")
    page.get_by_text("共 1 条").wait_for()
    assert "state=returned" in page.url
    assert page.get_by_role("link", name=project.title).count() == 0
