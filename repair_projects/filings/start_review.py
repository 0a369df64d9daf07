"""开工审核."""

from datetime import date

from ca_auth.choices import System
from portal.attachments.slots import FORMATS, Slot
from portal.filing.five_states import five_states
from portal.filing.registry import FilingType, ListColumn, Wording, register
from portal.filing.sections import Cell, Column, Section, Table
from repair_projects import gates_stages as gates
from repair_projects import messages
from repair_projects.filings.stages import PROJECT_CELLS, PROJECT_COLUMN, is_heritage, keep_what_was_read
from repair_projects.models import StartReview
from repair_projects.progress_stages import stages_of

SECTIONS = (
    Section(
        "header",
        "一、审核编号",
        (Cell("online_application_no", label="网上申请编号"), Cell("start_review_no")),
    ),
    Section("project", "二、工程基本情况", PROJECT_CELLS),
    Section(
        "contracts-state",
        "三、合同情况",
        (
            Cell("general_contract_state", 3),
            Cell("subcontract_state", 3),
            Cell("supervision_contract_state", 3),
            Cell("design_contract_state", 3),
        ),
        hint="按已审核的合同信息报送自动读取，不需要选择；施工总包和监理必须为“有”",
    ),
    Section(
        "preparation",
        "四、开工准备情况",
        (
            Cell("planned_start", 4),
            Cell("planned_finish", 4),
            Cell("design_review_state", 4),
            Cell("method_statement_state", 6),
            Cell("supervision_office", 6),
            Cell("site_ready", 6),
            Cell("injury_insurance", 6),
            Cell("residents_notified", 6),
            Cell("notice_date", 6),
            Cell("safety_fee_paid", 6),
            Cell("paid_amount", 6, "万元"),
            Cell("advance_paid", 6),
            Cell("heritage_expert_review", 6),
        ),
        hint="优秀历史建筑必须通过专项方案专家论证；现场条件、居民告知、安措费、工伤保险必须为“是”",
    ),
    Section(
        "site",
        "五、现场情况",
        (Cell("site_start_state", 4), Cell("site_start_note", 8), Cell("remarks", 12)),
        hint="已开工的，必须说明情况",
    ),
)

CONTRACTS = Table(
    name="contracts",
    title="六、合同明细",
    columns=(
        Column("kind", "合同类别"),
        Column("number", "合同信息报送编号"),
        Column("name", "合同名称"),
        Column("contractor", "承包方"),
        Column("price", "合同价（万元）", "right"),
        Column("signed", "签订日期"),
        Column("manager", "负责人"),
    ),
)
STAFF = Table(
    name="staff",
    title="七、人员到位情况",
    columns=(
        Column("post", "岗位"),
        Column("name", "姓名"),
        Column("unit", "单位"),
        Column("certificate", "证书编号"),
        Column("real_name_state", "实名制状态"),
    ),
)

SLOTS = (
    Slot(name="review-form", label="开工审核单（盖章）", max_files=5, hint="保存后可打印，盖章后扫描上传"),
    Slot(name="method-statement", label="施工组织设计审批表", accept=FORMATS, max_files=5),
    Slot(name="safety-payment", label="安措费支付凭证", max_files=5),
    Slot(name="responsibility", label="施工现场质量安全责任书", max_files=5),
    Slot(name="injury-insurance", label="工伤保险凭证", max_files=5),
    Slot(name="residents-notice", label="居民告知书/公示照片", max_files=10),
    Slot(
        name="expert-opinion", label="专家评审意见", required=is_heritage, max_files=5,
        condition_text="优秀历史建筑必须上传",
    ),
)  # fmt: skip


def start_review_series(review: StartReview, day: date) -> tuple[str, int]:
    """21KGHK0001: year of approval, KG, letters of the district, four digits."""
    return f"{day:%y}KG{review.district}", 4


START_REVIEW = register(
    FilingType(
        kind="repair.start_review",
        system=System.REPAIR,
        label="开工审核",
        form_title="修缮工程开工审核单",
        model=StartReview,
        workflow=five_states(
            "开工审核",
            rules=gates.START_REVIEW_RULES,
            approve_guards=(gates.contracts_approved, gates.started_already),
            on_submission=(keep_what_was_read,),
            submit_confirm=messages.PROJECT_SUBMIT_CONFIRM,
        ),
        sections=SECTIONS,
        tables=(CONTRACTS, STAFF),
        slots=SLOTS,
        wording=Wording(
            created=messages.START_REVIEW_CREATED,
            updated=messages.START_REVIEW_UPDATED,
            submitted=messages.START_REVIEW_SUBMITTED,
            returned=messages.returned("开工审核"),
            submit_confirm=messages.PROJECT_SUBMIT_CONFIRM,
        ),
        url_name="repair:start-review",
        icon="cone-striped",
        form="repair_projects.forms_stages.StartReviewForm",
        filterset="repair_projects.filters.StartReviewFilterSet",
        sheet="repair_projects.printing_stages.start_review_sheet",
        official_series=start_review_series,
        official_label="开工审核编号",
        stage=4,
        due_working_days=5,
        enter_gates=gates.START_REVIEW_DOORS,
        intro="施工总包合同和监理合同审核通过后申请开工。审核通过后项目在建，可以办理竣工备案。",
        list_columns=(
            PROJECT_COLUMN,
            ListColumn("计划开工", lambda review: str(review.planned_start), sort="start"),
        ),
        sorts={"start": "planned_start"},
        prefill=("project",),
        stages=stages_of,
        submit_facts=lambda review: [
            ("报建编号", review.project_no),
            ("施工总包合同情况", review.general_contract_state),
            ("监理单位合同情况", review.supervision_contract_state),
        ],
    )
)
