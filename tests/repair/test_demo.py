"""The demo's data: the life of sample 1 to the day and number; all of it passes the rules and checks."""

import json
from datetime import date

import pytest
from django.utils import timezone

from ca_auth.models import Identity
from portal.calendar import add_working_days
from portal.filing import audit, verification
from portal.filing.models import Event, Filing
from portal.filing.states import Status
from repair_projects import demo
from repair_projects.models import ProjectDeclaration, ProjectFiling
from tests.factories import signature
from tests.factories_auth import EnterpriseFactory, IdentityFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
DATA = json.loads(demo.DATA.read_text(encoding="utf-8"))


@pytest.fixture
def people():
    """The enterprises of the data and one reviewer for all districts."""
    for one in DATA["implementers"]:
        IdentityFactory(enterprise=EnterpriseFactory(uscc=one["uscc"]))
    samples = [*DATA["history"], *DATA["current"]]
    reviewer = ReviewerFactory(districts=sorted({one["district"] for one in samples}))
    return {one["district"]: reviewer for one in samples}


def load(people, tmp_path, monkeypatch, **chosen):
    path = tmp_path / "data.json"
    path.write_text(json.dumps(DATA | {"history": [], "current": []} | chosen, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(demo, "DATA", path)
    demo.load(people, lambda filing, actor: signature(filing))


def days(filing) -> list[tuple[str, date]]:
    return [(e.action, timezone.localtime(e.at).date()) for e in Event.objects.filter(filing=filing).order_by("pk")]


def test_the_first_life_to_the_day(people, tmp_path, monkeypatch):
    load(people, tmp_path, monkeypatch, history=DATA["history"][:1])
    declaration, project = ProjectDeclaration.objects.get(), ProjectFiling.objects.get()
    assert (declaration.online_application_no, declaration.official_no) == ("W2021030100004", "21SBHK0001")
    assert (project.online_application_no, project.official_no) == ("W2021031200012", "2103HK0001")
    assert days(declaration) == [
        ("create", date(2021, 3, 1)), ("submit", date(2021, 3, 1)), ("accept", date(2021, 3, 3)),
        ("approve", date(2021, 3, 5)),
    ]  # fmt: skip
    assert days(project) == [
        ("create", date(2021, 3, 12)), ("submit", date(2021, 3, 12)), ("return", date(2021, 3, 15)),
        ("save", date(2021, 3, 16)), ("submit", date(2021, 3, 16)), ("accept", date(2021, 3, 17)),
        ("approve", date(2021, 3, 19)),
    ]  # fmt: skip
    assert project.events.get(action="return").note == "维修资金使用决议未上传，请补充。"
    assert project.buildings.count() == 18
    assert sum(row.households for row in project.buildings.all()) == 612
    assert str(project.construction_cost) == "1530.0000"


def test_the_next_number_follows(people, tmp_path, monkeypatch):
    load(people, tmp_path, monkeypatch, history=DATA["history"][:2])
    numbers = ProjectFiling.objects.order_by("pk").values_list("official_no", flat=True)
    assert list(numbers) == ["2103HK0001", "2103HK0002"]


def test_a_resubmission_has_changes_and_fixed_remarks(people, tmp_path, monkeypatch):
    chosen = next(one for one in DATA["current"] if one["stage"] == "resubmitted")
    load(people, tmp_path, monkeypatch, current=[chosen])
    project = ProjectFiling.objects.get()
    assert (project.status, project.submission_count) == (Status.SUBMITTED, 2)
    assert project.review_remarks.filter(sent_at__isnull=False).count() == 3
    assert project.snapshots.order_by("number").last().changes >= 2


@pytest.mark.slow
def test_everything(people):
    demo.load(people, lambda filing, actor: signature(filing))
    assert list(audit.faults()) == []
    assert [fault for fault in verification.faults() if "签名" not in fault] == []
    stages = {
        one.online_application_no: one.status for one in Filing.objects.filter(online_application_no__lt="W2022")
    }
    for sample in DATA["history"]:
        assert stages[sample["online_no"]] == sample["stage"]
        if sample["project_no"]:
            assert ProjectFiling.objects.filter(official_no=sample["project_no"]).exists()
        assert ProjectDeclaration.objects.get(official_no=sample["declaration_no"]).status == Status.APPROVED
    this_year = ProjectFiling.objects.filter(created_at__year=timezone.localdate().year)
    assert set(this_year.values_list("status", flat=True)) == set(Status.values)
    today = timezone.localdate()
    assert this_year.filter(due_on__lt=today).exists()
    assert this_year.filter(due_on__lte=add_working_days(today, 1), due_on__gte=demo.working_day(today)).exists()
    assert Identity.objects.count() == len(DATA["implementers"]) + 1
