"""What a project's contracts say, as lines of a form: who builds, who supervises, who is on the site.

The contracts belong to a higher app. They are asked through `project.contracts`, their kinds compared by value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from portal.filing.snapshots import plain_number
from portal.filing.states import Status
from repair_projects.choices import ContractKind

# In the order of the paper; 设计 is for information.
ORDER = (ContractKind.GENERAL, ContractKind.SUB, ContractKind.SUPERVISION, ContractKind.DESIGN)

# 实名制状态 by the id of the person, for people of the register who are named in the project's contracts.
RealNames = Callable[[object, list[int]], Mapping[int, str]]
NOT_REGISTERED, NOT_ASKED = "未登记", "—"
_real_names: list[RealNames] = []


def register_real_names(provider: RealNames) -> None:
    """`provider(project, person_ids)` tells who is registered on the site; a higher app calls this in ready()."""
    _real_names[:] = [provider]


@dataclass(frozen=True)
class ContractLine:
    """One approved contract. `source` is its uuid."""

    kind: str
    number: str
    name: str
    contractor: str
    price: str
    signed: str
    manager: str
    source: str


@dataclass(frozen=True)
class StaffLine:
    """One person named in an approved contract. `real_name_state` comes from the register of people on sites."""

    post: str
    name: str
    unit: str
    certificate: str
    real_name_state: str
    source: str


@dataclass(frozen=True)
class UnitLine:
    """One enterprise that took part."""

    role: str
    name: str
    code: str
    grade: str
    legal_representative: str
    number: str
    source: str


def in_force(project) -> list:
    """The approved contracts that were not cancelled, in the order of the paper, oldest first."""
    found = list(project.contracts.approved().prefetch_related("staff", "site_managers"))
    return sorted(found, key=lambda one: (ORDER.index(ContractKind(one.contract_kind)), one.pk))


def contracts(project) -> Iterator[ContractLine]:
    for one in in_force(project):
        yield ContractLine(
            ContractKind(one.contract_kind).label, one.contract_filing_no, one.contract_name, one.contractor_name,
            plain_number(one.contract_price), str(one.sign_date), one.manager.name if one.manager else "",
            str(one.uuid),
        )  # fmt: skip


def staff(project) -> Iterator[StaffLine]:
    """People chosen from the register, then those typed by hand, contract by contract."""
    found = in_force(project)
    states = _real_name_states(project, [person.person_id for one in found for person in one.staff.all()])
    for one in found:
        for person in one.staff.all():
            certificate = "、".join(filter(None, (person.certificate_no, person.safety_certificate_no)))
            state = states.get(person.person_id, NOT_REGISTERED) if _real_names else NOT_ASKED
            yield StaffLine(
                person.get_role_display(), person.name, one.contractor_name, certificate, state, str(one.uuid)
            )
        for person in one.site_managers.all():
            yield StaffLine(
                person.get_post_display(), person.name, one.contractor_name, person.certificate_no, NOT_ASKED,
                str(one.uuid),
            )  # fmt: skip


def _real_name_states(project, people: list[int]) -> Mapping[int, str]:
    return _real_names[0](project, people) if _real_names else {}


def units(project) -> Iterator[UnitLine]:
    """设计, 监理, 施工总包 and 分包 with their grades."""
    for one in in_force(project):
        yield UnitLine(
            ContractKind(one.contract_kind).label, one.contractor_name, one.contractor_code, one.contractor_grade,
            one.contractor_legal_representative, one.contract_filing_no, str(one.uuid),
        )  # fmt: skip


_READERS = {"contracts": (contracts, ContractLine), "staff": (staff, StaffLine), "units": (units, UnitLine)}


def lines_of(project, name: str) -> list:
    """The lines of a table as the contracts are now."""
    return list(_READERS[name][0](project))


def kept(project, name: str) -> list[dict[str, str]]:
    """The same as data, to be kept."""
    return [asdict(line) for line in lines_of(project, name)]


def lines_from(data: Iterable[dict[str, str]], name: str) -> list:
    """Lines from what was kept."""
    return [_READERS[name][1](**one) for one in data]


def approved_kinds(project) -> set[str]:
    """Kinds with a contract in force, from contracts that a list has read already."""
    return {
        one.contract_kind for one in project.contracts.all() if one.status == Status.APPROVED and not one.is_cancelled
    }


def has_approved(project, kind: ContractKind) -> bool:
    return project.contracts.approved(kind).exists()


def safety_measures_fee(project) -> Decimal:
    """安措费 of all approved 施工总包, 万元."""
    fees = project.contracts.approved(ContractKind.GENERAL).values_list("generalcontract__safety_measures_fee")
    return sum((fee for (fee,) in fees if fee is not None), Decimal(0))


def contracted_cost(project) -> Decimal:
    """Sum of all approved contracts in 万元. A subcontract's price is part of its 施工总包 and not counted again."""
    prices = project.contracts.approved().exclude(contract_kind=ContractKind.SUB).values_list("contract_price")
    return sum((price for (price,) in prices), Decimal(0))
