"""The demo's start reviews and completions: the first life to the day and number, the others where they stand."""

import json
from datetime import date

import pytest
from django.utils import timezone

from contracts import demo as contracts
from portal.filing import audit
from portal.filing.models import Event
from portal.filing.states import Status
from repair_projects import demo as projects
from repair_projects import demo_stages
from repair_projects.models import CompletionFiling, ProjectFiling, StartReview
from tests.contracts.test_demo import PROJECTS, people, sign

pytestmark = pytest.mark.django_db
__all__ = ["people"]
BUILT = {"2103HK0001", "2103HK0002", "2103MH0009", "2103CN0025"}


def load(people, tmp_path, monkeypatch, *numbers: str):
    chosen = {"history": [one for one in PROJECTS["history"] if one["project_no"] in numbers], "current": []}
    path = tmp_path / "projects.json"
    path.write_text(json.dumps(PROJECTS | chosen, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(projects, "DATA", path)
    projects.load(people, sign)
    contracts.load(people, sign)
    demo_stages.load(people, sign)


def days(filing) -> list[tuple[str, date]]:
    return [(e.action, timezone.localtime(e.at).date()) for e in Event.objects.filter(filing=filing).order_by("pk")]


def test_the_first_life_to_the_day(people, tmp_path, monkeypatch):
    load(people, tmp_path, monkeypatch, "2103HK0001")
    review, completion = StartReview.objects.get(), CompletionFiling.objects.get()
    assert (review.online_application_no, review.official_no) == ("W2021042000003", "21KGHK0001")
    assert (completion.online_application_no, completion.official_no) == ("W2021111500002", "2021HK0001")
    assert days(review) == [
        ("create", date(2021, 4, 20)), ("submit", date(2021, 4, 20)), ("accept", date(2021, 4, 21)),
        ("approve", date(2021, 4, 23)),
    ]  # fmt: skip
    assert days(completion) == [
        ("create", date(2021, 11, 15)), ("submit", date(2021, 11, 15)), ("accept", date(2021, 11, 18)),
        ("approve", date(2021, 11, 24)),
    ]  # fmt: skip
    assert {review.general_contract_state, review.subcontract_state, review.supervision_contract_state} == {"有"}
    assert completion.actual_days == 192
    assert (str(completion.actual_cost), completion.get_quality_grade_display()) == ("1655.3000", "合格")
    assert completion.results.count() == 18
    assert list(audit.faults()) == []


@pytest.mark.slow
def test_the_others_where_they_stand(people, tmp_path, monkeypatch):
    load(people, tmp_path, monkeypatch, *BUILT)
    states = {one.project_no: one.status for one in StartReview.objects.select_related("project")}
    assert states == {
        "2103HK0001": Status.APPROVED, "2103HK0002": Status.APPROVED, "2103MH0009": Status.SUBMITTED,
        "2103CN0025": Status.APPROVED,
    }  # fmt: skip
    assert StartReview.objects.get(project__official_no="2103HK0002").official_no == "21KGHK0002"
    returned = CompletionFiling.objects.get(project__official_no="2103CN0025")
    assert returned.status == Status.RETURNED
    assert returned.review_remarks.filter(sent_at__isnull=False).count() == 2
    running = ProjectFiling.objects.under_construction().values_list("official_no", flat=True)
    assert set(running) == {"2103HK0002", "2103CN0025"}


def test_without_contracts_nothing_is_filed(people, tmp_path, monkeypatch):
    monkeypatch.setattr(contracts, "load", lambda *args: None)
    load(people, tmp_path, monkeypatch, "2103HK0001")
    assert not StartReview.objects.exists()
