from repair_projects.models.building import ProjectBuilding
from repair_projects.models.completion import CompletionBuilding, CompletionFiling, CompletionOpinion
from repair_projects.models.declaration import ProjectDeclaration
from repair_projects.models.project import ProjectFiling
from repair_projects.models.start_review import StartReview

__all__ = [
    "CompletionBuilding",
    "CompletionFiling",
    "CompletionOpinion",
    "ProjectBuilding",
    "ProjectDeclaration",
    "ProjectFiling",
    "StartReview",
]
