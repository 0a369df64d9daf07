"""Where a project stands in its contracts: for the stage bar, the project rows and the home page."""

from collections.abc import Iterable

from django.urls import reverse

from contracts.choices import ContractKind
from portal.filing.matrix import MatrixCell
from portal.filing.rows import Link
from portal.filing.states import Status
from repair_projects.later import Step
from repair_projects.progress import project_stages

LABEL = "合同信息报送"
# Without these 开工审核 stays closed (manual 000 §3.3).
NEEDED = frozenset({ContractKind.GENERAL, ContractKind.SUPERVISION})


def list_url(project) -> str:
    return f"{reverse('contracts:list')}?project={project.uuid}"


def state_of(contracts: Iterable) -> tuple[str, str]:
    """open, now, returned or done, and the figures in words."""
    live = [one for one in contracts if not one.is_cancelled]
    approved = [one for one in live if one.status == Status.APPROVED]
    if not live:
        return "open", "可以填报"
    if any(one.status == Status.RETURNED for one in live):
        return "returned", f"{len(live)}份，有退回修改"
    done = {one.contract_kind for one in approved} >= NEEDED and len(approved) == len(live)
    return "done" if done else "now", f"{len(live)}份，{len(approved)}份已审核"


def stage(project) -> dict:
    state, hint = state_of(project.contracts.all())
    return {"label": LABEL, "state": state, "hint": hint, "url": list_url(project)}


_CELLS = {"open": "open", "now": Status.SUBMITTED, "returned": Status.RETURNED, "done": Status.APPROVED}


def cell(project) -> MatrixCell:
    state, text = state_of(project.contracts.all())
    return MatrixCell(_CELLS[state], text, list_url(project))


STEP = Step(
    LABEL, link=lambda project: Link(LABEL, list_url(project)), stage=stage, cell=cell, prefetch=("contracts",)
)


def contract_stages(contract, identity) -> list[dict]:
    """Stage bar of a contract: its project's. A new contract has its project in the heading."""
    return project_stages(contract.project, identity) if contract is not None else []
