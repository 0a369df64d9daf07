"""监理 and 设计."""

from contracts import gates
from contracts.choices import ContractKind
from contracts.filings.common import (
    COMMON_SLOTS,
    HEADER,
    PERIOD,
    PROJECT,
    contract_section,
    contract_type,
    contract_workflow,
    members_table,
    people_table,
    tender_section,
)
from contracts.models import DesignContract, SupervisionContract
from portal.attachments.slots import Slot
from portal.filing.sections import Cell, Section

SUPERVISION_SECTIONS = (
    HEADER,
    PROJECT,
    contract_section("监理单位", Cell("supervision_phases", 12)),
    tender_section(
        "监理酬金（合同价）",
        Cell("supervised_cost", 4, "万元"),
        Cell("related_service_fee", 4, "万元"),
    ),
    Section(
        "period",
        "五、监理期限",
        (
            Cell("sign_date", 4),
            Cell("valid_from", 4, label="监理期限开始"),
            Cell("valid_to", 4, label="监理期限结束"),
        ),
    ),
    Section(
        "people",
        "六、主要人员",
        (Cell("chief_engineer", 12), Cell("safety_supervisor", 12), Cell("remarks", 12)),
        hint="从监理单位登记的人员中选择",
    ),
)

SUPERVISION = contract_type(
    ContractKind.SUPERVISION,
    model=SupervisionContract,
    sections=SUPERVISION_SECTIONS,
    tables=(
        people_table("七、项目监理机构人员", "SupervisorFormSet", first=("post", "岗位")),
        members_table("八、联合体成员"),
    ),
    slots=(*COMMON_SLOTS, Slot(name="chief-certificate", label="总监理工程师注册证书", max_files=5)),
    workflow=contract_workflow("监理合同信息报送", rules=gates.SUPERVISION_RULES),
    series=lambda contract: f"{contract.project_no}JL",
    form="contracts.forms.SupervisionContractForm",
    icon="clipboard-check",
    manager="总监理工程师",
)

DESIGN_SECTIONS = (
    HEADER,
    PROJECT,
    contract_section("设计单位", Cell("design_stages", 12), Cell("design_scale", 12)),
    tender_section("设计费", Cell("fee_base", 4, "万元")),
    Section("period", "五、设计周期", (*PERIOD, Cell("planned_start", 4), Cell("planned_finish", 4))),
    Section(
        "people",
        "六、主要人员",
        (Cell("design_lead", 12), Cell("remarks", 12)),
        hint="从设计单位登记的人员中选择",
    ),
)

DESIGN = contract_type(
    ContractKind.DESIGN,
    model=DesignContract,
    sections=DESIGN_SECTIONS,
    tables=(
        people_table("七、专业负责人", "SpecialistFormSet", name="specialists", first=("discipline", "专业")),
        members_table("八、联合体成员"),
    ),
    slots=COMMON_SLOTS,
    workflow=contract_workflow("设计合同信息报送", rules=gates.DESIGN_RULES),
    series=lambda contract: f"{contract.project_no}SJ",
    form="contracts.forms.DesignContractForm",
    icon="rulers",
    manager="设计负责人",
)
