"""What the four contracts have in common, in one table, so that a project has one list of contracts."""

from django.db import models

from contracts.choices import ALL_PRICING, MANAGER_ROLES
from contracts.queries import ContractQuerySet
from portal.filing.modelfields import ChoiceField, DayField, TextField, YesNoField, amount, labelled
from portal.filing.models import Filing
from repair_projects.choices import ContractKind, FundingSource, ModelText, PricingDetail, TenderMode


class ContractFiling(Filing):
    """Manual 000 §3.2 合同信息报送. Filed by the 实施单位 for all parties; each kind is a child of this table.

    The parties' names and the contractor's certificate are copied at 保存: the register moves on, the contract stays.
    """

    contract_kind = ChoiceField("合同类别", max_length=12, choices=ContractKind.choices, editable=False)
    project = models.ForeignKey(
        "repair_projects.ProjectFiling", models.PROTECT, related_name="contracts", verbose_name="项目信息报送",
        editable=False,
    )  # fmt: skip
    section_no = TextField("标段号", max_length=3, blank=True, default="")
    contract_name = TextField("合同名称", max_length=200)
    contract_no = TextField("合同编号", max_length=50)

    employer_name = TextField("发包方（甲方）", max_length=100, editable=False)
    employer_code = TextField("发包方统一社会信用代码", max_length=18, editable=False)
    contractor = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, related_name="contracts", verbose_name="承包方（乙方）", editable=False
    )
    contractor_name = TextField("承包方（乙方）", max_length=100, editable=False)
    contractor_code = TextField("承包方统一社会信用代码", max_length=18, editable=False)
    contractor_legal_representative = TextField("承包方法定代表人", max_length=50)
    contractor_grade = TextField("资质类别等级", max_length=100, blank=True, default="", editable=False)
    contractor_grade_no = TextField("资质证书编号", max_length=60, blank=True, default="", editable=False)
    contractor_grade_expiry = DayField("资质有效期至", null=True, blank=True, editable=False)
    is_consortium = YesNoField("是否联合体", blank=True)

    tender_mode = ChoiceField("发包方式", max_length=12, choices=TenderMode.choices)
    award_notice_no = TextField("中标通知书编号", max_length=30, blank=True, default="")
    award_date = DayField("中标日期", null=True, blank=True)
    award_price = amount("中标价", null=True, blank=True)
    tender_agency = TextField("招标代理单位", max_length=100, blank=True, default="")

    pricing_mode = ChoiceField("合同价格形式", max_length=12, choices=ALL_PRICING)
    pricing_detail = ChoiceField("价格调整方式", max_length=16, choices=PricingDetail.choices, blank=True, default="")
    contract_price = amount("合同价")
    sign_date = DayField("合同签订日期")
    valid_from = DayField("合同开始日期")
    valid_to = DayField("合同终止日期")
    model_text = ChoiceField("采用合同示范文本", max_length=12, choices=ModelText.choices)
    scope_of_work = TextField("承包范围", max_length=300, lines=3)
    remarks = TextField("附注及其他说明", max_length=300, lines=2, blank=True, default="")

    is_cancelled = models.BooleanField("已注销", default=False, editable=False)
    cancelled_at = models.DateTimeField("注销日期", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("注销原因", max_length=400, blank=True, default="", editable=False)

    objects = ContractQuerySet.as_manager()

    lock_first = ("project",)
    people_tables: tuple[str, ...] = ()

    class Meta:
        verbose_name = "合同信息报送"
        verbose_name_plural = "合同信息报送"
        indexes = [models.Index(fields=["project", "contract_kind"], name="contract_project_kind")]

    @labelled("合同信息报送编号")
    def contract_filing_no(self) -> str:
        return self.official_no or ""

    @property
    def contact_mobile(self):
        """Where messages about it go: the contact of the project."""
        return self.project.contact_mobile

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

    @labelled("总投资")
    def total_investment(self):
        return self.project.total_investment

    @labelled("建筑面积")
    def gross_floor_area(self):
        return self.project.gross_floor_area

    @labelled("资金来源构成")
    def funding(self) -> str:
        shares = ((source.label, self.project.fund_pct(source)) for source in FundingSource)
        return "、".join(f"{label}{share.normalize():f}%" for label, share in shares if share)

    @labelled("立项或批准文件文号")
    def approval_doc_no(self) -> str:
        return self.project.approval_doc_no

    @property
    def manager(self):
        """The StaffRef who answers for the contract: 项目经理, 总监理工程师 or 设计负责人; None if there is none."""
        return next((one for one in self.rows("staff") if one.role in MANAGER_ROLES), None)

    def staff_in(self, role: str) -> list:
        """StaffRefs of a role, in the order chosen."""
        return [one for one in self.rows("staff") if one.role == role]

    def staff_text(self, role: str) -> str:
        """The people of a role with their certificates, as the paper names them."""
        return "；".join(one.described() for one in self.staff_in(role))

    def make_title(self) -> str:
        return self.contract_name

    def copy_parties(self) -> None:
        """Names and codes as they were when the form was saved. The client orders, except of a subcontractor."""
        self.district = self.project.district
        self.employer_name, self.employer_code = self.project.owner.name, self.project.owner.uscc
        self.contractor_name, self.contractor_code = self.contractor.name, self.contractor.uscc
