"""项目申报."""

from datetime import date

from ca_auth.choices import System
from portal.attachments.slots import FORMATS, Slot
from portal.filing.five_states import five_states
from portal.filing.registry import FilingType, ListColumn, Wording, register
from portal.filing.sections import Cell, Section
from repair_projects import gates, messages, progress
from repair_projects.choices import RepairCategory
from repair_projects.models import ProjectDeclaration

SECTIONS = (
    Section(
        "header",
        "一、申报编号",
        (
            Cell("online_application_no", label="网上申请编号"),
            Cell("declaration_no"),
        ),
    ),
    Section(
        "project",
        "二、工程基本情况",
        (
            Cell("project_name", 12),
            Cell("site_address", 12),
            Cell("plan_year", 4, "年"),
            Cell("repair_category", 4),
            Cell("district", 4),
            Cell("subdistrict", 4),
            Cell("ring_zone", 4),
            Cell("year_built", 4, "年"),
            Cell("building_count", 4, "幢"),
            Cell("household_count", 4, "户"),
            Cell("gross_floor_area", 4, "㎡"),
            Cell("total_investment", 4, "万元"),
        ),
        hint="建设地点写到弄、号，如 茅台路500弄2、4、5号",
    ),
    Section(
        "plan",
        "三、资金与修缮计划",
        (
            Cell("intended_funding_sources", 12),
            Cell("repair_scope", 12),
            Cell("planned_start", 4),
            Cell("planned_finish", 4),
            Cell("consent_rate", 4, "%"),
        ),
        hint="旧住房成套改造或使用维修资金的，必须填写征询同意率",
    ),
    Section(
        "implementer",
        "四、实施单位情况",
        (
            Cell("implementer", 8),
            Cell("implementer_uscc", 4),
            Cell("legal_representative", 4),
            Cell("contact_name", 4),
            Cell("contact_mobile", 4, full_on_paper=True),
            Cell("implementer_address", 8),
            Cell("postal_code", 4),
            Cell("remarks", 12),
        ),
    ),
)


def _inspected(declaration) -> bool:
    return declaration.repair_category in {RepairCategory.CTGZ, RepairCategory.LSJZ}


SLOTS = (
    Slot(name="application-form", label="项目申报表（盖章扫描）", max_files=5, hint="保存后可打印，盖章后扫描上传"),
    Slot(name="plan-basis", label="年度计划或立项依据文件", required=False, accept=FORMATS, max_files=5),
    Slot(name="title-proof", label="房屋产权或管理权证明", max_files=10),
    Slot(name="photos", label="房屋现状照片", required=False, max_files=10),
    Slot(
        name="inspection-report", label="房屋质量检测报告", required=_inspected, max_files=5,
        condition_text="旧住房成套改造、优秀历史建筑修缮必须上传",
    ),
    Slot(
        name="consent-notice", label="征询结果公示", required=gates.needs_consent, max_files=5,
        condition_text="旧住房成套改造或使用维修资金的必须上传",
    ),
)  # fmt: skip


def declaration_series(declaration, day: date) -> tuple[str, int]:
    """21SBHK0001: year of approval, SB, letters of the district, four digits."""
    return f"{day:%y}SB{declaration.district}", 4


def _money(filing) -> str:
    return f"{filing.total_investment:,.2f}"


DECLARATION = register(
    FilingType(
        kind="repair.declaration",
        system=System.REPAIR,
        label="项目申报",
        form_title="上海市建设工程项目信息报送表（住宅修缮工程）",
        model=ProjectDeclaration,
        workflow=five_states(
            "项目申报", rules=gates.DECLARATION_RULES, submit_confirm=messages.PROJECT_SUBMIT_CONFIRM
        ),
        sections=SECTIONS,
        slots=SLOTS,
        wording=Wording(
            created=messages.DECLARATION_CREATED,
            updated=messages.DECLARATION_UPDATED,
            submitted=messages.DECLARATION_SUBMITTED,
            returned=messages.returned("项目申报"),
            submit_confirm=messages.PROJECT_SUBMIT_CONFIRM,
        ),
        url_name="repair:declaration",
        icon="file-earmark-plus",
        form="repair_projects.forms.DeclarationForm",
        filterset="repair_projects.filters.DeclarationFilterSet",
        sheet="repair_projects.printing.declaration_sheet",
        official_series=declaration_series,
        official_label="项目申报编号",
        stage=1,
        due_working_days=5,
        intro="申请列入年度修缮计划。审核通过后取得项目申报编号，用于项目信息报送。",
        list_columns=(
            ListColumn("所在区县", lambda filing: filing.get_district_display()),
            ListColumn(
                "总投资（万元）",
                _money,
                css="r tnum",
                sort="investment",
                value=lambda filing: filing.total_investment,
            ),  # fmt: skip
        ),
        sorts={"investment": "total_investment"},
        stages=progress.declaration_stages,
        submit_facts=lambda filing: [
            ("所在区县", filing.get_district_display()),
            ("总投资", f"{_money(filing)} 万元"),
        ],
    )
)
