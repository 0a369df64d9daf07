"""What 开工审核 and 竣工备案 have in common: they belong to a project and show what its contracts say."""

from django.db import models

from portal.filing.modelfields import labelled
from portal.filing.models import Filing
from repair_projects import parties


class StageFiling(Filing):
    """A filing about a project. `read_tables` names the tables whose rows are read from the contracts: live while the
    filing can be edited, and as they were at 上报 from then on, because a contract may be cancelled later."""

    read_at_submission = models.JSONField("上报时的合同与人员", default=dict, editable=False)

    lock_first = ("project",)
    read_tables: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @labelled("报建编号")
    def project_no(self) -> str:
        return self.project.official_no or ""

    @labelled("项目名称")
    def project_name(self) -> str:
        return self.project.project_name

    @labelled("建设地点")
    def site_address(self) -> str:
        return self.project.site_address

    @labelled("所在区县")
    def project_district(self) -> str:
        return self.project.get_district_display()

    @labelled("项目类别")
    def repair_category(self) -> str:
        return self.project.get_repair_category_display()

    @labelled("建筑面积")
    def gross_floor_area(self):
        return self.project.gross_floor_area

    @labelled("总投资")
    def total_investment(self):
        return self.project.total_investment

    @labelled("实施单位")
    def implementer_name(self) -> str:
        return self.project.implementer_name

    def make_title(self) -> str:
        return self.project.project_name

    def rows(self, name: str) -> list:
        if name not in self.read_tables:
            return super().rows(name)
        if self.editable:
            return parties.lines_of(self.project, name)
        return parties.lines_from(self.read_at_submission.get(name, ()), name)

    def keep_what_was_read(self) -> None:
        """Freeze the rows of `read_tables` with the ids they came from."""
        self.read_at_submission = {name: parties.kept(self.project, name) for name in self.read_tables}
