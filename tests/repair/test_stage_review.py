"""The reviewer's page of 开工审核 and 竣工备案: what was sent, what stands in the way, what changed."""

import pytest
from django.test import Client

from contracts.choices import ContractKind
from tests.factories import act, form_of, implementer, reviewer_of
from tests.factories_contracts import contract
from tests.factories_stages import completion, start_review, start_review_data
from tests.manuals.reading import plain
from tests.plugins.auth import sign_in

pytestmark = pytest.mark.django_db


def page_of(filing) -> str:
    client = sign_in(Client(), reviewer_of(filing))
    answer = client.get(f"/internal/review/{filing.uuid}/")
    assert answer.status_code == 200
    return plain(answer.content.decode())


def test_the_start_review_with_its_contracts_and_people():
    review = start_review(submitted=True)
    page = page_of(review)
    for line in [*review.rows("contracts"), *review.rows("staff")]:
        assert line.name in page
    assert "合同明细" in page
    assert "人员到位情况" in page


def test_works_that_have_begun_are_flagged_at_the_decision():
    review = start_review(accepted=True, site_start_state="started", site_start_note="围挡已搭设。")
    assert "现场已开工，请核实是否未经审核先行施工。" in page_of(review)


def test_a_resubmission_shows_the_contract_that_was_added():
    review = start_review(returned=True)
    contract(ContractKind.DESIGN, project=review.project, approved=True)
    review = type(review).objects.get(pk=review.pk)
    data = start_review_data(review.project)
    form = form_of(review.type, data, actor=implementer(review.owner), instance=type(review).objects.get(pk=review.pk))
    review = act(act(review, "save", change=form), "submit")
    assert review.snapshots.order_by("-number").first().changes >= 2  # 设计合同情况 and the new lines
    assert "设计" in page_of(review)


def test_the_completion_with_its_buildings_and_opinions():
    filing = completion(submitted=True)
    page = page_of(filing)
    for row in filing.rows("results"):
        assert row.building_address in page
    for row in filing.rows("opinions"):
        assert row.unit_name in page
