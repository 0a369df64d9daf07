"""监理 and 设计."""

from contracts.choices import DesignStage, StaffRole, SupervisionPhase
from contracts.models.contract import ContractFiling
from portal.filing.modelfields import DayField, MultiChoiceField, TextField, amount, labelled


class SupervisionContract(ContractFiling):
    """Manual 000 §3.2 监理. 合同价 is the 监理酬金, the dates of the contract are the 监理期限."""

    supervised_cost = amount("工程概算或建安造价")
    related_service_fee = amount("相关服务酬金", positive=False, null=True, blank=True)
    supervision_phases = MultiChoiceField("监理阶段", item_choices=SupervisionPhase.choices)

    people_tables = ("site_managers",)

    class Meta:
        verbose_name = "监理合同信息报送"
        verbose_name_plural = "监理合同信息报送"

    @labelled("总监理工程师")
    def chief_engineer(self) -> str:
        return self.staff_text(StaffRole.CHIEF_ENGINEER)

    @labelled("安全监理员")
    def safety_supervisor(self) -> str:
        return self.staff_text(StaffRole.SAFETY_SUPERVISOR)


class DesignContract(ContractFiling):
    """Manual 000 §3.2 设计. 合同价 is the 设计费."""

    design_stages = MultiChoiceField("设计阶段", item_choices=DesignStage.choices)
    design_scale = TextField("设计规模", max_length=200)
    fee_base = amount("计费基数", null=True, blank=True)
    planned_start = DayField("设计周期开始")
    planned_finish = DayField("设计周期结束")

    people_tables = ("specialists",)

    class Meta:
        verbose_name = "设计合同信息报送"
        verbose_name_plural = "设计合同信息报送"

    @labelled("项目（设计）负责人")
    def design_lead(self) -> str:
        return self.staff_text(StaffRole.DESIGN_LEAD)
