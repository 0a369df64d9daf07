"""项目信息报送."""

from datetime import date

from ca_auth.choices import System
from portal.attachments.slots import FORMATS, Slot
from portal.filing.five_states import five_states
from portal.filing.registry import FilingType, ListColumn, MenuEntry, Wording, register
from portal.filing.sections import Column, Table
from repair_projects import gates, messages, progress
from repair_projects.choices import RepairCategory
from repair_projects.filings.project_sections import SECTIONS
from repair_projects.models import ProjectFiling


def building_formset() -> type:
    from repair_projects.forms import ProjectBuildingFormSet  # forms know models; the declaration comes first

    return ProjectBuildingFormSet


def building_totals(rows: list) -> list[str]:
    """Last line of 房屋明细: number of buildings, households, floor area."""
    households = sum(row.households for row in rows)
    floor_area = sum(row.floor_area for row in rows)
    return [f"{len(rows)} 幢", "", "", "", "", f"{households:,}", f"{floor_area:,.2f}", "", ""]


BUILDINGS = Table(
    name="buildings",
    title="八、房屋明细",
    columns=(
        Column("building_address", "幢号/门牌", span=3),
        Column("house_type", "房屋类型"),
        Column("structure_type", "结构类型"),
        Column("floors", "层数", "right", 1),
        Column("year_built", "建成年代", "right", 1),
        Column("households", "户数", "right", 1),
        Column("floor_area", "建筑面积（㎡）", "right"),
        Column("is_heritage_building", "优秀历史建筑", "center", 1),
        Column("repair_note", "修缮内容", span=3),
    ),
    formset=building_formset,
    total=building_totals,
    hint="每幢一行，行数、户数、面积合计须与上面的幢数、受益户数、建筑面积一致",
)


def _uses_maintenance_fund(project) -> bool:
    return project.fund_maintenance_pct > 0


def _formally_approved(project) -> bool:
    return bool(project.is_formally_approved)


def _heritage(project) -> bool:
    return bool(project.is_heritage_building)


def _inspected(project) -> bool:
    return _heritage(project) or project.repair_category in {RepairCategory.CTGZ, RepairCategory.LSJZ}


SLOTS = (
    Slot(name="filing-form", label="项目信息报送表（盖章）", max_files=5, hint="保存后可打印，盖章后扫描上传"),
    Slot(name="business-licence", label="营业执照或法人证书", max_files=3),
    Slot(
        name="approval-document", label="立项（批准）文件", required=_formally_approved, accept=FORMATS, max_files=5,
        condition_text="正式立项的必须上传",
    ),
    Slot(name="funding-proof", label="资金证明（专用账户开户回执）", max_files=5),
    Slot(
        name="maintenance-resolution", label="维修资金使用决议", required=_uses_maintenance_fund, max_files=5,
        condition_text="使用维修资金的必须上传",
    ),
    Slot(name="authorisation", label="法定代表人委托书及经办人身份证", max_files=5),
    Slot(name="title-proof", label="产权或管理权证明", max_files=10),
    Slot(
        name="heritage-approval", label="优秀历史建筑修缮方案批复", required=_heritage, max_files=5,
        condition_text="优秀历史建筑必须上传",
    ),
    Slot(
        name="inspection-report", label="房屋质量检测报告", required=_inspected, max_files=5,
        condition_text="旧住房成套改造、优秀历史建筑修缮必须上传",
    ),
)  # fmt: skip


def project_series(project, day: date) -> tuple[str, int]:
    """2103HK0001: year of approval, 03 for residential repair, letters of the district, four digits."""
    return f"{day:%y}03{project.district}", 4


def _money(filing) -> str:
    return f"{filing.total_investment:,.2f}"


PROJECT = register(
    FilingType(
        kind="repair.project",
        system=System.REPAIR,
        label="项目信息报送",
        form_title="上海市建设工程项目信息报送表（住宅修缮工程）",
        model=ProjectFiling,
        workflow=five_states(
            "项目信息报送", rules=gates.PROJECT_RULES, submit_confirm=messages.PROJECT_SUBMIT_CONFIRM
        ),
        sections=SECTIONS,
        tables=(BUILDINGS,),
        slots=SLOTS,
        wording=Wording(
            created=messages.PROJECT_CREATED,
            updated=messages.PROJECT_UPDATED,
            submitted=messages.PROJECT_SUBMITTED,
            returned=messages.PROJECT_RETURNED,
            submit_confirm=messages.PROJECT_SUBMIT_CONFIRM,
        ),
        url_name="repair:project",
        icon="folder2-open",
        menu=MenuEntry("项目管理", "repair:project-list", "folder2-open"),
        form="repair_projects.forms.ProjectFilingForm",
        filterset="repair_projects.filters.ProjectFilterSet",
        sheet="repair_projects.printing.project_sheet",
        official_series=project_series,
        official_label="项目信息报送编号",
        stage=2,
        due_working_days=5,
        enter_gates=(gates.declaration_usable,),
        intro="报送项目完整信息。审核通过后取得项目信息报送编号（报建编号），方可办理合同信息报送、开工审核和竣工备案。",
        list_columns=(
            ListColumn("所在区县", lambda filing: filing.get_district_display(), lambda filing: filing.declaration_no),
            ListColumn(
                "总投资（万元）",
                _money,
                css="r tnum",
                sort="investment",
                value=lambda filing: filing.total_investment,
            ),  # fmt: skip
        ),
        sorts={"investment": "total_investment"},
        row_links=progress.later_links,
        prepare_rows=progress.prepare_links,
        prefill=("declaration_no",),
        stages=progress.project_stages,
        submit_facts=lambda filing: [
            ("项目申报编号", filing.declaration_no),
            ("所在区县", filing.get_district_display()),
            ("总投资", f"{_money(filing)} 万元"),
        ],
    )
)
