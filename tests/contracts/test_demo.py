"""The demo's contracts: the first life to the day and number; all of it passes rules and checks."""

import json
from datetime import date

import pytest
from django.utils import timezone

from ca_auth import demo as accounts
from ca_auth.models import Enterprise, Person, Qualification
from ca_auth.validators import is_resident_number
from contracts import demo
from contracts.models import ContractFiling
from portal.filing import audit
from portal.filing.models import Event
from portal.filing.states import Status
from repair_projects import demo as projects
from repair_projects.models import ProjectFiling
from tests.factories import signature
from tests.factories_auth import EnterpriseFactory, IdentityFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
DATA = json.loads(demo.DATA.read_text(encoding="utf-8"))
PROJECTS = json.loads(projects.DATA.read_text(encoding="utf-8"))


def sign(filing, actor):
    return signature(filing)


@pytest.fixture
def people():
    """The enterprises of the demo with their grades, and one reviewer for all districts."""
    implementers = {one["uscc"] for one in PROJECTS["implementers"]}
    for number, entry in enumerate(accounts._data()["enterprises"], 1):
        if entry["uscc"] in implementers:
            IdentityFactory(enterprise=EnterpriseFactory(uscc=entry["uscc"], name=entry["name"]))
        else:
            accounts._enterprise(entry, number)
    samples = [*PROJECTS["history"], *PROJECTS["current"]]
    reviewer = ReviewerFactory(districts=sorted({one["district"] for one in samples}))
    return {one["district"]: reviewer for one in samples}


def load(people, tmp_path, monkeypatch, chosen):
    path = tmp_path / "projects.json"
    path.write_text(json.dumps(PROJECTS | chosen, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(projects, "DATA", path)
    projects.load(people, sign)
    demo.load(people, sign)


def days(filing) -> list[tuple[str, date]]:
    return [(e.action, timezone.localtime(e.at).date()) for e in Event.objects.filter(filing=filing).order_by("pk")]


def test_the_first_life_to_the_day(people, tmp_path, monkeypatch):
    load(people, tmp_path, monkeypatch, {"history": PROJECTS["history"][:1], "current": []})
    found = {one.official_no: one for one in ContractFiling.objects.all()}
    assert set(found) == {one["number"] for one in DATA["history"] if "number" in one}
    for sample in (one for one in DATA["history"] if "number" in one):
        contract = found[sample["number"]]
        assert contract.online_application_no == sample["online_no"]
        assert str(contract.contract_price) == sample["contract_price"]
        told = [(name, date.fromisoformat(sample[day])) for name, day in (
            ("create", "saved"), ("submit", "saved"), ("accept", "accepted"), ("approve", "approved"),
        )]  # fmt: skip
        assert days(contract) == told
    general = found["2103HK0001CZ01"].generalcontract
    assert (general.manager.name, general.manager.certificate_no) == ("周启铭", "沪1312019202100137")
    assert [one.name for one in general.staff_in("safety_officer")] == ["顾晓岚", "陆振宇"]
    assert general.duration_days == 180
    assert [row.name for row in general.site_managers.all()] == ["唐一川", "丁禾", "白露"]


@pytest.mark.slow
def test_everything(people):
    projects.load(people, sign)
    demo.load(people, sign)
    assert list(audit.faults()) == []
    by_project = {
        number: sorted(project.contracts.values_list("contract_kind", "status"))
        for number in ("2103HK0002", "2103HP0007", "2103JA0015", "2103MH0009", "2103CN0025")
        for project in [ProjectFiling.objects.get(official_no=number)]
    }
    approved = Status.APPROVED
    assert by_project == {
        "2103HK0002": [("design", approved), ("general", approved), ("supervision", approved)],
        "2103HP0007": [("general", approved), ("supervision", Status.SUBMITTED)],
        "2103JA0015": [],
        "2103MH0009": [("general", approved), ("sub", approved), ("supervision", approved)],
        "2103CN0025": [("design", approved), ("general", approved), ("supervision", approved)],
    }
    assert set(ContractFiling.objects.exclude(official_no__startswith="21").values_list("status", flat=True)) >= {
        Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.SAVED, Status.APPROVED,
    }  # fmt: skip


def test_registering_people_twice_changes_nothing(people):
    demo.register_people(DATA)
    before = (Person.objects.count(), Qualification.objects.count(), Enterprise.objects.count())
    demo.register_people(DATA)
    assert (Person.objects.count(), Qualification.objects.count(), Enterprise.objects.count()) == before


def test_nobody_in_the_demo_is_real():
    typed = [*DATA["site_managers"], *DATA["supervisors"]]
    numbers = [*(one["id_number"] for one in DATA["people"]), *(row["id_no"] for row in typed)]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("310199") and is_resident_number(number) for number in numbers)
