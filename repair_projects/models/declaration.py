"""项目申报: the enterprise asks for a place in the year's repair plan."""

from ca_auth.privacy import EncryptedCharField
from ca_auth.validators import validate_mobile
from portal.filing.modelfields import (
    ChoiceField,
    DayField,
    MultiChoiceField,
    PostalCodeField,
    TextField,
    WholeField,
    amount,
    area,
    labelled,
    percent,
)
from portal.filing.models import Filing
from repair_projects.choices import FundingSource, RepairCategory, RingZone


class ProjectDeclaration(Filing):
    """Manual 000 §2. Its approval gives the 项目申报编号 that one 项目信息报送 may use."""

    project_name = TextField("项目名称", max_length=200)
    plan_year = WholeField("计划年度", least=2000, most=2100)
    repair_category = ChoiceField("项目类别", max_length=4, choices=RepairCategory.choices)
    site_address = TextField("建设地点", max_length=200)
    subdistrict = TextField("所属街道（镇）", max_length=50, blank=True, default="")
    ring_zone = ChoiceField("所在区域", max_length=1, choices=RingZone.choices)
    gross_floor_area = area("建筑面积")
    building_count = WholeField("幢数", least=1, most=9999)
    household_count = WholeField("受益户数", least=1, most=999_999)
    year_built = WholeField("建成年代", null=True, blank=True, most=9999)
    total_investment = amount("总投资")
    intended_funding_sources = MultiChoiceField("拟定资金来源", item_choices=FundingSource.choices)
    repair_scope = TextField("主要修缮内容", max_length=500, lines=4)
    planned_start = DayField("计划开工日期")
    planned_finish = DayField("计划竣工日期")
    consent_rate = percent("征询同意率", null=True, blank=True)
    implementer_uscc = TextField("统一社会信用代码", max_length=18, editable=False)
    legal_representative = TextField("法定代表人", max_length=50)
    contact_name = TextField("联系人", max_length=50)
    contact_mobile = EncryptedCharField("手机", max_length=20, kind="phone", validators=[validate_mobile])
    implementer_address = TextField("单位地址", max_length=200)
    postal_code = PostalCodeField("邮政编码")
    remarks = TextField("备注", max_length=600, lines=3, blank=True, default="")

    class Meta:
        verbose_name = "项目申报"
        verbose_name_plural = "项目申报"

    @labelled("项目申报编号")
    def declaration_no(self) -> str:
        return self.official_no or ""

    @labelled("实施单位")
    def implementer(self):
        return self.owner

    def make_title(self) -> str:
        return self.project_name

    def copy_implementer(self) -> None:
        """The code is kept as it was when the form was saved."""
        self.implementer_uscc = self.owner.uscc
