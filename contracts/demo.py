"""The demo's contracts: those of the lives of 2021 with their dates, and one project of this year in every state.

Everything goes through the forms, uploads and acts that people use; only the clock is set back.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ca_auth.models import Enterprise, Identity, Person, Qualification
from contracts.choices import ContractKind
from contracts.demo_forms import contract_data
from contracts.filings import TYPES
from portal.filing import numbering
from portal.filing.models import NumberSequence
from portal.filing.states import Status
from repair_projects import demo_signing
from repair_projects.demo_acts import Acts, Life, Sign, at, district_reviewers, live, working_day
from repair_projects.models import ProjectFiling

DATA = Path(__file__).with_name("demo_data.json")
VALID = (date(2019, 1, 1), date(2035, 12, 31))


@transaction.atomic
def load(reviewers: Mapping[str, Identity] | None = None, sign: Sign | None = None) -> None:
    """Register the people and file the contracts of the projects that are there."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    register_people(data)
    loader = ContractLoader(data, reviewers or district_reviewers(), sign or demo_signing.sign)
    projects = {one.official_no: one for one in ProjectFiling.objects.filter(status=Status.APPROVED)}
    lives = [loader.past(one, projects[one["project_no"]]) for one in data["history"] if one["project_no"] in projects]
    newest = [one for number, one in projects.items() if not number.startswith("21") and one.district == "HK"]
    if newest:
        lives += [loader.present(one, newest[0]) for one in data["current"]]
    live(lives)


def register_people(data: Mapping) -> None:
    """The register that 项目经理, 安全员, 总监 and 设计负责人 are chosen from. Running it again changes nothing."""
    firms = {one.uscc: one for one in Enterprise.objects.filter(uscc__in=data["legal"])}
    for uscc, name in data["legal"].items():
        if uscc in firms and not firms[uscc].legal_representative:
            Enterprise.objects.filter(pk=firms[uscc].pk).update(legal_representative=name)
    for one in data["people"]:
        if one["enterprise"] in firms and not Person.objects.filter(id_number_idx=one["id_number"]).exists():
            _register(one, firms[one["enterprise"]])


def _register(one: Mapping, enterprise: Enterprise) -> None:
    person = Person.objects.create(name=one["name"], id_number=one["id_number"], enterprise=enterprise)
    for certificate in one["certificates"]:
        lasts = date.fromisoformat(certificate["valid_to"]) if "valid_to" in certificate else VALID[1]
        Qualification.objects.create(
            person=person, kind=certificate["kind"], level=certificate["level"], number=certificate["number"],
            issued_by="上海市住房和城乡建设管理委员会", valid_from=min(VALID[0], lasts), valid_to=lasts,
        )  # fmt: skip


class ContractLoader(Acts):
    """Uploads, signatures and acts as for projects."""

    def __init__(self, data: dict, reviewers: Mapping[str, Identity], sign: Sign):
        super().__init__(reviewers, sign)
        self.data = data

    def past(self, sample: Mapping, project) -> Life:
        yield at(date.fromisoformat(sample["saved"]), 9, _minute(sample))
        held = _hold_series(sample.get("online_no"))
        contract = self.contract(sample, project)
        _release_series(held)
        contract = self.submit(contract)
        if sample["accepted"]:
            yield at(date.fromisoformat(sample["accepted"]), 10, _minute(sample))
            contract = self.act(contract, "accept")
        if sample["approved"]:
            yield at(date.fromisoformat(sample["approved"]), 15, _minute(sample))
            self.act(contract, "approve")

    def present(self, sample: Mapping, project) -> Life:
        """This year, so many working days ago; a day for each step of the reviewer."""
        today, ago = timezone.localdate(), sample["days_ago"]
        yield at(working_day(today, ago), 9, 30)
        contract = self.contract(sample, project)
        if sample["stage"] == Status.SAVED:
            return
        contract = self.submit(contract)
        if sample["stage"] in {Status.ACCEPTED, Status.APPROVED}:
            yield at(working_day(today, max(ago - 1, 0)), 14)
            contract = self.act(contract, "accept")
        if sample["stage"] == Status.APPROVED:
            yield at(working_day(today, max(ago - 2, 0)), 16)
            self.act(contract, "approve")
        if sample["stage"] == Status.RETURNED:
            yield at(working_day(today, max(ago - 1, 0)), 15)
            self.act(contract, "return", sample["return_note"])

    def contract(self, sample: Mapping, project):
        kind = TYPES[ContractKind(sample["kind"])]
        return self.save_new(kind, contract_data(sample, project, self.data), project.owner.uscc)


def _minute(sample: Mapping) -> int:
    """Several on one day are filed in the order of their numbers."""
    return int(sample["online_no"][-2:]) if sample.get("online_no") else 30


def _hold_series(number: str | None) -> tuple[str, int] | None:
    """Let the next 网上申请编号 of that day be `number`; projects of the same day may have gone further."""
    if number is None:
        return None
    prefix, value = number[:-5], int(number[-5:])
    known = NumberSequence.objects.filter(prefix=prefix).values_list("value", flat=True).first() or 0
    numbering.raise_to(prefix, value - 1)
    NumberSequence.objects.filter(prefix=prefix).update(value=value - 1)
    return prefix, known


def _release_series(held: tuple[str, int] | None) -> None:
    if held:
        numbering.raise_to(*held)
