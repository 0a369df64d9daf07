"""What the contracts put into the project file: who works on the project, who answers for it, what was agreed."""

from collections.abc import Iterator

from django.urls import reverse

from ca_auth.choices import System
from contracts.choices import ContractKind
from contracts.models import ContractFiling
from contracts.progress import LABEL, NEEDED
from portal.filing.workflow import Unmet
from portal.projects.registry import Amount, Contribution, Party, Person, register_contribution

# In the order of the paper.
ORDER = (ContractKind.GENERAL, ContractKind.SUB, ContractKind.SUPERVISION, ContractKind.DESIGN)
# A subcontract's price is part of its 施工总包 and not counted again.
COUNTS_AGAINST = {
    ContractKind.GENERAL: ("total", "construction"),
    ContractKind.SUPERVISION: ("total",),
    ContractKind.DESIGN: ("total",),
}


def _in_force(project) -> list[ContractFiling]:
    found = project.contracts.approved().prefetch_related("staff", "site_managers")
    return sorted(found, key=lambda one: (ORDER.index(one.contract_kind), one.pk))


def parties(project) -> Iterator[Party]:
    for one in _in_force(project):
        role = ContractKind(one.contract_kind).label
        yield Party(f"{role}单位", one.contractor_name, one.contractor_code, one.contract_filing_no)


def people(project) -> Iterator[Person]:
    """People chosen from the register, then those typed by hand, contract by contract."""
    for one in _in_force(project):
        for person in one.staff.all():
            certificates = filter(None, (person.certificate_no, person.safety_certificate_no))
            yield Person(person.get_role_display(), person.name, one.contractor_name, "、".join(certificates))
        for person in one.site_managers.all():
            yield Person(person.get_post_display(), person.name, one.contractor_name, person.certificate_no)


def amounts(project) -> Iterator[Amount]:
    for one in _in_force(project):
        label = f"{ContractKind(one.contract_kind).label}：{one.contract_name}"
        budgets = COUNTS_AGAINST.get(ContractKind(one.contract_kind), ())
        yield Amount(label, one.contract_filing_no, one.contract_price, budgets)


def obstacles(project) -> Iterator[Unmet]:
    """Manual 000 §3.3: 开工审核 wants an approved 总包 and an approved 监理."""
    approved = set(project.contracts.approved().values_list("contract_kind", flat=True))
    for kind in sorted(NEEDED - approved):
        url = f"{reverse('contracts:list')}?project={project.uuid}"
        yield Unmet(f"还没有审核通过的{ContractKind(kind).label}合同", repair_url=url)


def register() -> None:
    register_contribution(
        System.REPAIR,
        Contribution(
            step=LABEL, filings=ContractFiling.objects.all, to_project="project", to_start="project__declaration",
            parties=parties, people=people, amounts=amounts, obstacles=obstacles,
        ),
    )  # fmt: skip
