"""The demo's declarations and projects: ten lives of 2021 with their numbers, and this year's work at every stage.

Everything goes through the forms, uploads and acts that people use; only the clock is set back.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ca_auth.models import Identity
from portal.filing.models import Filing
from repair_projects import demo_forms, demo_signing
from repair_projects.demo_acts import Acts, Life, Sign, at, continue_series, district_reviewers, live, working_day
from repair_projects.filings import DECLARATION, PROJECT

DATA = Path(__file__).with_name("demo_data.json")


@transaction.atomic
def load(reviewers: Mapping[str, Identity] | None = None, sign: Sign | None = None) -> None:
    """File everything. `reviewers` by district letters and `sign` default to the demo's staff and soft keys."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    loader = Loader(data, reviewers or district_reviewers(), sign or demo_signing.sign)
    live([*map(loader.history, data["history"]), *map(loader.current, data["current"])])


class Loader(Acts):
    def __init__(self, data: dict, reviewers: Mapping[str, Identity], sign: Sign):
        super().__init__(reviewers, sign)
        self.implementers = {one["uscc"]: one for one in data["implementers"]}

    # Ten lives of 2021, with the numbers they had

    def history(self, sample: dict) -> Life:
        filed_on = date.fromisoformat(sample["filed_on"])
        days = {name: date.fromisoformat(day) for name, day in sample.get("declaration_days", {}).items()}
        yield at(days.get("saved") or working_day(filed_on - timedelta(days=11)), 10)
        continue_series(sample.get("declaration_online_no"), digits=5)
        declaration = self.submit(self.declare(sample))
        yield at(days.get("accepted") or working_day(filed_on - timedelta(days=8)), 10)
        declaration = self.act(declaration, "accept")
        yield at(days.get("approved") or working_day(filed_on - timedelta(days=5)), 15)
        continue_series(sample["declaration_no"], digits=4)
        declaration = self.act(declaration, "approve")
        yield from self.history_project(sample, declaration, filed_on)

    def history_project(self, sample: dict, declaration: Filing, filed_on: date) -> Life:
        days = {name: date.fromisoformat(day) for name, day in sample.get("project_days", {}).items()}
        yield at(filed_on, 9, 30)
        continue_series(sample["online_no"], digits=5)
        project = self.project(sample, declaration)
        if sample["stage"] == "saved":
            return
        project = self.submit(project)
        if "return_note" in sample:
            yield at(days.get("returned") or working_day(filed_on + timedelta(days=4)), 11)
            project = self.send_back(project, sample["return_note"], sample.get("remarks", {}))
        if "resubmitted" in days:
            yield at(days["resubmitted"], 14)
            self.upload(project, "maintenance-resolution", "维修资金使用决议（补充）")
            data = demo_forms.project_data(sample, self.implementers, declaration)
            project = self.submit(self.save_again(project, data))
        if sample["stage"] in {"accepted", "approved"}:
            yield at(days.get("accepted") or working_day(filed_on + timedelta(days=3)), 10)
            project = self.act(project, "accept")
        if sample["stage"] == "approved":
            yield at(days.get("approved") or working_day(filed_on + timedelta(days=7)), 15)
            continue_series(sample["project_no"], digits=4)
            self.act(project, "approve")

    # This year

    def current(self, sample: dict) -> Life:
        day = working_day(timezone.localdate(), sample["working_days_ago"])
        declared_on = day if sample["stage"] is None else working_day(day, 10)
        yield at(declared_on, 9, 40)
        declaration = self.declare(sample)
        remarks = sample.get("declaration_remarks", {})
        yield from self.bring_to(declaration, sample["declaration_stage"], declared_on, sample, remarks)
        if sample["stage"] is None:
            return
        yield at(day, 10, 20)
        declaration.refresh_from_db()
        project = self.project(sample, declaration)
        yield from self.bring_to(project, sample["stage"], day, sample, sample.get("remarks", {}))

    def bring_to(self, filing: Filing, stage: str, day: date, sample: dict, remarks: dict) -> Life:
        """The way to the stage, a day or two for each step of the reviewer."""
        if stage == "saved":
            return
        after = [working_day(day + timedelta(days=n)) for n in range(6)]
        yield at(day, 11)
        filing = self.submit(filing)
        if stage in {"accepted", "approved"}:
            yield at(after[2], 9)
            filing = self.act(filing, "accept")
        if stage == "approved":
            yield at(after[5], 16)
            self.act(filing, "approve")
        if stage in {"returned", "resubmitted"}:
            yield at(after[1], 15)
            filing = self.send_back(filing, sample["return_note"], remarks)
        if stage == "resubmitted":
            yield at(after[3], 10)
            self.correct(filing, sample)

    def correct(self, filing: Filing, sample: dict) -> None:
        """What the reviewer asked for: fields changed, a file put in anew, submitted again."""
        data = demo_forms.project_data(sample, self.implementers, filing.declaration) | sample["corrected"]
        self.upload(filing, "title-proof", "产权证明（补全）")
        self.submit(self.save_again(filing, data))

    # Acts

    def declare(self, sample: dict) -> Filing:
        return self.save_new(DECLARATION, demo_forms.declaration_data(sample, self.implementers), sample["owner"])

    def project(self, sample: dict, declaration: Filing) -> Filing:
        data = demo_forms.project_data(sample, self.implementers, declaration)
        return self.save_new(PROJECT, data, sample["owner"])
