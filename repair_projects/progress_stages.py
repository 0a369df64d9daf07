"""Where a project stands in 开工审核 and 竣工备案, and what opens them."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.filing.matrix import MatrixCell
from portal.filing.registry import filing_type
from portal.filing.rows import Link
from portal.filing.states import Status
from repair_projects import messages, parties
from repair_projects.choices import ContractKind
from repair_projects.later import Step
from repair_projects.progress import STEPS, project_stages

NEEDED_CONTRACTS = frozenset({ContractKind.GENERAL, ContractKind.SUPERVISION})
_BAR = {Status.RETURNED: "returned", Status.APPROVED: "done"}


@dataclass(frozen=True)
class Standing:
    """`state` is a status, open or locked; `closed` says why nothing can be done, `hint` the same in a few words."""

    state: str
    hint: str
    url: str = ""
    closed: str = ""


@dataclass(frozen=True)
class Stage:
    """A step that is one filing of the project. `fault(project)` gives the reason and a few words, or two empty texts;
    it looks at `with_stages()` data, the gates ask again before anything is done."""

    label: str
    name: str
    kind: str
    fault: Callable[[object], tuple[str, str]]

    def standing(self, project) -> Standing:
        kind, filing = filing_type(self.kind), getattr(project, self.name, None)
        if filing is not None and filing.pk:
            page = "edit" if filing.editable else "detail"
            return Standing(filing.status, filing.get_status_display(), kind.url(page, filing))
        closed, hint = self.fault(project)
        if closed:
            return Standing("locked", hint, closed=closed)
        return Standing("open", "可以填报", f"{kind.url('new')}?project={project.official_no}")

    def link(self, project) -> Link:
        found = self.standing(project)
        return Link(self.label, found.url, found.closed)

    def bar(self, project) -> dict:
        found = self.standing(project)
        state = found.state if found.state in {"open", "locked"} else _BAR.get(found.state, "now")
        return {"label": self.label, "state": state, "hint": found.hint} | ({"url": found.url} if found.url else {})

    def cell(self, project) -> MatrixCell:
        found = self.standing(project)
        return MatrixCell(found.state, "去填报" if found.state == "open" else found.hint, found.url)

    def step(self) -> Step:
        return Step(
            self.label, link=self.link, stage=self.bar, cell=self.cell,
            prefetch=("start_review", "completion", "contracts"),
        )  # fmt: skip


def _start_fault(project) -> tuple[str, str]:
    if project.status != Status.APPROVED:
        return messages.PROJECT_NOT_APPROVED, "项目信息报送审核通过后办理"
    if not parties.approved_kinds(project) >= NEEDED_CONTRACTS:
        return messages.CONTRACTS_NOT_APPROVED, "待总包、监理合同审核"
    return "", ""


def _completion_fault(project) -> tuple[str, str]:
    if project.status != Status.APPROVED:
        return messages.PROJECT_NOT_APPROVED, "项目信息报送审核通过后办理"
    review = getattr(project, "start_review", None)
    if review is None or review.status != Status.APPROVED:
        return messages.START_REVIEW_NOT_APPROVED, "待开工审核通过"
    return "", ""


START = Stage(STEPS[3], "start_review", "repair.start_review", _start_fault)
COMPLETION = Stage(STEPS[4], "completion", "repair.completion", _completion_fault)
STAGES = {one.kind: one for one in (START, COMPLETION)}


def stages_of(filing, identity) -> list[dict]:
    """Stage bar of a start review or completion. A new one has its project from the page, see `bar_of`."""
    return bar_of(filing.project, identity, filing.type.label) if filing is not None else []


def bar_of(project, identity, label: str) -> list[dict]:
    """Stage bar of the project on the page of its step `label`: everything else is linked."""
    bar = project_stages(project, identity)
    bar[1] = bar[1] | {"url": project.type.url("detail", project)}
    own = next(stage for stage in bar if stage["label"] == label)
    own.pop("url", None)
    own["state"] = "now" if own["state"] == "open" else own["state"]
    return bar
