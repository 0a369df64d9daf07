"""What is chosen from the register in a contract's form: which fields, how many, and what the dialogs show."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ca_auth.models import Enterprise, Person
from ca_auth.queries import SHORTEST_NAME, enterprises_like, people_elsewhere, people_of, why_not_valid
from contracts import qualifying
from contracts.choices import StaffRole
from portal.filing import clock
from portal.filing.workflow import Unmet

MOST_SHOWN = 50


@dataclass(frozen=True)
class Pick:
    """A field whose value is chosen in a dialog. `role` is empty for the contractor."""

    name: str
    title: str
    role: str = ""
    multiple: bool = False

    @property
    def is_person(self) -> bool:
        return bool(self.role)


CONTRACTOR = Pick("contractor", "选择承包方（乙方）")
MANAGER = Pick("project_manager", "选择项目经理", StaffRole.PROJECT_MANAGER)
SUB_MANAGER = Pick("project_manager", "选择项目负责人", StaffRole.PROJECT_MANAGER)
OFFICERS = Pick("safety_officers", "选择安全员", StaffRole.SAFETY_OFFICER, multiple=True)
CHIEF = Pick("chief_engineer", "选择总监理工程师", StaffRole.CHIEF_ENGINEER)
SAFETY_SUPERVISOR = Pick("safety_supervisor", "选择安全监理员", StaffRole.SAFETY_SUPERVISOR)
DESIGN_LEAD = Pick("design_lead", "选择项目（设计）负责人", StaffRole.DESIGN_LEAD)


@dataclass(frozen=True)
class PickRow:
    """A line of components/pick_results.html. `refused` says why it cannot be chosen."""

    value: str
    label: str
    cells: list[tuple[str, str]]
    refused: str = ""
    data: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    columns: tuple[str, ...]
    rows: list[PickRow]
    hint: str = ""


ENTERPRISE_COLUMNS = ("企业名称", "统一社会信用代码", "资质")
PERSON_COLUMNS = ("姓名", "证件", "证书", "有效期")


def find_enterprises(contract, text: str) -> Found:
    """Manual 000 §3.2: 输入一个单位的部分名称就可以找到这家单位."""
    if len(text.strip()) < SHORTEST_NAME:
        hint = f"请输入单位名称中的至少{SHORTEST_NAME}个字，或统一社会信用代码的前几位。"
        return Found(ENTERPRISE_COLUMNS, [], hint)
    rows = [enterprise_row(one, contract) for one in enterprises_like(text)[:MOST_SHOWN]]
    return Found(ENTERPRISE_COLUMNS, rows, "" if rows else "没有找到。请换一个名称的部分文字，或核对代码。")


def enterprise_row(enterprise: Enterprise, contract) -> PickRow:
    grade, licence = qualifying.grade_of(enterprise, contract), qualifying.licence_of(enterprise)
    findings = [
        *qualifying.enterprise_findings(enterprise, contract),
        *qualifying.party_findings(enterprise, contract),
    ]
    data = [("legal", enterprise.legal_representative)]
    if licence:
        data += [("licence", licence.number), ("licence-expiry", str(licence.valid_to or ""))]
    return PickRow(
        value=enterprise.uscc,
        label=enterprise.name,
        cells=[
            (enterprise.name, ""),
            (enterprise.uscc, ""),
            (grade.level if grade else "未登记资质", _note(validity(grade), findings)),
        ],
        refused=refusal(findings),
        data=data,
    )


def find_people(contract, pick: Pick, *, name: str, id_no: str, id_type: str) -> Found:
    """Manual 000 §3.2: 任意输入一个条件点击查询即可查找满足该条件的…列表. Others than the contractor's
    people are found by their whole name or number only, and never to be chosen."""
    if not contract.contractor_id:
        return Found(PERSON_COLUMNS, [], "请先选择承包方（乙方），再选择人员。")
    if not (name.strip() or id_no.strip() or id_type):
        return Found(PERSON_COLUMNS, [], "请至少输入一个查询条件。")
    own = people_of(contract.contractor, name=name, id_type=id_type, id_number=id_no)[:MOST_SHOWN]
    others = people_elsewhere(contract.contractor, name=name, id_number=id_no)[:MOST_SHOWN]
    rows = [person_row(one, contract, pick) for one in (*own, *others)]
    nobody = f"在{contract.contractor.name}登记的人员中没有找到。请核对姓名和证件，或请该单位登记人员。"
    return Found(PERSON_COLUMNS, rows, "" if rows else nobody)


def person_row(person: Person, contract, pick: Pick) -> PickRow:
    held = qualifying.certificates_of(person, pick.role, contract).held.values()
    findings = list(qualifying.person_findings(person, pick.role, contract))
    return PickRow(
        value=str(person.uuid),
        label=person.name,
        cells=[
            (person.name, person.enterprise.name if person.enterprise_id != contract.contractor_id else ""),
            (str(person.id_number), person.get_id_type_display()),
            (_joined(f"{one.level or one.get_kind_display()} {one.number}" for one in held) or "未登记证书", ""),
            (_joined(validity(one) for one in held), _note("", findings)),
        ],
        refused=refusal(findings),
    )


def validity(qualification) -> str:
    """有效至 2029-03-18, or why it is not valid."""
    if qualification is None:
        return ""
    lasting = f"有效至 {qualification.valid_to}" if qualification.valid_to else "长期有效"
    return why_not_valid(qualification, clock.today()) or lasting


def refusal(findings: Iterable[Unmet]) -> str:
    return "".join(one.text for one in findings if not one.warning)


def _note(text: str, findings: Iterable[Unmet]) -> str:
    return _joined([text, *(one.text for one in findings if one.warning)])


def _joined(parts: Iterable[str]) -> str:
    return "；".join(part for part in parts if part)
