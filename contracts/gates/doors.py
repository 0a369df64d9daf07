"""Doors between records: what other filings of the project must have reached."""

from collections.abc import Iterator

from contracts import messages
from contracts.choices import ContractKind
from portal.filing.states import Status
from portal.filing.workflow import Unmet
from repair_projects.queries import completion_filed, start_review_under_way

NEEDS_GENERAL = frozenset({ContractKind.SUB, ContractKind.SUPERVISION})
NEEDED_TO_START = frozenset({ContractKind.GENERAL, ContractKind.SUPERVISION})


def project_approved(contract) -> Iterator[Unmet]:
    """Manual 000 §3.2: 只能是对项目信息报送状态为已审核的住宅修缮工程的操作."""
    if contract.project.status != Status.APPROVED:
        yield Unmet(messages.PROJECT_NOT_APPROVED)


def no_completion(contract) -> Iterator[Unmet]:
    """A project whose 竣工备案 was sent takes no new contracts."""
    if completion_filed(contract.project):
        yield Unmet(messages.COMPLETION_FILED)


def general_contract_exists(contract) -> Iterator[Unmet]:
    """Manual 000 §3.2: 必须先添加合同类别为施工总包的合同信息报送. Which state it is in does not matter."""
    yield from general_contract_first(contract.project, contract.contract_kind)


def general_contract_first(project, kind: str) -> Iterator[Unmet]:
    """The same for a project and a kind that is only being thought of."""
    if kind in NEEDS_GENERAL and not project.contracts.live(ContractKind.GENERAL).exists():
        yield Unmet(messages.GENERAL_FIRST)


def parent_approved(subcontract) -> Iterator[Unmet]:
    """A subcontract's number begins with the number of its 总包, which is given at approval."""
    parent = subcontract.parent
    if parent.status != Status.APPROVED or parent.is_cancelled:
        yield Unmet(messages.PARENT_NOT_APPROVED)


def no_subcontracts(general) -> Iterator[Unmet]:
    """What subcontracts refer to is not deleted."""
    if general.subcontracts.exists():
        yield Unmet(messages.HAS_SUBCONTRACTS)


def not_cancelled(contract) -> Iterator[Unmet]:
    """A contract is cancelled once."""
    if contract.is_cancelled:
        yield Unmet(messages.ALREADY_CANCELLED)


def not_relied_on(contract) -> Iterator[Unmet]:
    """Manual 000 §3.3: 开工审核 relies on 施工总包 and 监理. While it is with the reviewers they stay; both acts lock
    the project, so whichever comes first shuts the other out."""
    if contract.contract_kind in NEEDED_TO_START and start_review_under_way(contract.project):
        yield Unmet(messages.START_REVIEW_UNDER_WAY)
