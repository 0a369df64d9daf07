"""What 项目申报, 项目信息报送, 开工审核 and 竣工备案 put into the project file and onto the board."""

from django.urls import reverse

from ca_auth.choices import System
from portal.filing.matrix import MatrixRow
from portal.filing.snapshots import plain_number
from portal.projects.registry import (
    Budget,
    Contribution,
    Party,
    ProjectRegister,
    register_contribution,
    register_projects,
)
from repair_projects import progress
from repair_projects.models import CompletionFiling, ProjectDeclaration, ProjectFiling, StartReview

TOTAL, CONSTRUCTION = "total", "construction"
DECLARED, FILED, _, STARTED, COMPLETED = progress.STEPS


def find(identity, number: str) -> ProjectFiling | None:
    """By 报建编号, among what the identity may see."""
    found = ProjectFiling.objects.visible_to(identity).select_related("owner", "declaration")
    return found.filter(official_no=number).first()


def facts(project) -> list[tuple[str, str]]:
    period = f"{project.planned_start:%Y-%m-%d} 至 {project.planned_finish:%Y-%m-%d}"
    return [
        ("报建编号", project.official_no),
        ("项目申报编号", project.declaration_no),
        ("实施单位", project.implementer_name),
        ("所在区县", project.get_district_display()),
        ("建设地点", project.site_address),
        ("项目类别", project.get_repair_category_display()),
        ("建筑面积", f"{plain_number(project.gross_floor_area)} ㎡"),
        ("幢数、户数", f"{project.building_count} 幢，{project.household_count} 户"),
        ("计划工期", period),
    ]


def budgets(project) -> list[Budget]:
    return [
        Budget(TOTAL, "总投资", project.total_investment),
        Budget(CONSTRUCTION, "建安工程费", project.construction_cost),
    ]


def implementer(project) -> list[Party]:
    return [Party("实施单位", project.implementer_name, project.implementer_code, project.official_no or "")]


def row(declaration) -> MatrixRow:
    """A line of the board; the name leads to the project file as soon as there is one."""
    drawn, project = progress.row_of(declaration), next(iter(declaration.projects.all()), None)
    number = project.official_no if project else ""
    return MatrixRow(drawn.label, reverse("project-file", args=[number]), drawn.cells) if number else drawn


def register() -> None:
    register_projects(
        System.REPAIR,
        ProjectRegister(
            steps=progress.STEPS,
            find=find,
            stages=progress.project_stages,
            facts=facts,
            budgets=budgets,
            starts=ProjectDeclaration.objects.all,
            number_lookups=("official_no", "projects__official_no", "online_application_no"),
            prefetch=progress.needed_for_rows,
            row=row,
            numbered_step=FILED,
        ),
    )
    for part in (
        Contribution(step=DECLARED, filings=ProjectDeclaration.objects.all, to_project="projects", to_start="pk"),
        Contribution(
            step=FILED, filings=ProjectFiling.objects.all, to_project="pk", to_start="declaration",
            parties=implementer,
        ),
        Contribution(
            step=STARTED, filings=StartReview.objects.all, to_project="project", to_start="project__declaration"
        ),
        Contribution(
            step=COMPLETED, filings=CompletionFiling.objects.all, to_project="project",
            to_start="project__declaration",
        ),
    ):  # fmt: skip
        register_contribution(System.REPAIR, part)
