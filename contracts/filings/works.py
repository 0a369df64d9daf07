"""施工总包 and 施工分包."""

from contracts import gates
from contracts.choices import CONTRACTING_LETTERS, SUBCONTRACT_LETTERS, ContractKind, SubcontractType
from contracts.filings.common import (
    COMMON_SLOTS,
    HEADER,
    OFFICER_CERTIFICATES,
    PERIOD,
    PROJECT,
    SAFETY_LICENCE,
    contract_section,
    contract_type,
    contract_workflow,
    members_table,
    people_table,
    tender_section,
)
from contracts.models import GeneralContract, Subcontract
from portal.attachments.slots import Slot
from portal.filing.sections import Cell, Section

GENERAL_SECTIONS = (
    HEADER,
    PROJECT,
    contract_section(
        "承包方（乙方）",
        Cell("contracting_mode", 4),
        Cell("work_class", 4),
        Cell("quality_standard", 4),
        Cell("work_scale", 12),
    ),
    tender_section(
        "合同价",
        Cell("safety_measures_fee", 4, "万元"),
        Cell("provisional_sum", 4, "万元"),
        Cell("provisional_estimate", 4, "万元"),
        Cell("labour_cost", 4, "万元"),
        Cell("advance_payment_pct", 4, "%"),
        Cell("retention_pct", 4, "%"),
        Cell("wage_account_no", 6, full_on_paper=True),
        Cell("wage_account_bank", 6),
        detail=True,
    ),
    Section(
        "period",
        "五、合同工期",
        (
            *PERIOD,
            Cell("planned_start", 4),
            Cell("planned_finish", 4),
            Cell("duration_days", 4, "天"),
            Cell("safety_licence_no", 8),
            Cell("safety_licence_expiry", 4),
        ),
    ),
    Section(
        "people",
        "六、主要人员",
        (Cell("project_manager", 12), Cell("safety_officers", 12), Cell("remarks", 12)),
        hint="从承包方登记的人员中选择；建筑面积1万㎡以下配备1名安全员，5万㎡以下2名，5万㎡以上3名",
    ),
)
SITE_MANAGERS = people_table("七、施工现场主要管理人员", "SiteManagerFormSet", first=("post", "岗位"))

GENERAL = contract_type(
    ContractKind.GENERAL,
    model=GeneralContract,
    sections=GENERAL_SECTIONS,
    tables=(SITE_MANAGERS, members_table("八、联合体成员")),
    slots=(
        *COMMON_SLOTS,
        SAFETY_LICENCE,
        Slot(name="manager-certificates", label="项目经理注册证书和安全生产考核B证", max_files=5),
        OFFICER_CERTIFICATES,
        Slot(name="wage-account", label="农民工工资专用账户开户回执", max_files=3),
    ),
    workflow=contract_workflow(
        "施工总包合同信息报送", rules=gates.GENERAL_RULES, delete_guards=(gates.no_subcontracts,)
    ),
    series=lambda contract: f"{contract.project_no}{CONTRACTING_LETTERS[contract.contracting_mode]}",
    form="contracts.forms.GeneralContractForm",
    icon="buildings",
    manager="项目经理",
)


def _specialist(contract) -> bool:
    return contract.subcontract_type == SubcontractType.SPECIALIST


SUB_SECTIONS = (
    HEADER,
    PROJECT,
    contract_section(
        "承包方（乙方）",
        Cell("parent", 12),
        Cell("subcontract_type", 4),
        Cell("specialty", 4),
        Cell("labour_headcount", 4, "人"),
    ),
    tender_section("分包合同价", detail=True),
    Section("period", "五、合同工期", (*PERIOD, Cell("planned_start", 4), Cell("planned_finish", 4))),
    Section(
        "people",
        "六、主要人员",
        (Cell("project_manager", 12), Cell("safety_officers", 12), Cell("remarks", 12)),
        hint="从承包方登记的人员中选择；劳务人数不足50人配备1名安全员，200人以下2名，200人以上3名",
    ),
)

SUB = contract_type(
    ContractKind.SUB,
    model=Subcontract,
    sections=SUB_SECTIONS,
    tables=(members_table("七、联合体成员"),),
    slots=(
        *COMMON_SLOTS,
        SAFETY_LICENCE,
        Slot(name="manager-certificates", label="项目负责人证书", max_files=5),
        OFFICER_CERTIFICATES,
        Slot(
            name="general-consent", label="总包单位同意分包、建设单位认可文件", required=_specialist, max_files=3,
            condition_text="专业分包必须上传",
        ),
    ),
    workflow=contract_workflow(
        "施工分包合同信息报送", rules=gates.SUB_RULES, approve_guards=(gates.parent_approved,)
    ),
    series=lambda contract: f"{contract.parent.official_no}{SUBCONTRACT_LETTERS[contract.subcontract_type]}",
    form="contracts.forms.SubcontractForm",
    icon="diagram-3",
    manager="项目负责人",
)  # fmt: skip
