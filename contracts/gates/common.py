"""Rules of all four kinds: parties, tender, money, dates, people, consortium."""

from collections import Counter
from collections.abc import Iterator

from ca_auth.privacy import clear_text
from ca_auth.privacy.index import normalise
from ca_auth.validators import is_identity_document
from contracts import messages, qualifying
from contracts.models import ContractFiling
from portal.filing import clock
from portal.filing.workflow import Unmet
from repair_projects.choices import TenderMode

TENDERED = frozenset({TenderMode.OPEN, TenderMode.INVITED})
ROLE_FIELDS = {
    "project_manager": "project_manager",
    "safety_officer": "safety_officers",
    "chief_engineer": "chief_engineer",
    "safety_supervisor": "safety_supervisor",
    "design_lead": "design_lead",
}


def required(filing, *names: str) -> Iterator[Unmet]:
    """The red text of an empty field, for fields that are only sometimes needed."""
    for name in names:
        field = filing._meta.get_field(name)
        if getattr(filing, name) in (None, "", []):
            text = f"请选择{field.verbose_name}！" if field.choices else f"{field.verbose_name}不能为空！"
            yield Unmet(text, field=name)


def at(field: str, found: Iterator[Unmet]) -> Iterator[Unmet]:
    """Findings of the register, shown at the field where the choice was made."""
    return (Unmet(one.text, field=field, warning=one.warning) for one in found)


def contractor_fit(contract) -> Iterator[Unmet]:
    """Manual 000 §3.2 承包方(乙方): its grade is valid, and it is no other party that excludes this one."""
    yield from at("contractor", qualifying.enterprise_findings(contract.contractor, contract))
    yield from at("contractor", qualifying.party_findings(contract.contractor, contract))


def contract_no_once(contract) -> Iterator[Unmet]:
    """合同编号 is the parties' own; twice at one client is the same contract filed twice. A cancelled one is free."""
    same = ContractFiling.objects.live().filter(owner_id=contract.project.owner_id, contract_no=contract.contract_no)
    if contract.contract_no and same.exclude(pk=contract.pk).exists():
        yield Unmet(messages.CONTRACT_NO_USED, field="contract_no")


def tender_told(contract) -> Iterator[Unmet]:
    """公开招标 and 邀请招标 have an award, and it comes before the signature."""
    if contract.tender_mode in TENDERED:
        yield from required(contract, "award_notice_no", "award_date", "award_price")
    if contract.award_date and contract.award_date > contract.sign_date:
        yield Unmet(messages.AWARD_AFTER_SIGNING, field="award_date")


def price_as_awarded(contract) -> Iterator[Unmet]:
    """The price of the contract is the one that was awarded; another is asked about."""
    if contract.award_price is not None and contract.award_price != contract.contract_price:
        yield Unmet("中标价与合同价不一致，请核实。", field="award_price", warning=True)


def signed_by_now(contract) -> Iterator[Unmet]:
    if contract.sign_date > clock.today():
        yield Unmet(messages.SIGNED_IN_FUTURE, field="sign_date")


def validity_in_order(contract) -> Iterator[Unmet]:
    if contract.valid_to < contract.valid_from:
        yield Unmet(messages.VALIDITY_ORDER, field="valid_to")


def consortium_told(contract) -> Iterator[Unmet]:
    """A consortium has two parties at least: the contractor and one member."""
    members = contract.rows("members")
    if contract.is_consortium and not members:
        yield Unmet(messages.MEMBERS_MISSING, field="members")
    if members and not contract.is_consortium:
        yield Unmet(messages.MEMBERS_WITHOUT_CONSORTIUM, field="members")
    codes = [contract.contractor.uscc, *(row.uscc for row in members)]
    if len(set(codes)) < len(codes):
        yield Unmet(messages.MEMBER_TWICE, field="members")


def staff_fit(contract) -> Iterator[Unmet]:
    """Manual 000 §3.2 项目经理、安全员: who is chosen from the register may be chosen."""
    for one in contract.rows("staff"):
        found = qualifying.person_findings(one.person, one.role, contract)
        yield from at(ROLE_FIELDS[one.role], found)


def documents_fit(contract) -> Iterator[Unmet]:
    """The number of a typed person has the shape of its document."""
    for table in contract.people_tables:
        for number, row in enumerate(contract.rows(table), start=1):
            if not is_identity_document(row.id_type, clear_text(row.id_no)):
                yield Unmet(f"第{number}行{messages.DOCUMENT_MISMATCH}", field=table)


def people_named_once(contract) -> Iterator[Unmet]:
    """Nobody holds two posts of one contract: the same number of a document stands in it once."""
    numbers = [(one.name, clear_text(one.person.id_number), ROLE_FIELDS[one.role]) for one in contract.rows("staff")]
    for table in contract.people_tables:
        numbers += [(row.name, clear_text(row.id_no), table) for row in contract.rows(table)]
    known = [(name, normalise(number), field) for name, number, field in numbers if number]
    counted = Counter(number for _, number, _ in known)
    told = set()
    for name, number, field in known:
        if counted[number] > 1 and number in told:
            yield Unmet(f"{name}的证件号在本合同人员中重复出现，同一人员不能担任两个岗位！", field=field)
        told.add(number)


COMMON_RULES = (
    contractor_fit,
    contract_no_once,
    tender_told,
    price_as_awarded,
    signed_by_now,
    validity_in_order,
    consortium_told,
    staff_fit,
    documents_fit,
    people_named_once,
)
