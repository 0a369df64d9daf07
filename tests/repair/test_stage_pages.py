"""Pages of 开工审核 and 竣工备案: choosing the project, what stands on the form, links from the project."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.choices import ContractKind
from repair_projects.filters import CompletionFilterSet, StartReviewFilterSet
from repair_projects.models import CompletionFiling, StartReview
from repair_projects.progress_stages import COMPLETION, START
from tests.factories import implementer, project_filing
from tests.factories_stages import (
    completion,
    completion_data,
    contracted_project,
    start_review,
    start_review_data,
    started_project,
)
from tests.manuals.reading import plain
from tests.plugins.auth import sign_in

pytestmark = pytest.mark.django_db
START_REVIEWS, COMPLETIONS, PROJECTS = "/repair/start-reviews/", "/repair/completions/", "/repair/projects/"


@pytest.fixture
def actor():
    return implementer(project_filing().owner)


@pytest.fixture
def browser(actor):
    return sign_in(Client(), actor)


@pytest.fixture
def own(actor):
    return {"owner": actor.enterprise}


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def options(page: str) -> list[str]:
    return re.findall(r'<option value="(\w+)">', page)


# Choosing the project


def test_those_that_can_start_are_offered_the_others_say_why_not(browser, own):
    ready, waiting = contracted_project(**own), project_filing(approved=True, **own)
    under_way = start_review(submitted=True, **own)
    on_its_way, foreign = project_filing(submitted=True, **own), contracted_project()
    page = text(browser.get(f"{START_REVIEWS}new/"))
    assert options(page) == [ready.official_no]
    assert (
        f"{waiting.official_no} {waiting.title}：施工总包合同和监理合同信息报送审核通过后方可进行开工审核！"
        in plain(page)
    )
    assert f'href="{under_way.type.url("detail", under_way)}"' in page
    assert on_its_way.title not in page
    assert foreign.title not in page


def test_without_any_project_the_page_says_so(browser):
    assert "没有可以办理的项目" in text(browser.get(f"{COMPLETIONS}new/"))


@pytest.mark.parametrize("number", ["2603HK9999", "W2026010100001", "%00", "x" * 500])
def test_an_unknown_number_leads_back_to_the_choice(browser, number):
    page = text(browser.get(f"{START_REVIEWS}new/", {"project": number}), 422)
    assert "报建编号无效，请核实！" in page


def test_somebody_elses_number_is_unknown(browser):
    project = contracted_project()
    page = text(browser.get(f"{START_REVIEWS}new/", {"project": project.official_no}), 422)
    assert project.title not in page
    answer = browser.post(f"{START_REVIEWS}new/", start_review_data(project))
    assert "报建编号无效，请核实！" in text(answer, 422)
    assert not StartReview.objects.exists()


def test_full_width_numbers_are_understood(browser, own):
    project = contracted_project(**own)
    wide = project.official_no.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789HK"})
    assert project.title in text(browser.get(f"{START_REVIEWS}new/", {"project": wide}))


def test_a_second_one_is_closed_and_leads_to_the_first(browser, own):
    review = start_review(**own)
    page = text(browser.get(f"{START_REVIEWS}new/", {"project": review.project.official_no}))
    assert "该项目已存在开工审核记录！" in page
    assert f'href="{review.type.url("edit", review)}"' in page


def test_a_closed_page_leads_to_where_it_is_opened(browser, own):
    project = project_filing(approved=True, **own)
    page = text(browser.get(f"{START_REVIEWS}new/", {"project": project.official_no}))
    assert f"/contracts/?project={project.uuid}" in page
    review = start_review(submitted=True, **own)
    page = text(browser.get(f"{COMPLETIONS}new/", {"project": review.project.official_no}))
    assert f'href="{review.type.url("detail", review)}"' in page


def test_a_draft_knows_its_project(browser, own):
    project = contracted_project(**own)
    data = start_review_data(project, site_start_note="写了一半")
    assert browser.post(f"{START_REVIEWS}new/draft/", data).status_code == 200
    page = text(browser.get(f"{START_REVIEWS}new/", {"draft": "1"}))
    assert "写了一半" in page
    assert project.official_no in page


# What stands on the form


@pytest.mark.parametrize("page", ["edit", "detail"])
def test_contracts_and_staff_are_shown(browser, own, page):
    review = start_review(**own, submitted=page == "detail")
    shown = plain(text(browser.get(review.type.url(page, review))))
    for line in review.rows("contracts"):
        assert f"{line.kind} {line.number} {line.name} {line.contractor} {line.price}" in shown
    for line in review.rows("staff"):
        assert f"{line.post} {line.name} {line.unit}" in shown


def test_buildings_are_neither_added_nor_removed(browser, own):
    project = started_project(**own)
    page = text(browser.get(f"{COMPLETIONS}new/", {"project": project.official_no}))
    results = re.search(r'<section[^>]*id="results".*?</section>', page, re.S)[0]
    assert "data-formset-add" not in results
    assert "data-formset-remove" not in results
    assert len(re.findall(r'name="results-\d+-building_address"', results)) == 2
    assert len(re.findall(r'name="results-\d+-building_address"[^>]*readonly', results)) == 2


def test_a_refused_form_keeps_what_was_typed(browser, own):
    project = started_project(**own)
    answer = browser.post(f"{COMPLETIONS}new/", completion_data(project, quality_grade="failed", remarks="写过的话"))
    page = text(answer, 422)
    assert "工程质量等级必须为合格，方可进行竣工备案！" in page
    assert "写过的话" in page
    assert not CompletionFiling.objects.exists()


def test_the_project_of_a_saved_one_cannot_be_changed(browser, own):
    review, other = start_review(**own), contracted_project(**own)
    data = start_review_data(other) | {"version": str(review.version)}
    assert browser.post(review.type.url("edit", review), data).status_code == 302
    assert StartReview.objects.get(pk=review.pk).project_id == review.project_id


# Links from the project


def test_where_a_project_stands(own):
    kinds = (ContractKind.GENERAL,)
    assert START.standing(contracted_project(kinds=kinds, **own)).hint == "待总包、监理合同审核"
    ready = contracted_project(**own)
    assert START.standing(ready).state == "open"
    assert START.standing(ready).url == f"{START_REVIEWS}new/?project={ready.official_no}"
    assert COMPLETION.standing(ready).hint == "待开工审核通过"
    started = started_project(**own)
    assert START.standing(started).state == "approved"
    assert COMPLETION.standing(started).state == "open"
    finished = completion(returned=True, **own)
    assert COMPLETION.standing(finished.project).state == "returned"
    assert COMPLETION.standing(finished.project).url == finished.type.url("edit", finished)


def test_the_home_page_leads_on(browser, own):
    ready, started = contracted_project(**own), started_project(**own)
    page = text(browser.get("/desk/"))
    assert f'href="{START_REVIEWS}new/?project={ready.official_no}"' in page
    assert f'href="{COMPLETIONS}new/?project={started.official_no}"' in page


@pytest.mark.parametrize("path", [PROJECTS, START_REVIEWS])
def test_more_rows_cost_no_more_queries(browser, own, path):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            text(browser.get(path))
        return len(found)

    start_review(**own)
    queries()
    few = queries()
    start_review(submitted=True, **own)
    started_project(**own)
    assert queries() == few


# Lists


def test_each_condition_alone_and_together(own):
    first, second = start_review(approved=True, **own), start_review(**own)
    rows = StartReview.objects.order_by("pk")

    def found(**conditions) -> list:
        return list(StartReviewFilterSet(conditions, queryset=rows).qs)

    assert found() == [first, second]
    assert found(official_no=first.official_no) == [first]
    assert found(project_no=second.project.official_no) == [second]
    assert found(title=first.title) == [first]
    assert found(status="saved") == [second]
    assert found(status="saved", project_no=first.project.official_no) == []


def test_completions_are_found_by_their_number(own):
    filing = completion(approved=True, **own)
    rows = CompletionFiling.objects.all()
    assert list(CompletionFilterSet({"official_no": filing.official_no}, queryset=rows).qs) == [filing]
    assert list(CompletionFilterSet({"official_no": "1999"}, queryset=rows).qs) == []


@pytest.mark.parametrize("path", [START_REVIEWS, COMPLETIONS])
def test_lists_and_exports_open(browser, own, path):
    filing = completion(**own)
    assert filing.title in text(browser.get(path))
    assert browser.get(f"{path}export/").status_code == 200
