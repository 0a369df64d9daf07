"""The demo's contracts as the forms post them."""

from collections.abc import Mapping
from datetime import date, timedelta

from ca_auth.models import Enterprise, Person, QualificationKind
from contracts.choices import ContractKind
from portal.filing import clock

MODEL_TEXT = {
    ContractKind.GENERAL: "GF-2017-0201",
    ContractKind.SUPERVISION: "GF-2012-0202",
    ContractKind.DESIGN: "GF-2015-0209",
    "specialist": "GF-2003-0213",
    "labour": "GF-2003-0214",
}
SCOPES = {
    ContractKind.GENERAL: "屋面、外墙、上下水管道及公共部位修缮的全部施工内容",
    ContractKind.SUPERVISION: "施工准备、施工和保修阶段的监理",
    ContractKind.DESIGN: "现场勘查、修缮方案和施工图设计、施工配合",
}
LETTERS = {
    ContractKind.GENERAL: "SG",
    ContractKind.SUB: "FB",
    ContractKind.SUPERVISION: "JL",
    ContractKind.DESIGN: "SJ",
}
MANAGER_FIELD = {
    ContractKind.GENERAL: "project_manager",
    ContractKind.SUB: "project_manager",
    ContractKind.SUPERVISION: "chief_engineer",
    ContractKind.DESIGN: "design_lead",
}


def contract_data(sample: Mapping, project, data: Mapping) -> dict:
    """One contract of the demo over its project."""
    kind = ContractKind(sample["kind"])
    own = {
        ContractKind.GENERAL: _general, ContractKind.SUB: _sub, ContractKind.SUPERVISION: _supervision,
        ContractKind.DESIGN: _design,
    }[kind]  # fmt: skip
    posted = _common(sample, project, data, kind) | own(sample, project, data)
    posted[MANAGER_FIELD[kind]] = _people(sample, sample["people"])
    if "officers" in sample:
        posted["safety_officers"] = _people(sample, sample["officers"])
    return posted | _rows("members", [])


def _people(sample: Mapping, names: list[str]) -> str:
    found = {one.name: one for one in Person.objects.filter(enterprise__uscc=sample["contractor"], name__in=names)}
    return ",".join(str(found[name].uuid) for name in names)


def _common(sample: Mapping, project, data: Mapping, kind: ContractKind) -> dict:
    signed = date.fromisoformat(sample["sign_date"]) if "sign_date" in sample else clock.today() - timedelta(days=7)
    begin, end = _works(sample, project)
    number = project.contracts.filter(contract_kind=kind).count() + 1
    tendered = "tender_mode" in sample
    firm = Enterprise.objects.get(uscc=sample["contractor"])
    return {
        "project": str(project.uuid),
        "contract_name": f"{project.project_name}{_title(sample, firm, kind)}",
        "contract_no": f"XS-{project.official_no}-{LETTERS[kind]}{number:02d}",
        "contractor": sample["contractor"],
        "contractor_legal_representative": data["legal"][sample["contractor"]],
        "is_consortium": "0",
        "tender_mode": sample.get("tender_mode", "direct"),
        "award_notice_no": f"沪修中标{signed:%Y}-{project.official_no[-4:]}" if tendered else "",
        "award_date": sample.get("award_date", str(signed - timedelta(days=7))) if tendered else "",
        "award_price": sample["contract_price"] if tendered else "",
        "contract_price": sample["contract_price"],
        "sign_date": str(signed),
        "valid_from": sample.get("valid_from", str(begin)),
        "valid_to": sample.get("valid_to", str(end)),
        "model_text": MODEL_TEXT[sample.get("type", kind)],
        "scope_of_work": sample.get("scope") or SCOPES[kind],
    }


def _title(sample: Mapping, firm: Enterprise, kind: ContractKind) -> str:
    if kind != ContractKind.SUB:
        return f"{kind.label}合同"
    work = "劳务" if sample["type"] == "labour" else firm.name.removeprefix("上海")[2:].partition("工程")[0]
    return f"{work}分包合同"


def _works(sample: Mapping, project) -> tuple[date, date]:
    if "planned_start" in sample:
        return date.fromisoformat(sample["planned_start"]), date.fromisoformat(sample["planned_finish"])
    return project.planned_start, project.planned_finish


def _dates(sample: Mapping, project) -> dict:
    begin, end = _works(sample, project)
    return {"planned_start": str(begin), "planned_finish": str(end)}


def _general(sample: Mapping, project, data: Mapping) -> dict:
    licence = Enterprise.objects.get(uscc=sample["contractor"]).qualifications.get(
        kind=QualificationKind.SAFETY_LICENCE
    )
    return _dates(sample, project) | {
        "pricing_mode": "unit",
        "pricing_detail": "fixed_unit",
        "contracting_mode": "general",
        "work_scale": project.construction_scale,
        "quality_standard": "passed",
        "safety_measures_fee": sample["safety"],
        "provisional_sum": sample["provisional"],
        "provisional_estimate": "0",
        "wage_account_no": f"3100199{sample['contractor'][9:17].translate(str.maketrans('MA', '12'))}01",
        "wage_account_bank": "示例银行上海分行",
        "advance_payment_pct": "10",
        "retention_pct": "3",
        "safety_licence_no": licence.number,
        "safety_licence_expiry": str(licence.valid_to),
    } | _rows("site_managers", data["site_managers"])  # fmt: skip


def _sub(sample: Mapping, project, data: Mapping) -> dict:
    return _dates(sample, project) | {
        "pricing_mode": "unit",
        "parent": str(project.contracts.live(ContractKind.GENERAL).get().pk),
        "subcontract_type": sample["type"],
        "specialty": sample.get("specialty", ""),
        "labour_headcount": sample.get("headcount", ""),
    }


def _supervision(sample: Mapping, project, data: Mapping) -> dict:
    return {
        "pricing_mode": "rate",
        "supervised_cost": sample["supervised_cost"],
        "supervision_phases": ["preparation", "construction", "warranty"],
        "safety_supervisor": _people(sample, [sample["safety_supervisor"]]),
    } | _rows("site_managers", data["supervisors"])


def _design(sample: Mapping, project, data: Mapping) -> dict:
    return _dates(sample, project) | {
        "pricing_mode": "fixed_total",
        "design_stages": ["survey", "scheme", "drawings", "site_support"],
        "design_scale": project.construction_scale,
    } | _rows("specialists", [])  # fmt: skip


def _rows(prefix: str, rows: list[Mapping]) -> dict:
    posted = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        posted |= {f"{prefix}-{number}-{name}": value for name, value in (row | {"id_type": "resident"}).items()}
    return posted
