"""Questions about declarations and projects that more than one place asks."""

from repair_projects.models import ProjectDeclaration, ProjectFiling


def declaration_of(*, owner, number: str) -> ProjectDeclaration | None:
    """The owner's declaration by its 项目申报编号 or, while it has none, by its 网上申请编号."""
    own = ProjectDeclaration.objects.filter(owner=owner)
    field = "online_application_no" if number.startswith("W") else "official_no"
    return own.select_related("owner").filter(**{field: number}).first()


def approved_projects():
    """Projects with a 报建编号: what contracts and everything after them may refer to."""
    return ProjectFiling.objects.approved()


def project_of(*, owner, number: str) -> ProjectFiling | None:
    """The owner's project by its 报建编号 or, while it has none, by its 网上申请编号."""
    field = "online_application_no" if number.startswith("W") else "official_no"
    return ProjectFiling.objects.select_related("owner").filter(owner=owner, **{field: number}).first()


def running_projects():
    """在建: 开工审核 is approved and 竣工备案 is not."""
    return ProjectFiling.objects.under_construction()


def start_review_under_way(project) -> bool:
    """Whether 开工审核 of the project is with the reviewers: until it is decided its contracts stay."""
    return project.has_live_start_review


def completion_filed(project) -> bool:
    """Whether 竣工备案 of the project was sent (and not returned): from then on it takes no new contracts."""
    return project.has_live_completion
