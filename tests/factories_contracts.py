"""Contracts that speak in states: `general_contract(project=…, approved=True)`. Each walks through perform().

`contract_data(kind, project, …)` is a valid form, as a browser posts it. Firms and people are made with what the kind
asks for; their document numbers carry a district code that is not in use.
"""

from datetime import date, timedelta
from itertools import count

from ca_auth.models import Enterprise, EnterpriseKind, Person, Qualification, QualificationKind
from ca_auth.privacy.index import resident_check_character
from contracts.choices import ContractKind
from contracts.filings import TYPES
from portal.filing import clock
from tests.factories import _changed, _state, bring_to, implementer, project_filing, rows_data, save_new
from tests.factories_auth import EnterpriseFactory

_number = count(1)
LASTING = date(2035, 12, 31)
GRADES = {
    EnterpriseKind.CONTRACTOR: "建筑工程施工总承包二级",
    EnterpriseKind.SUBCONTRACTOR: "防水防腐保温工程专业承包二级",
    EnterpriseKind.SUPERVISOR: "房屋建筑工程监理甲级",
    EnterpriseKind.DESIGNER: "建筑行业（建筑工程）乙级",
}


# The register


def id_number(number: int) -> str:
    """A resident number with a correct check character that nobody has."""
    first_17 = f"3101991980{1 + number // 28 % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    return first_17 + resident_check_character(first_17)


def qualification(holder, kind: str, level: str = "", **changes) -> Qualification:
    """A certificate of an enterprise or a person, valid for long."""
    owner = {"person": holder} if isinstance(holder, Person) else {"enterprise": holder}
    values = {"number": f"证{next(_number):08d}", "level": level, "valid_to": LASTING} | owner | changes
    return Qualification.objects.create(kind=kind, **values)


def firm(kind: str = EnterpriseKind.CONTRACTOR, *, grade: str | None = None, **changes) -> Enterprise:
    """A firm with the grade of its trade; `grade=""` gives it none."""
    made = EnterpriseFactory(kind=kind, legal_representative="赵六", **changes)
    grade = GRADES[kind] if grade is None else grade
    if grade:
        qualification(made, QualificationKind.ENTERPRISE_GRADE, grade)
    if kind in {EnterpriseKind.CONTRACTOR, EnterpriseKind.SUBCONTRACTOR}:
        qualification(made, QualificationKind.SAFETY_LICENCE, "建筑施工")
    return made


def person(enterprise: Enterprise, name: str = "", **kinds) -> Person:
    """person(firm, constructor="二级", safety_b=""): somebody with certificates of those kinds and levels."""
    number = next(_number)
    made = Person.objects.create(name=name or f"测试员{number}", id_number=id_number(number), enterprise=enterprise)
    for kind, level in kinds.items():
        qualification(made, kind, level)
    return made


def manager_of(enterprise: Enterprise, name: str = "") -> Person:
    return person(enterprise, name, constructor="二级注册建造师（建筑工程）", safety_b="项目负责人")


def officer_of(enterprise: Enterprise, name: str = "") -> Person:
    return person(enterprise, name, safety_c="C3")


def chief_of(enterprise: Enterprise, name: str = "") -> Person:
    return person(enterprise, name, supervision_engineer="注册监理工程师（房屋建筑）")


def designer_of(enterprise: Enterprise, name: str = "") -> Person:
    return person(enterprise, name, architect="一级注册建筑师")


# Data as a browser posts them


def manager_rows(number: int, **changes) -> list[dict]:
    """施工现场主要管理人员, or 项目监理机构人员 with `post="supervisor"`."""
    rows = []
    for n in range(number):
        row = {
            "post": "builder",
            "name": f"现场员{n + 1}",
            "id_type": "resident",
            "id_no": id_number(5000 + next(_number)),
            "certificate_no": f"0312021{n:05d}",
            "phone": f"199000{n:05d}",
        }
        rows.append(row | changes)
    return rows


def contract_data(kind: str, project, *, rows: list[dict] | int | None = None, members=(), **changes) -> dict:
    """A valid form of the kind; firms and people that are not given are made. A change to None leaves a field out."""
    firm_kind, people = _FIRMS[kind], _PEOPLE[kind]
    contractor = changes.pop("contractor", None) or firm(firm_kind)
    data = _common(project, contractor) | _OWN[kind](project)
    for name, make in people.items():
        chosen = changes.pop(name) if name in changes else make(contractor)
        data[name] = _codes(chosen)
    tables = rows_data("members", list(members))
    if kind != ContractKind.SUB:
        prefix, default = ("specialists", 0) if kind == ContractKind.DESIGN else ("site_managers", 2)
        given = default if rows is None else rows
        post = {"post": "supervisor"} if kind == ContractKind.SUPERVISION else {}
        tables |= rows_data(prefix, given if isinstance(given, list) else manager_rows(given, **post))
    return _changed(data | {"contractor": contractor.uscc}, changes) | tables


def _codes(chosen) -> str:
    people = chosen if isinstance(chosen, list) else [chosen] if chosen else []
    return ",".join(one if isinstance(one, str) else str(one.uuid) for one in people)


def _common(project, contractor) -> dict:
    today, number = clock.today(), next(_number)
    return {
        "project": str(project.uuid),
        "section_no": "",
        "contract_name": f"{project.project_name}合同{number}",
        "contract_no": f"HT-{number:05d}",
        "contractor_legal_representative": "赵六",
        "is_consortium": "0",
        "tender_mode": "direct",
        "award_notice_no": "",
        "award_date": "",
        "award_price": "",
        "tender_agency": "",
        "pricing_mode": "unit",
        "contract_price": "1490.1392",
        "sign_date": str(today - timedelta(days=3)),
        "valid_from": str(today),
        "valid_to": str(today + timedelta(days=400)),
        "model_text": "GF-2017-0201",
        "scope_of_work": "屋面、外墙修缮及上下水管道改造",
        "remarks": "",
    }


def _works() -> dict:
    today = clock.today()
    return {"planned_start": str(today + timedelta(days=10)), "planned_finish": str(today + timedelta(days=189))}


def _general(project) -> dict:
    return _works() | {
        "pricing_detail": "",
        "contracting_mode": "general",
        "work_scale": "2幢68户",
        "duration_days": "180",
        "quality_standard": "passed",
        "safety_measures_fee": "46.1943",
        "provisional_sum": "74.5070",
        "provisional_estimate": "0",
        "labour_cost": "",
        "wage_account_no": "10012345678901",
        "wage_account_bank": "测试银行上海分行",
        "advance_payment_pct": "10",
        "retention_pct": "3",
        "safety_licence_no": "（沪）JZ安许证字〔2024〕101999",
        "safety_licence_expiry": str(LASTING),
    }


def _sub(project) -> dict:
    parent = project.contracts.live(ContractKind.GENERAL).first()
    return _works() | {
        "pricing_detail": "",
        "parent": str(parent.pk) if parent else "",
        "subcontract_type": "specialist",
        "specialty": "waterproofing",
        "labour_headcount": "",
        "contract_price": "312.64",
        "model_text": "GF-2003-0213",
        "scope_of_work": "屋面防水",
    }


def _supervision(project) -> dict:
    return {
        "pricing_mode": "rate",
        "contract_price": "26.8225",
        "model_text": "GF-2012-0202",
        "scope_of_work": "施工阶段监理",
        "supervised_cost": "1490.1392",
        "related_service_fee": "",
        "supervision_phases": ["preparation", "construction"],
    }


def _design(project) -> dict:
    return _works() | {
        "pricing_mode": "fixed_total",
        "contract_price": "37.2535",
        "model_text": "GF-2015-0209",
        "scope_of_work": "修缮方案和施工图设计",
        "design_stages": ["survey", "drawings"],
        "design_scale": "2幢28640㎡",
        "fee_base": "1490.1392",
    }


_OWN = {
    ContractKind.GENERAL: _general,
    ContractKind.SUB: _sub,
    ContractKind.SUPERVISION: _supervision,
    ContractKind.DESIGN: _design,
}
_FIRMS = {
    ContractKind.GENERAL: EnterpriseKind.CONTRACTOR,
    ContractKind.SUB: EnterpriseKind.SUBCONTRACTOR,
    ContractKind.SUPERVISION: EnterpriseKind.SUPERVISOR,
    ContractKind.DESIGN: EnterpriseKind.DESIGNER,
}
_PEOPLE = {
    ContractKind.GENERAL: {
        "project_manager": manager_of,
        "safety_officers": lambda one: [officer_of(one), officer_of(one)],
    },
    ContractKind.SUB: {"project_manager": manager_of, "safety_officers": lambda one: [officer_of(one)]},
    ContractKind.SUPERVISION: {"chief_engineer": chief_of, "safety_supervisor": chief_of},
    ContractKind.DESIGN: {"design_lead": designer_of},
}


# Filings


def contract(kind: str, *, project=None, **flags):
    """contract(ContractKind.DESIGN, project=…, approved=True). Makes an approved project if need be, and for 施工分包
    and 监理 the approved 施工总包 that must be there first."""
    state = _state(flags)
    project = project or project_filing(approved=True)
    if (
        kind in {ContractKind.SUB, ContractKind.SUPERVISION}
        and not project.contracts.live(ContractKind.GENERAL).exists()
    ):
        contract(ContractKind.GENERAL, project=project, approved=True)
    actor = implementer(project.owner)
    filing = save_new(TYPES[kind], contract_data(kind, project, **flags), actor=actor)
    return bring_to(filing, state)


def general_contract(**flags):
    return contract(ContractKind.GENERAL, **flags)


def subcontract(**flags):
    return contract(ContractKind.SUB, **flags)


def supervision_contract(**flags):
    return contract(ContractKind.SUPERVISION, **flags)


def design_contract(**flags):
    return contract(ContractKind.DESIGN, **flags)
