"""Who may be chosen for a contract: one answer for the pick dialogs, for 保存 and for 上报.

What the register knows of the enterprise or person is compared with the contract as it stands. Every finding is an
Unmet; warnings are told and do not refuse.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ca_auth.models import Enterprise, Person, Qualification, QualificationKind
from ca_auth.queries import best_of, why_not_valid
from contracts import messages
from contracts.choices import ContractKind, StaffRole, SubcontractType
from portal.filing import clock
from portal.filing.states import Status
from portal.filing.workflow import Unmet
from repair_projects.queries import running_projects

FIRST_GRADE_FROM = Decimal(3000)  # 万元 of a single contract, from which a 一级建造师 is usual
MOST_SUPERVISED = 3

# A part of the level that an enterprise of the kind should have.
SUITABLE_GRADES = {
    ContractKind.GENERAL: ("施工总承包", "古建筑工程专业承包"),
    ContractKind.SUPERVISION: ("监理",),
    ContractKind.DESIGN: ("设计", "建筑行业"),
}
SUITABLE_SUB_GRADES = {SubcontractType.SPECIALIST: ("专业承包", "施工总承包"), SubcontractType.LABOUR: ("劳务",)}


@dataclass(frozen=True)
class Demand:
    """Certificates of a role. Of each group in `needed` one must be valid; of `expected` one should be there."""

    needed: tuple[tuple[str, ...], ...] = ()
    expected: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        return (*(kind for group in self.needed for kind in group), *self.expected)


_CONSTRUCTOR, _SAFETY_B = QualificationKind.CONSTRUCTOR, QualificationKind.SAFETY_B
DEMANDS = {
    StaffRole.PROJECT_MANAGER: Demand(((_CONSTRUCTOR,), (_SAFETY_B,))),
    StaffRole.SAFETY_OFFICER: Demand(((QualificationKind.SAFETY_C,),)),
    StaffRole.CHIEF_ENGINEER: Demand(((QualificationKind.SUPERVISION_ENGINEER,),)),
    StaffRole.SAFETY_SUPERVISOR: Demand((), (QualificationKind.SUPERVISION_ENGINEER, QualificationKind.POST)),
    StaffRole.DESIGN_LEAD: Demand(((QualificationKind.ARCHITECT, QualificationKind.STRUCTURAL_ENGINEER),)),
}
SUB_MANAGER = Demand(((_SAFETY_B,),), (_CONSTRUCTOR,))


def demand_of(contract, role: str) -> Demand:
    """Who leads a subcontract needs the safety certificate; a registered constructor is only expected."""
    is_sub = contract.contract_kind == ContractKind.SUB
    return SUB_MANAGER if is_sub and role == StaffRole.PROJECT_MANAGER else DEMANDS[StaffRole(role)]


# Enterprises


def suitable_grades(contract) -> tuple[str, ...]:
    if contract.contract_kind == ContractKind.SUB:
        return SUITABLE_SUB_GRADES.get(getattr(contract, "subcontract_type", ""), ("承包", "劳务"))
    return SUITABLE_GRADES[ContractKind(contract.contract_kind)]


def grade_of(enterprise: Enterprise, contract) -> Qualification | None:
    """The grade to rely on: one that suits the kind before any other."""
    grades = [q for q in enterprise.qualifications.all() if q.kind == QualificationKind.ENTERPRISE_GRADE]
    suitable = [q for q in grades if _suits(q, contract)]
    return best_of(suitable or grades, clock.today())


def _suits(grade: Qualification, contract) -> bool:
    return any(part in grade.level for part in suitable_grades(contract))


def enterprise_findings(enterprise: Enterprise, contract) -> Iterator[Unmet]:
    """Grade and, for works, the safety licence: lapsed ones refuse, another kind is only asked about."""
    grade = grade_of(enterprise, contract)
    if grade is None:
        yield Unmet("企业资质未在本平台登记，请核实承包方资质。", warning=True)
    elif why_not := why_not_valid(grade, clock.today()):
        yield Unmet(f"企业资质{why_not}，不能选择！")
    elif not _suits(grade, contract):
        yield Unmet(f"承包方资质“{grade.level}”与合同类别不相符，请核实。", warning=True)
    if contract.contract_kind in {ContractKind.GENERAL, ContractKind.SUB}:
        licence = licence_of(enterprise)
        if licence and (why_not := why_not_valid(licence, clock.today())):
            yield Unmet(f"安全生产许可证{why_not}，不能选择！")


def licence_of(enterprise: Enterprise) -> Qualification | None:
    licences = [q for q in enterprise.qualifications.all() if q.kind == QualificationKind.SAFETY_LICENCE]
    return best_of(licences, clock.today())


def party_findings(enterprise: Enterprise, contract) -> Iterator[Unmet]:
    """Nobody supervises oneself, and nobody subcontracts to oneself."""
    others = contract.project.contracts.live().exclude(pk=contract.pk)
    builders = others.filter(contract_kind__in=[ContractKind.GENERAL, ContractKind.SUB])
    supervisors = others.filter(contract_kind=ContractKind.SUPERVISION)
    kind = contract.contract_kind
    if kind == ContractKind.SUPERVISION and builders.filter(contractor=enterprise).exists():
        yield Unmet(messages.SAME_AS_SUPERVISOR)
    if kind == ContractKind.GENERAL and supervisors.filter(contractor=enterprise).exists():
        yield Unmet(messages.SAME_AS_SUPERVISOR)
    if kind == ContractKind.SUB:
        if supervisors.filter(contractor=enterprise).exists():
            yield Unmet(messages.SUB_SAME_AS_SUPERVISOR)
        if contract.parent_id and contract.parent.contractor_id == enterprise.pk:
            yield Unmet(messages.SUB_SAME_AS_GENERAL)


# People


@dataclass
class Certificates:
    """A person's certificates that count for a role: the first is the registration, `safety` the safety one."""

    person: Person
    demand: Demand
    held: dict[str, Qualification] = field(default_factory=dict)

    def __post_init__(self) -> None:
        every = list(self.person.qualifications.all())
        for kind in self.demand.kinds:
            found = best_of([one for one in every if one.kind == kind], clock.today())
            if found:
                self.held[kind] = found

    @property
    def registration(self) -> Qualification | None:
        return next((one for kind, one in self.held.items() if kind != _SAFETY_B), None) or self.safety

    @property
    def safety(self) -> Qualification | None:
        return self.held.get(_SAFETY_B)


def certificates_of(person: Person, role: str, contract) -> Certificates:
    return Certificates(person, demand_of(contract, role))


def person_findings(person: Person, role: str, contract) -> Iterator[Unmet]:
    """Everything that is in the way of this person in this role of this contract."""
    if not person.is_active:
        yield Unmet(f"{person.name}已不在册，不能选择！")
    if contract.contractor_id and person.enterprise_id != contract.contractor_id:
        yield Unmet(f"{person.name}不是承包方的人员，不能选择！")
    found = certificates_of(person, role, contract)
    for group in found.demand.needed:
        yield from _group_findings(person, group, found)
    if found.demand.expected and not any(kind in found.held for kind in found.demand.expected):
        yield Unmet(f"{person.name}没有登记{_kinds_text(found.demand.expected)}，请核实。", warning=True)
    yield from duty_findings(person, role, contract)
    yield from level_findings(found, role, contract)


def _group_findings(person: Person, group: Iterable[str], found: Certificates) -> Iterator[Unmet]:
    held = [found.held[kind] for kind in group if kind in found.held]
    if not held:
        yield Unmet(f"{person.name}没有登记{_kinds_text(group)}，不能选择！")
        return
    best = best_of(held, clock.today())
    if why_not := why_not_valid(best, clock.today()):
        yield Unmet(f"{person.name}的{best.get_kind_display()}{why_not}，不能选择！")


def _kinds_text(kinds: Iterable[str]) -> str:
    return "或".join(QualificationKind(kind).label for kind in kinds)


def level_findings(found: Certificates, role: str, contract) -> Iterator[Unmet]:
    """Levels are usual, not law: told, never refused."""
    level = found.registration.level if found.registration else ""
    large = contract.contract_price is not None and contract.contract_price >= FIRST_GRADE_FROM
    manages = role == StaffRole.PROJECT_MANAGER and contract.contract_kind == ContractKind.GENERAL
    if manages and large and "一级" not in level:
        yield Unmet("合同价3000万元以上的，项目经理一般应为一级注册建造师，请核实。", warning=True)
    designs_heritage = role == StaffRole.DESIGN_LEAD and contract.project.is_heritage_building
    if designs_heritage and not (QualificationKind.ARCHITECT in found.held and "一级" in level):
        yield Unmet("优秀历史建筑的设计负责人一般应为一级注册建筑师，请核实。", warning=True)


def duty_findings(person: Person, role: str, contract) -> Iterator[Unmet]:
    """One manager, one project under construction; officers and supervisors are only asked about."""
    elsewhere = posts_elsewhere(person, role, contract)
    running = elsewhere.filter(contract__project__in=running_projects())
    projects = running.values("contract__project").distinct().count()
    if role == StaffRole.PROJECT_MANAGER and contract.contract_kind == ContractKind.GENERAL:
        if projects:
            yield Unmet(messages.MANAGER_BUSY)
        elif elsewhere.exists():
            yield Unmet(f"{person.name}已在其他项目的施工总包合同中任项目经理，请核实。", warning=True)
    if role == StaffRole.SAFETY_OFFICER and projects:
        yield Unmet(f"安全员{person.name}已在其他在建工程任职，请核实。", warning=True)
    if role == StaffRole.CHIEF_ENGINEER and projects >= MOST_SUPERVISED:
        text = f"总监理工程师{person.name}已在{projects}个在建工程任职，一般不超过{MOST_SUPERVISED}个，请核实。"
        yield Unmet(text, warning=True)


def posts_elsewhere(person: Person, role: str, contract):
    """The person's posts of the role in approved contracts of other projects."""
    posts = person.contract_posts.filter(role=role, contract__is_cancelled=False, contract__status=Status.APPROVED)
    if role == StaffRole.PROJECT_MANAGER:
        posts = posts.filter(contract__contract_kind=ContractKind.GENERAL)
    return posts.exclude(contract__project_id=contract.project_id)
