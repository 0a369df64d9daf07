from django.db import models

from portal.filing.modelfields import ChoiceField, TextField, WholeField, area
from repair_projects.choices import HouseType, StructureType


class ProjectBuilding(models.Model):
    """One line of 房屋明细: a building of the project, in the order typed."""

    project = models.ForeignKey(
        "repair_projects.ProjectFiling", models.CASCADE, related_name="buildings", verbose_name="项目信息报送"
    )
    building_address = TextField("幢号/门牌", max_length=100)
    house_type = ChoiceField("房屋类型", max_length=12, choices=HouseType.choices)
    structure_type = ChoiceField("结构类型", max_length=3, choices=StructureType.choices)
    floors = WholeField("层数", least=1, most=99)
    year_built = WholeField("建成年代", most=9999)
    households = WholeField("户数", least=0, most=99_999)
    floor_area = area("建筑面积")
    is_heritage_building = models.BooleanField("优秀历史建筑", default=False)
    repair_note = TextField("修缮内容", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "房屋明细"
        verbose_name_plural = "房屋明细"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.building_address
