"""开工审核: permission to start. What it says of the contracts is read from them, never typed."""

from django.db import models

from portal.filing.modelfields import ChoiceField, DayField, TextField, YesNoField, amount, labelled
from portal.filing.states import Status
from repair_projects import choices_stages as choices
from repair_projects.choices import ContractKind
from repair_projects.models.stage import StageFiling

THERE, MISSING = "有", "无"


class StartReview(StageFiling):
    """Manual 000 §3.3. One for each project; its approval makes the project 在建 and opens 竣工备案."""

    project = models.OneToOneField(
        "repair_projects.ProjectFiling", models.PROTECT, related_name="start_review", verbose_name="项目信息报送",
        editable=False,
    )  # fmt: skip
    planned_start = DayField("计划开工日期")
    planned_finish = DayField("计划竣工日期")
    method_statement_state = ChoiceField(
        "施工组织设计（方案）编审", max_length=10, choices=choices.MethodStatement.choices
    )
    supervision_office = ChoiceField("质量、安全监督手续", max_length=2, choices=choices.SUPERVISION_OFFICES)
    design_review_state = ChoiceField("施工图或修缮方案审查", max_length=10, choices=choices.DesignReview.choices)
    site_ready = YesNoField("现场条件（三通一平、围挡、公示牌）是否具备")
    residents_notified = YesNoField("居民告知公示是否完成")
    notice_date = DayField("公示日期")
    safety_fee_paid = YesNoField("安措费首付是否到账")
    paid_amount = amount("安措费到账金额")
    advance_paid = YesNoField("工程预付款是否到账", blank=True)
    injury_insurance = YesNoField("是否办理工伤保险")
    heritage_expert_review = YesNoField("优秀历史建筑专项方案是否通过专家论证", blank=True)
    site_start_state = ChoiceField("现场开工情况", max_length=12, choices=choices.SiteStart.choices)
    site_start_note = TextField("已开工情况说明", max_length=300, lines=2, blank=True, default="")
    remarks = TextField("备注", max_length=600, lines=3, blank=True, default="")

    read_tables = ("contracts", "staff")

    class Meta:
        verbose_name = "开工审核"
        verbose_name_plural = "开工审核"

    @labelled("开工审核编号")
    def start_review_no(self) -> str:
        return self.official_no or ""

    @labelled("施工总包合同情况")
    def general_contract_state(self) -> str:
        return self._contract_state(ContractKind.GENERAL)

    @labelled("施工分包合同情况")
    def subcontract_state(self) -> str:
        return self._contract_state(ContractKind.SUB)

    @labelled("监理单位合同情况")
    def supervision_contract_state(self) -> str:
        return self._contract_state(ContractKind.SUPERVISION)

    @labelled("设计合同情况")
    def design_contract_state(self) -> str:
        return self._contract_state(ContractKind.DESIGN)

    def _contract_state(self, kind: ContractKind) -> str:
        """Manual 000 §3.3: 不需要手动选择."""
        return THERE if any(line.kind == kind.label for line in self.rows("contracts")) else MISSING

    @property
    def is_approved(self) -> bool:
        return self.status == Status.APPROVED
