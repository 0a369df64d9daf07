"""The demo's start reviews and completions: loaded when the contracts of the projects are there.

Like the rest, everything goes through the forms, uploads and acts that people use; only the clock is set back.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.db import transaction

from ca_auth.models import Identity
from portal.filing.models import Filing
from repair_projects import demo_signing, parties
from repair_projects.demo import Life, Loader, Sign, at, continue_series, district_reviewers, live
from repair_projects.filings import COMPLETION, START_REVIEW
from repair_projects.forms_stages import OpinionFormSet, ResultFormSet
from repair_projects.gates_stages import NEEDED_CONTRACTS
from repair_projects.models import ProjectFiling

DATA = Path(__file__).with_name("demo_stages.json")
OPINIONS = {
    "design": "按修缮方案和设计文件施工，符合设计要求，同意验收。",
    "construction": "已完成合同约定的全部内容，自检合格，申请验收。",
    "supervision": "施工过程质量受控，分部分项工程验收合格，同意验收。",
    "implementer": "组织各方验收合格，居民反映良好，同意备案。",
}


@transaction.atomic
def load(reviewers: Mapping[str, Identity] | None = None, sign: Sign | None = None) -> None:
    """File what the projects have reached; a project without approved contracts is left as it is."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    loader = StageLoader({"implementers": []}, reviewers or district_reviewers(), sign or demo_signing.sign)
    projects = {one.official_no: one for one in ProjectFiling.objects.approved().select_related("owner")}
    samples = [(one, projects[one["project_no"]]) for one in data["start_reviews"] if one["project_no"] in projects]
    live([loader.life(sample, project) for sample, project in samples if _can_start(project)])


def _can_start(project: ProjectFiling) -> bool:
    return all(parties.has_approved(project, kind) for kind in NEEDED_CONTRACTS)


class StageLoader(Loader):
    """Uploads, signatures and acts as for projects."""

    def life(self, sample: Mapping, project: ProjectFiling) -> Life:
        yield from self.stage(START_REVIEW, sample, project, start_review_data)
        if "completion" in sample:
            yield from self.stage(COMPLETION, sample["completion"], project, completion_data)

    def stage(self, kind, sample: Mapping, project: ProjectFiling, data_of) -> Life:
        """Saved, sent and, as far as the sample goes, returned or accepted and approved."""
        yield _day(sample, "saved", 9)
        continue_series(sample.get("online_no"), digits=5)
        filing = self.submit(self.save_new(kind, data_of(sample, project), project.owner.uscc))
        if "returned" in sample:
            yield _day(sample, "returned", 14)
            self.send_back(filing, sample["return_note"], sample["remarks"])
        if "approved" in sample:
            yield from self.decide(filing, sample)

    def decide(self, filing: Filing, sample: Mapping) -> Life:
        yield _day(sample, "accepted", 10)
        filing = self.act(filing, "accept")
        yield _day(sample, "approved", 15)
        continue_series(sample["number"], digits=4)
        self.act(filing, "approve")


def _day(sample: Mapping, act: str, hour: int):
    return at(date.fromisoformat(sample[act]), hour, 40)


def start_review_data(sample: Mapping, project: ProjectFiling) -> dict:
    own = ("planned_start", "planned_finish", "notice_date", "paid_amount")
    yes = ("site_ready", "residents_notified", "safety_fee_paid", "advance_paid", "injury_insurance")
    return {name: sample[name] for name in own} | dict.fromkeys(yes, "1") | {
        "project_no": project.official_no,
        "method_statement_state": "approved",
        "supervision_office": project.district,
        "design_review_state": "passed",
        "heritage_expert_review": "1" if project.is_heritage_building else "",
        "site_start_state": "not_started",
    }  # fmt: skip


def completion_data(sample: Mapping, project: ProjectFiling) -> dict:
    own = ("actual_start", "acceptance_date", "actual_cost", "rectification_note")
    office = project.start_review.get_supervision_office_display()
    content = {name: sample[name] for name in own} | {
        "project_no": project.official_no,
        "building_use": "housing",
        "structure_type": project.structure_type,
        "floors": str(project.floors_above),
        "actual_area": str(project.gross_floor_area),
        "quality_supervisor": office,
        "quality_grade": "passed",
        "design_review_opinion": "修缮方案经审查合格，施工中无重大变更。",
        "payment_state": "工程款已按合同约定支付至97%，剩余3%为质量保证金。",
        "warranty_waterproofing": "5",
        "warranty_pipes": "2",
        "warranty_other": "2",
    }
    opinions = [
        row | {"opinion": OPINIONS[row["party"]], "signed_on": sample["acceptance_date"]}
        for row in OpinionFormSet.known_of(project)
    ]
    return content | _posted("opinions", opinions) | _posted("results", ResultFormSet.known_of(project))


def _posted(prefix: str, rows: list[dict]) -> dict:
    """Rows as a browser posts what the page proposed."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {f"{prefix}-{n}-{name}": str(value) for n, row in enumerate(rows) for name, value in row.items()}
