from repair_projects.models.building import ProjectBuilding
from repair_projects.models.declaration import ProjectDeclaration
from repair_projects.models.project import ProjectFiling

__all__ = ["ProjectBuilding", "ProjectDeclaration", "ProjectFiling"]
