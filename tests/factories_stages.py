"""开工审核 and 竣工备案 that speak in states: `start_review(submitted=True)`, `completion(project=…, returned=True)`.
Their contracts are approved first, every one through perform()."""

from datetime import timedelta

from contracts.choices import ContractKind
from portal.filing import clock
from portal.filing.registry import filing_type
from tests.factories import _changed, _state, bring_to, implementer, project_filing, rows_data, save_new
from tests.factories_contracts import contract

PARTIES = ("design", "construction", "supervision", "implementer")


def contracted_project(*, kinds=(ContractKind.GENERAL, ContractKind.SUPERVISION), owner=None, **flags):
    """An approved project with an approved contract of each kind."""
    project = project_filing(owner=owner, approved=True, **flags)
    for kind in kinds:
        contract(kind, project=project, approved=True)
    return project


def start_review_data(project, **changes) -> dict:
    """A valid form of 开工审核. A change to None leaves the field out."""
    today = clock.today()
    data = {
        "project_no": project.official_no or project.online_application_no,
        "planned_start": str(today + timedelta(days=10)),
        "planned_finish": str(today + timedelta(days=189)),
        "method_statement_state": "approved",
        "supervision_office": project.district,
        "design_review_state": "passed",
        "site_ready": "1",
        "residents_notified": "1",
        "notice_date": str(today),
        "safety_fee_paid": "1",
        "paid_amount": "23.0972",
        "advance_paid": "",
        "injury_insurance": "1",
        "heritage_expert_review": "1" if project.is_heritage_building else "",
        "site_start_state": "not_started",
        "site_start_note": "",
        "remarks": "",
    }
    return _changed(data, changes)


def opinion_rows(*parties: str, **changes) -> list[dict]:
    return [
        {
            "party": party,
            "unit_name": f"测试{party}单位",
            "opinion": "符合设计和合同要求，同意验收。",
            "legal_representative": "张三",
            "signed_on": str(clock.today()),
        }
        | changes
        for party in parties or PARTIES
    ]


def result_rows(project, **changes) -> list[dict]:
    return [
        {"building_address": row.building_address, "actual_area": str(row.floor_area), "result": "passed"} | changes
        for row in project.buildings.all()
    ]


def completion_data(project, *, opinions: list[dict] | None = None, results: list[dict] | None = None, **changes):
    """A valid form of 竣工备案 with its two sub-tables."""
    today = str(clock.today())
    data = {
        "project_no": project.official_no,
        "building_use": "housing",
        "structure_type": "001",
        "floors": "6",
        "actual_area": str(project.gross_floor_area),
        "area_note": "",
        "actual_cost": "1500",
        "cost_note": "",
        "actual_start": today,
        "acceptance_date": today,
        "quality_supervisor": "虹口区住宅修缮工程管理中心",
        "testing_body": "",
        "testing_body_code": "",
        "quality_grade": "passed",
        "design_review_opinion": "修缮方案经审查合格。",
        "rectification_note": "",
        "safety_standard_result": "",
        "payment_state": "已按合同约定支付。",
        "warranty_waterproofing": "5",
        "warranty_pipes": "2",
        "warranty_other": "2",
        "remarks": "",
    }
    tables = rows_data("opinions", opinion_rows() if opinions is None else opinions)
    tables |= rows_data("results", result_rows(project) if results is None else results)
    return _changed(data, changes) | tables


def start_review(*, project=None, owner=None, **flags):
    """start_review(approved=True), start_review(project=…, returned=True). Default: 已保存, with a new project."""
    state = _state(flags)
    project = project or contracted_project(owner=owner)
    kind = filing_type("repair.start_review")
    filing = save_new(kind, start_review_data(project, **flags), actor=implementer(project.owner))
    return bring_to(filing, state)


def started_project(**flags):
    """A project 在建."""
    project = contracted_project(**flags)
    start_review(project=project, approved=True)
    return type(project).objects.get(pk=project.pk)


def completion(*, project=None, owner=None, **flags):
    """completion(submitted=True), completion(project=…, approved=True). Default: 已保存."""
    state = _state(flags)
    project = project or started_project(owner=owner)
    data = completion_data(project, **flags)
    return bring_to(save_new(filing_type("repair.completion"), data, actor=implementer(project.owner)), state)
