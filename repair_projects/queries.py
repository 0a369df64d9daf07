"""Questions about declarations and projects that more than one place asks."""

from portal.filing.states import Status
from repair_projects.models import ProjectDeclaration, ProjectFiling


def declaration_of(*, owner, number: str) -> ProjectDeclaration | None:
    """The owner's declaration by its 项目申报编号 or, while it has none, by its 网上申请编号."""
    own = ProjectDeclaration.objects.filter(owner=owner)
    field = "online_application_no" if number.startswith("W") else "official_no"
    return own.select_related("owner").filter(**{field: number}).first()


def approved_projects():
    """Projects with a 报建编号: what contracts and everything after them may refer to."""
    return ProjectFiling.objects.filter(status=Status.APPROVED)
