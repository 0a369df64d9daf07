"""Where a project stands: the five steps of manual 000, for the stage bar, the list and the home page."""

from django.db.models import prefetch_related_objects
from django.urls import reverse

from portal.filing.matrix import Matrix, MatrixCell, MatrixRow
from portal.filing.rows import Link
from portal.filing.states import Status
from repair_projects import messages
from repair_projects.later import prefetched, step_of

STEPS = ("项目申报", "项目信息报送", "合同信息报送", "开工审核", "竣工备案")
LATER = STEPS[2:]
_STATES = {
    Status.SAVED: "now",
    Status.SUBMITTED: "now",
    Status.ACCEPTED: "now",
    Status.RETURNED: "returned",
    Status.APPROVED: "done",
}


def declaration_stages(declaration, identity) -> list[dict]:
    """Stage bar of a declaration, or of a new one (None)."""
    project = declaration.projects.first() if declaration is not None else None
    second = _stage(STEPS[1], project, linked=True) if project else _not_begun(declaration)
    return [_stage(STEPS[0], declaration), second, *_later(project)]


def project_stages(project, identity) -> list[dict]:
    """Stage bar of a project filing, or of a new one (None), whose declaration is not chosen yet."""
    if project is None:
        return [
            {"label": STEPS[0], "state": "open", "hint": "填写已审核的编号"},
            _stage(STEPS[1], None),
            *_later(None),
        ]
    return [_stage(STEPS[0], project.declaration, linked=True), _stage(STEPS[1], project), *_later(project)]


def _stage(label: str, filing, *, linked: bool = False) -> dict:
    if filing is None:
        return {"label": label, "state": "now", "hint": "正在填报"}
    stage = {"label": label, "state": _STATES[Status(filing.status)], "hint": filing.get_status_display()}
    return stage | {"url": filing.type.url("detail", filing)} if linked else stage


def _not_begun(declaration) -> dict:
    if declaration is not None and declaration.status == Status.APPROVED:
        url = f"{reverse('repair:project-new')}?declaration_no={declaration.declaration_no}"
        return {"label": STEPS[1], "state": "open", "hint": "可以填报", "url": url}
    return {"label": STEPS[1], "state": "locked", "hint": "项目申报审核通过后办理"}


def _later(project) -> list[dict]:
    if project is None or project.status != Status.APPROVED:
        return [{"label": label, "state": "locked", "hint": "项目信息报送审核通过后办理"} for label in LATER]
    return [_later_stage(label, project) for label in LATER]


def _later_stage(label: str, project) -> dict:
    step = step_of(label)
    return step.stage(project) if step else {"label": label, "state": "locked", "hint": "尚未开放"}


def prepare_links(projects: list) -> None:
    """Read what `later_links` looks at; only an approved project has later steps."""
    prefetch_related_objects([one for one in projects if one.status == Status.APPROVED], *prefetched())


def later_links(project) -> list[Link]:
    """Manual 000 §3.2: 合同信息报送、开工审核、竣工备案 of a project that is not 已审核 say why they are closed."""
    if project.status == Status.APPROVED:
        return [step.link(project) for label in LATER if (step := step_of(label))]
    return [Link(label, closed=messages.PROJECT_NOT_APPROVED) for label in LATER]


MOST_ROWS = 8


def matrix(identity) -> Matrix:
    """The enterprise's projects on the way: the newest declarations with what came of them."""
    from repair_projects import project_file
    from repair_projects.models import ProjectDeclaration

    declarations = ProjectDeclaration.objects.visible_to(identity).order_by("-pk")
    rows = [project_file.row(one) for one in declarations.prefetch_related(*needed_for_rows())[:MOST_ROWS]]
    return Matrix(STEPS, rows, total=declarations.count(), all_url=reverse("project-board"))


def needed_for_rows() -> list[str]:
    """What row_of() looks at, as relations of a declaration."""
    return ["projects", *(f"projects__{name}" for name in prefetched())]


def row_of(declaration) -> MatrixRow:
    """One project in the table: what was filed in each step, or what each step waits for."""
    from repair_projects.filings import DECLARATION, PROJECT

    return _row(declaration, DECLARATION, PROJECT)


def _row(declaration, declaration_type, project_type) -> MatrixRow:
    project = next(iter(declaration.projects.all()), None)
    first = _cell(declaration, declaration_type)
    if project is not None:
        second = _cell(project, project_type)
    elif declaration.status == Status.APPROVED:
        number = declaration.declaration_no
        second = MatrixCell("open", "去填报", f"{project_type.url('new')}?declaration_no={number}")
    else:
        second = MatrixCell("locked", "待申报审核")
    later = tuple(_later_cell(label, project) for label in LATER)
    return MatrixRow(declaration.title, (second if project else first).url, (first, second, *later))


def _later_cell(label: str, project) -> MatrixCell:
    if project is None or project.status != Status.APPROVED:
        return MatrixCell("locked", "待信息报送")
    step = step_of(label)
    return step.cell(project) if step else MatrixCell("locked", "尚未开放")


def _cell(filing, kind) -> MatrixCell:
    page = "edit" if filing.editable else "detail"
    return MatrixCell(filing.status, filing.get_status_display(), kind.url(page, filing))
