"""施工总包 and 施工分包."""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models

from ca_auth.privacy import EncryptedCharField
from contracts.choices import ContractingMode, QualityStandard, StaffRole, SubcontractType
from contracts.models.contract import ContractFiling
from portal.filing.modelfields import ChoiceField, DayField, NumberField, TextField, WholeField, amount, labelled
from repair_projects.choices import Specialty


class GeneralContract(ContractFiling):
    """Manual 000 §3.2 施工总包: between the 实施单位 and the general contractor."""

    contracting_mode = ChoiceField("承包方式", max_length=20, choices=ContractingMode.choices)
    work_scale = TextField("工程规模", max_length=300, lines=2)
    planned_start = DayField("计划开工日期")
    planned_finish = DayField("计划竣工日期")
    duration_days = WholeField("工期总日历天数", least=1, most=9999)
    quality_standard = ChoiceField(
        "质量标准", max_length=16, choices=QualityStandard.choices, default=QualityStandard.PASSED
    )
    safety_measures_fee = amount("其中安全防护文明施工措施费")
    provisional_sum = amount("暂列金额", positive=False)
    provisional_estimate = amount("暂估价", positive=False)
    labour_cost = amount("人工费", null=True, blank=True)
    wage_account_no = EncryptedCharField(
        "农民工工资专用账户", max_length=40, kind="account",
        validators=[RegexValidator(r"^[0-9]{8,30}\Z", "农民工工资专用账户必须为8至30位数字！")],
    )  # fmt: skip
    wage_account_bank = TextField("工资专户开户银行", max_length=100)
    advance_payment_pct = NumberField(
        "预付款比例", max_digits=5, decimal_places=2, least=Decimal(0), most=Decimal(30), null=True, blank=True
    )
    retention_pct = NumberField(
        "质量保证金比例", max_digits=5, decimal_places=2, least=Decimal(0), most=Decimal(3), null=True, blank=True
    )
    safety_licence_no = TextField("安全生产许可证编号", max_length=50)
    safety_licence_expiry = DayField("安全生产许可证有效期至")

    people_tables = ("site_managers",)

    class Meta:
        verbose_name = "施工总包合同信息报送"
        verbose_name_plural = "施工总包合同信息报送"

    @labelled("工程类别")
    def work_class(self) -> str:
        return self.project.get_repair_category_display()

    @labelled("项目经理")
    def project_manager(self) -> str:
        return self.staff_text(StaffRole.PROJECT_MANAGER)

    @labelled("安全员")
    def safety_officers(self) -> str:
        return self.staff_text(StaffRole.SAFETY_OFFICER)


class Subcontract(ContractFiling):
    """Manual 000 §3.2 施工分包: the general contractor of `parent` is the 发包方, and the 实施单位 files it."""

    parent = models.ForeignKey(
        "contracts.GeneralContract", models.PROTECT, related_name="subcontracts", verbose_name="所属总包合同"
    )
    subcontract_type = ChoiceField("分包类型", max_length=12, choices=SubcontractType.choices)
    specialty = ChoiceField("专业工程类别", max_length=16, choices=Specialty.choices, blank=True, default="")
    planned_start = DayField("计划开工日期")
    planned_finish = DayField("计划竣工日期")
    labour_headcount = WholeField("劳务人数", least=1, most=9999, null=True, blank=True)

    lock_first = ("project", "parent")

    class Meta:
        verbose_name = "施工分包合同信息报送"
        verbose_name_plural = "施工分包合同信息报送"

    @labelled("项目负责人")
    def project_manager(self) -> str:
        return self.staff_text(StaffRole.PROJECT_MANAGER)

    @labelled("安全员")
    def safety_officers(self) -> str:
        return self.staff_text(StaffRole.SAFETY_OFFICER)

    def copy_parties(self) -> None:
        super().copy_parties()
        self.employer_name, self.employer_code = self.parent.contractor_name, self.parent.contractor_code
