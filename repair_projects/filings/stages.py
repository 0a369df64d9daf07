"""What the declarations of 开工审核 and 竣工备案 share."""

from portal.filing.registry import ListColumn
from portal.filing.sections import Cell
from repair_projects.models.stage import StageFiling

# The project, as both papers name it.
PROJECT_CELLS = (
    Cell("project_no", 4),
    Cell("project_district", 4),
    Cell("repair_category", 4),
    Cell("project_name", 12),
    Cell("site_address", 12),
    Cell("implementer_name", 12),
    Cell("gross_floor_area", 6, "㎡"),
    Cell("total_investment", 6, "万元"),
)
PROJECT_COLUMN = ListColumn("报建编号", lambda stage: stage.project_no, lambda stage: stage.project_district)


def keep_what_was_read(stage: StageFiling, act) -> None:
    """The contracts as they are at 上报: one of them may be cancelled later."""
    stage.keep_what_was_read()


def is_heritage(stage: StageFiling) -> bool:
    return bool(stage.project.is_heritage_building)
