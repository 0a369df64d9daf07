"""项目信息报送: the whole record of a project; its official number is the 报建编号 of everything that follows."""

from datetime import date, datetime
from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from ca_auth.privacy import EncryptedCharField
from ca_auth.validators import IdType, validate_mobile, validate_phone
from portal.filing.modelfields import (
    ChoiceField,
    DayField,
    MultiChoiceField,
    NumberField,
    PostalCodeField,
    TextField,
    WholeField,
    YesNoField,
    amount,
    area,
    labelled,
    percent,
)
from portal.filing.models import Filing
from portal.filing.states import WITH_REVIEWERS, Status
from repair_projects import choices
from repair_projects.choices import CLASS_CODES, CONSTRUCTION_NATURE, FUND_FIELDS, FundingSource
from repair_projects.models.querysets import ProjectQuerySet

NOTHING = Decimal("0.00")


class ProjectFiling(Filing):
    """Manual 000 §3.1. 项目名称 and 总投资 are the declaration's and cannot be changed here."""

    declaration = models.ForeignKey(
        "repair_projects.ProjectDeclaration", models.PROTECT, related_name="projects", verbose_name="项目申报",
        editable=False,
    )  # fmt: skip
    declaration_no = TextField("项目申报编号", max_length=10)

    project_name = TextField("项目名称", max_length=200, editable=False)
    site_address = TextField("建设地点", max_length=200)
    subdistrict = TextField("所属街道（镇）", max_length=50, blank=True, default="")
    ring_zone = ChoiceField("所在区域", max_length=1, choices=choices.RingZone.choices)
    repair_category = ChoiceField("项目类别", max_length=4, choices=choices.RepairCategory.choices)
    total_investment = amount("总投资", editable=False)
    construction_cost = amount("其中建安工程费")
    equipment_investment = amount("其中设备投资", positive=False, null=True, blank=True)
    gross_floor_area = area("建筑面积")
    repair_area = area("修缮面积")
    building_count = WholeField("幢数", least=1, most=9999)
    household_count = WholeField("受益户数", least=1, most=999_999)
    floors_above = WholeField("地上层数（最高）", least=1, most=99)
    floors_below = WholeField("地下层数（最高）", least=0, most=9, null=True, blank=True)
    building_height = NumberField(
        "建筑高度（最高）", max_digits=6, decimal_places=2, positive=True, null=True, blank=True
    )
    house_type = ChoiceField("房屋类型", max_length=12, choices=choices.HouseType.choices)
    structure_type = ChoiceField("结构类型", max_length=3, choices=choices.StructureType.choices)
    tenure_type = ChoiceField("房屋产权性质", max_length=14, choices=choices.TenureType.choices)
    year_built = WholeField("建成年代", most=9999)
    construction_scale = TextField("建设规模", max_length=200)
    repair_items = MultiChoiceField("修缮内容", item_choices=choices.RepairItem.choices)
    planned_start = DayField("计划开工日期")
    planned_finish = DayField("计划竣工日期")

    implementer_name = TextField("实施单位", max_length=100, editable=False)
    implementer_code = TextField("统一社会信用代码/机构代码", max_length=18, editable=False)
    unit_nature = ChoiceField("单位性质", max_length=2, choices=choices.UnitNature.choices)
    implementer_address = TextField("单位地址", max_length=200)
    postal_code = PostalCodeField("邮政编码")
    registered_capital = amount("注册资金", positive=False)
    project_account_no = EncryptedCharField(
        "工程账户号", max_length=40, kind="account", blank=True, default="",
        validators=[RegexValidator(r"^[0-9]{8,30}\Z", "工程账户号必须为8至30位数字！")],
    )  # fmt: skip
    account_bank = TextField("开户银行", max_length=100, blank=True, default="")
    legal_representative = TextField("法定代表人", max_length=50)
    contact_name = TextField("联系人", max_length=50)
    contact_mobile = EncryptedCharField("手机", max_length=20, kind="phone", validators=[validate_mobile])
    contact_phone = EncryptedCharField(
        "电话", max_length=20, kind="phone", blank=True, default="", validators=[validate_phone]
    )
    client_manager = TextField("项目负责人", max_length=50)
    client_manager_id_type = ChoiceField("证件类型", max_length=10, choices=IdType.choices)
    client_manager_id_no = EncryptedCharField("证件号", max_length=30, kind="id")

    is_formally_approved = YesNoField("是否正式立项")
    approval_doc_name = TextField("立项或批准文件名称", max_length=200, blank=True, default="")
    approval_doc_no = TextField("立项或批准文件文号", max_length=200, blank=True, default="")
    approval_authority = TextField("发文单位", max_length=100, blank=True, default="")
    approval_date = DayField("发文日期", null=True, blank=True)
    approval_level = ChoiceField("立项级别", max_length=10, choices=choices.ApprovalLevel.choices)
    approval_type = ChoiceField("立项分类", max_length=10, choices=choices.ApprovalType.choices)
    investment_project_code = TextField("立项文件项目代码", max_length=30, blank=True, default="")

    is_heritage_building = YesNoField("是否优秀历史建筑")
    heritage_batch = ChoiceField(
        "公布批次", max_length=1, choices=choices.HeritageBatch.choices, blank=True, default=""
    )
    heritage_class = ChoiceField(
        "保护类别", max_length=1, choices=choices.HeritageClass.choices, blank=True, default=""
    )
    heritage_approval_no = TextField("修缮方案批复文号", max_length=100, blank=True, default="")
    is_in_conservation_area = YesNoField("是否地处历史文化风貌区")
    conservation_area = ChoiceField(
        "风貌区名称", max_length=16, choices=choices.ConservationArea.choices, blank=True, default=""
    )
    conservation_area_note = TextField("风貌区名称说明", max_length=100, blank=True, default="")
    is_cultural_relic = YesNoField("是否文物保护单位（点）", blank=True)
    has_structural_change = YesNoField("是否涉及建筑主体或承重结构变动、加层、增加面积、拆除重建")
    has_energy_retrofit = YesNoField("是否有节能改造内容", blank=True)
    has_greening = YesNoField("有无配套绿化", blank=True)
    has_civil_defence = YesNoField("是否有民防设施", blank=True)

    fund_municipal_pct = percent("市级政府财力补贴资金", default=NOTHING)
    fund_district_pct = percent("区级政府财力补贴资金", default=NOTHING)
    fund_maintenance_pct = percent("维修资金", default=NOTHING)
    fund_owner_pct = percent("业主自筹资金", default=NOTHING)
    fund_title_holder_pct = percent("产权单位自有资金", default=NOTHING)
    fund_other_pct = percent("其他资金", default=NOTHING)
    fund_other_note = TextField("其他资金说明", max_length=100, blank=True, default="")

    is_state_controlled = YesNoField("是否国有资本控股", blank=True)
    can_self_tender = YesNoField("是否具备自行招标条件", blank=True)
    tender_mode_prescribed = YesNoField("立项批文是否指定招标方式", blank=True)
    remarks = TextField("备注", max_length=600, lines=3, blank=True, default="")

    objects = ProjectQuerySet.as_manager()

    lock_first = ("declaration",)

    class Meta:
        verbose_name = "项目信息报送"
        verbose_name_plural = "项目信息报送"
        constraints = [models.UniqueConstraint(fields=["declaration"], name="one_project_filing_per_declaration")]

    @labelled("项目信息报送编号（报建编号）")
    def project_filing_no(self) -> str:
        return self.official_no or ""

    @labelled("项目分类代码")
    def project_class_code(self) -> str:
        return CLASS_CODES.get(self.repair_category, "")

    @labelled("建设性质")
    def construction_nature(self) -> str:
        return CONSTRUCTION_NATURE

    @labelled("合计")
    def fund_total_pct(self) -> Decimal:
        return sum((self.fund_pct(source) for source in FundingSource), NOTHING)

    @labelled("是否财政性资金项目")
    def is_fiscal_funded(self) -> bool:
        return self.fund_pct(FundingSource.MUNICIPAL) + self.fund_pct(FundingSource.DISTRICT) > 0

    @property
    def start_reviewed(self) -> bool:
        """开工审核 is approved."""
        return _stage_of(self, "start_review")[0] == Status.APPROVED

    @property
    def start_approved_on(self) -> date | None:
        """The day on which 开工审核 was approved."""
        approved_at = _stage_of(self, "start_review")[1]
        return timezone.localtime(approved_at).date() if approved_at else None

    @property
    def is_under_construction(self) -> bool:
        """在建: 开工审核 is approved and 竣工备案 is not."""
        return self.start_reviewed and _stage_of(self, "completion")[0] != Status.APPROVED

    @property
    def has_live_start_review(self) -> bool:
        """开工审核 is with the reviewers: the contracts it relies on must stay as they are."""
        return _stage_of(self, "start_review")[0] in WITH_REVIEWERS

    @property
    def has_live_completion(self) -> bool:
        """竣工备案 was sent and not returned: the project takes no new contracts."""
        return _stage_of(self, "completion")[0] in {*WITH_REVIEWERS, Status.APPROVED}

    def fund_pct(self, source: FundingSource) -> Decimal:
        """Share of the total investment in percent; 0 while nothing is typed."""
        return getattr(self, FUND_FIELDS[source]) or NOTHING

    def make_title(self) -> str:
        return self.project_name

    def copy_implementer(self) -> None:
        """Name and code are kept as they were when the form was saved."""
        self.implementer_name, self.implementer_code = self.owner.name, self.owner.uscc

    def copy_declaration(self, declaration) -> None:
        """Take over what the declaration decides (manual 000 §3.1: 读取项目申报的项目名称、总投资等信息)."""
        self.declaration, self.declaration_no = declaration, declaration.declaration_no
        self.project_name, self.total_investment = declaration.project_name, declaration.total_investment


def _stage_of(project: ProjectFiling, name: str) -> tuple[str, datetime | None]:
    """State and time of approval of 开工审核 or 竣工备案 as stored now, whatever was read before."""
    related = project._meta.get_field(name).related_model
    found = related._base_manager.filter(project_id=project.pk).values_list("status", "approved_at").first()
    return found or ("", None)
