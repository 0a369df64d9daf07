"""竣工备案."""

from datetime import date

from ca_auth.choices import System
from portal.attachments.slots import FORMATS, Slot
from portal.filing.five_states import five_states
from portal.filing.registry import FilingType, ListColumn, Wording, register
from portal.filing.sections import Cell, Column, Section, Table
from repair_projects import gates_stages as gates
from repair_projects import messages
from repair_projects.filings.stages import PROJECT_CELLS, PROJECT_COLUMN, is_heritage, keep_what_was_read
from repair_projects.models import CompletionFiling
from repair_projects.progress_stages import stages_of

SECTIONS = (
    Section(
        "header",
        "一、备案编号",
        (
            Cell("online_application_no", label="网上申请编号"),
            Cell("completion_filing_no"),
            Cell("start_review_no"),
            Cell("filed_on"),
        ),
    ),
    Section("project", "二、工程基本情况", PROJECT_CELLS),
    Section(
        "result",
        "三、竣工情况",
        (
            Cell("building_use", 6),
            Cell("actual_days", 6, "天"),
            Cell("structure_type", 6),
            Cell("floors", 6, "层"),
            Cell("actual_start", 6),
            Cell("acceptance_date", 6),
            Cell("actual_area", 6, "㎡"),
            Cell("area_note", 6),
            Cell("actual_cost", 6, "万元"),
            Cell("cost_note", 6),
            Cell("payment_state", 12),
        ),
        hint="面积相差超过5%，或造价超过合同价合计110%的，必须填写说明",
    ),
    Section(
        "quality",
        "四、质量与安全",
        (
            Cell("quality_grade", 6),
            Cell("quality_supervisor", 6),
            Cell("testing_body", 6),
            Cell("testing_body_code", 6),
            Cell("design_review_opinion", 12),
            Cell("rectification_note", 12),
            Cell("safety_standard_result", 12),
        ),
    ),
    Section(
        "warranty",
        "五、保修期限",
        (
            Cell("warranty_waterproofing", 4, "年"),
            Cell("warranty_pipes", 4, "年"),
            Cell("warranty_other", 4, "年"),
            Cell("remarks", 12),
        ),
        hint="防水工程不少于5年，其他不少于2年",
    ),
)


def opinion_formset() -> type:
    from repair_projects.forms_stages import CompletionOpinionFormSet  # forms know models; the declaration comes first

    return CompletionOpinionFormSet


def result_formset() -> type:
    from repair_projects.forms_stages import CompletionBuildingFormSet

    return CompletionBuildingFormSet


def result_totals(rows: list) -> list[str]:
    """Last line of 单位（幢）明细: number of buildings and the area of all."""
    return [f"{len(rows)} 幢", f"{sum(row.actual_area for row in rows):,.2f}", ""]


UNITS = Table(
    name="units",
    title="六、参建单位",
    columns=(
        Column("role", "类别"),
        Column("name", "单位名称"),
        Column("code", "统一社会信用代码"),
        Column("grade", "资质类别等级"),
        Column("number", "合同信息报送编号"),
    ),
)
RESULTS = Table(
    name="results",
    title="七、单位（幢）明细",
    columns=(
        Column("building_address", "幢号/门牌", span=6),
        Column("actual_area", "实际面积（㎡）", "right", 3),
        Column("result", "验收结论", span=3),
    ),
    formset=result_formset,
    total=result_totals,
    fixed=True,
    hint="按房屋明细逐幢填写，面积合计须与实际建筑（修缮）面积一致",
)
OPINIONS = Table(
    name="opinions",
    title="八、竣工验收意见",
    columns=(
        Column("party", "验收方", span=2),
        Column("unit_name", "单位名称", span=3),
        Column("opinion", "竣工验收意见", span=3),
        Column("legal_representative", "法定代表人", span=2),
        Column("signed_on", "签署日期", span=2),
    ),
    formset=opinion_formset,
    hint="设计、施工、监理、实施单位必须填写，有勘察单位的一并填写",
)

SLOTS = (
    Slot(name="completion-form", label="竣工验收备案表（盖章）", max_files=5, hint="保存后可打印，盖章后扫描上传"),
    Slot(name="acceptance-report", label="工程竣工验收报告", accept=FORMATS, max_files=5),
    Slot(
        name="approvals", label="规划/消防/城建档案等认可文件", required=False, max_files=10,
        condition_text="依法应当取得认可文件的上传",
    ),
    Slot(name="warranty", label="工程质量保修书", max_files=5),
    Slot(name="manuals", label="住宅质量保证书、使用说明书", required=False, max_files=5),
    Slot(name="supervision-report", label="质量监督报告", max_files=5),
    Slot(name="payment-proof", label="工程款支付证明", max_files=5),
    Slot(name="drawings", label="竣工图", max_files=10),
    Slot(name="satisfaction", label="居民满意度/回访表", required=False, max_files=10),
    Slot(
        name="heritage-acceptance", label="优秀历史建筑验收意见", required=is_heritage, max_files=5,
        condition_text="优秀历史建筑必须上传",
    ),
    Slot(name="final-account", label="竣工决算或审价报告", required=False, accept=FORMATS, max_files=5),
)  # fmt: skip


def completion_series(completion: CompletionFiling, day: date) -> tuple[str, int]:
    """2021HK0001: year of approval in full, letters of the district, four digits."""
    return f"{day:%Y}{completion.district}", 4


def _cost(completion) -> str:
    return f"{completion.actual_cost:,.2f}"


COMPLETION = register(
    FilingType(
        kind="repair.completion",
        system=System.REPAIR,
        label="竣工备案",
        form_title="上海市住宅修缮工程竣工备案表",
        model=CompletionFiling,
        workflow=five_states(
            "竣工备案",
            rules=gates.COMPLETION_RULES,
            on_submission=(keep_what_was_read,),
            submit_confirm=messages.PROJECT_SUBMIT_CONFIRM,
        ),
        sections=SECTIONS,
        tables=(UNITS, RESULTS, OPINIONS),
        slots=SLOTS,
        wording=Wording(
            created=messages.COMPLETION_CREATED,
            updated=messages.COMPLETION_UPDATED,
            submitted=messages.COMPLETION_SUBMITTED,
            returned=messages.returned("竣工备案"),
            submit_confirm=messages.PROJECT_SUBMIT_CONFIRM,
        ),
        url_name="repair:completion",
        icon="house-check",
        form="repair_projects.forms_stages.CompletionForm",
        filterset="repair_projects.filters.CompletionFilterSet",
        sheet="repair_projects.printing_stages.completion_sheet",
        official_series=completion_series,
        official_label="竣工备案编号",
        stage=5,
        due_working_days=5,
        enter_gates=gates.COMPLETION_DOORS,
        intro="竣工验收合格后备案。开工审核通过的项目方可办理。",
        list_columns=(
            PROJECT_COLUMN,
            ListColumn("竣工验收", lambda completion: str(completion.acceptance_date), sort="accepted"),
            ListColumn("实际造价（万元）", _cost, css="r tnum", sort="cost"),
        ),
        sorts={"accepted": "acceptance_date", "cost": "actual_cost"},
        prefill=("project",),
        stages=stages_of,
        submit_facts=lambda completion: [
            ("报建编号", completion.project_no),
            ("竣工验收日期", str(completion.acceptance_date)),
            ("实际造价", f"{_cost(completion)} 万元"),
        ],
    )
)
