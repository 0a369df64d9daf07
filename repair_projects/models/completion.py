"""竣工备案: the finished project with everybody's opinion and every building's result."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from portal.filing.modelfields import ChoiceField, DayField, TextField, WholeField, amount, area, labelled
from repair_projects import choices_stages as choices
from repair_projects.choices import StructureType
from repair_projects.models.stage import StageFiling

CODE_SHAPE = RegexValidator(r"^[0-9A-Z-]{9,18}\Z", "检测机构代码应为9至18位数字或大写字母！")


class CompletionFiling(StageFiling):
    """Manual 000 §3.4. One for each project, after its 开工审核 was approved."""

    project = models.OneToOneField(
        "repair_projects.ProjectFiling", models.PROTECT, related_name="completion", verbose_name="项目信息报送",
        editable=False,
    )  # fmt: skip
    building_use = ChoiceField(
        "工程用途", max_length=10, choices=choices.BuildingUse.choices, default=choices.BuildingUse.HOUSING
    )
    structure_type = ChoiceField("结构类型", max_length=3, choices=StructureType.choices)
    floors = WholeField("层数（最高）", least=1, most=99)
    actual_area = area("实际建筑（修缮）面积")
    area_note = TextField("面积差异说明", max_length=200, blank=True, default="")
    actual_cost = amount("实际造价")
    cost_note = TextField("造价差异说明", max_length=200, blank=True, default="")
    actual_start = DayField("实际开工日期")
    acceptance_date = DayField("竣工验收日期")
    quality_supervisor = TextField("工程质量监督机构", max_length=100)
    testing_body = TextField("质量检测机构", max_length=100, blank=True, default="")
    testing_body_code = TextField("质量检测机构代码", max_length=18, blank=True, default="", validators=[CODE_SHAPE])
    quality_grade = ChoiceField("工程质量等级", max_length=10, choices=choices.Grade.choices)
    design_review_opinion = TextField("施工图（方案）审查意见", max_length=200, lines=2)
    rectification_note = TextField("整改情况", max_length=500, lines=3, blank=True, default="")
    safety_standard_result = TextField("安全生产标准化评定", max_length=100, blank=True, default="")
    payment_state = TextField("工程款支付情况", max_length=200, lines=2)
    warranty_waterproofing = WholeField("防水工程保修期限", most=99)
    warranty_pipes = WholeField("管线工程保修期限", most=99)
    warranty_other = WholeField("其他工程保修期限", most=99)
    remarks = TextField("备注", max_length=600, lines=3, blank=True, default="")

    read_tables = ("units",)

    class Meta:
        verbose_name = "竣工备案"
        verbose_name_plural = "竣工备案"

    @labelled("竣工备案编号")
    def completion_filing_no(self) -> str:
        return self.official_no or ""

    @labelled("开工审核编号")
    def start_review_no(self) -> str:
        review = getattr(self.project, "start_review", None)
        return (review.official_no or "") if review else ""

    @labelled("备案日期")
    def filed_on(self) -> str:
        """The day of approval."""
        return f"{timezone.localtime(self.approved_at):%Y-%m-%d}" if self.approved_at else ""

    @labelled("工期")
    def actual_days(self) -> int | None:
        """Calendar days, first and last included."""
        if not self.actual_start or not self.acceptance_date:
            return None
        return (self.acceptance_date - self.actual_start).days + 1


class CompletionOpinion(models.Model):
    """竣工验收意见 of one party."""

    completion = models.ForeignKey(
        "repair_projects.CompletionFiling", models.CASCADE, related_name="opinions", verbose_name="竣工备案"
    )
    party = ChoiceField("验收方", max_length=12, choices=choices.OpinionParty.choices)
    unit_name = TextField("单位名称", max_length=100)
    opinion = TextField("竣工验收意见", max_length=200)
    legal_representative = TextField("法定代表人", max_length=50)
    signed_on = DayField("签署日期")

    class Meta:
        verbose_name = "竣工验收意见"
        verbose_name_plural = "竣工验收意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.unit_name}"


class CompletionBuilding(models.Model):
    """单位（幢）明细: the result of one line of 房屋明细, named as there."""

    completion = models.ForeignKey(
        "repair_projects.CompletionFiling", models.CASCADE, related_name="results", verbose_name="竣工备案"
    )
    building_address = TextField("幢号/门牌", max_length=100)
    actual_area = area("实际面积")
    result = ChoiceField("验收结论", max_length=10, choices=choices.Grade.choices)

    class Meta:
        verbose_name = "竣工验收结果"
        verbose_name_plural = "竣工验收结果"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.building_address
