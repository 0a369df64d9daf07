"""What the declarations of the four kinds share: sections, tables, attachments, workflow, words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ca_auth.choices import System
from contracts import effects, gates, messages, progress
from contracts.choices import ContractKind
from portal.attachments.slots import Slot
from portal.filing.five_states import five_states
from portal.filing.registry import FilingType, ListColumn, MenuEntry, Wording, register
from portal.filing.sections import Cell, Column, Section, Table
from portal.filing.states import REVIEWER, Status
from portal.filing.workflow import Action, Gate, Workflow
from repair_projects.choices import TenderMode

HEADER = Section(
    "header",
    "一、报送编号",
    (Cell("online_application_no", label="网上申请编号"), Cell("contract_filing_no")),
)
PROJECT = Section(
    "project",
    "二、项目信息",
    (
        Cell("project_no", 4),
        Cell("project_district", 4),
        Cell("gross_floor_area", 4, "㎡"),
        Cell("project_name", 12),
        Cell("site_address", 12),
        Cell("total_investment", 4, "万元"),
        Cell("approval_doc_no", 8),
        Cell("funding", 12),
    ),
)
PERIOD = (Cell("sign_date", 4), Cell("valid_from", 4), Cell("valid_to", 4))


def contract_section(contractor: str, *own: Cell) -> Section:
    """The contract and its parties. `contractor` is what the paper of the kind calls the other party."""
    return Section(
        "contract",
        "三、合同信息",
        (
            Cell("contract_kind", 4),
            Cell("section_no", 4),
            Cell("contract_no", 4),
            Cell("contract_name", 12),
            *own,
            Cell("employer_name", 8),
            Cell("employer_code", 4),
            Cell("contractor", 8, label=contractor),
            Cell("contractor_code", 4),
            Cell("contractor_legal_representative", 4),
            Cell("contractor_grade", 8),
            Cell("contractor_grade_no", 8),
            Cell("contractor_grade_expiry", 4),
            Cell("is_consortium", 4),
            Cell("model_text", 8),
            Cell("scope_of_work", 12),
        ),
        hint="承包方从企业名录中选择，资质按名录读取",
    )


def tender_section(price: str, *own: Cell, detail: bool = False) -> Section:
    """发包方式 and money. `price` is what the kind calls 合同价."""
    return Section(
        "tender",
        "四、发包方式与合同价",
        (
            Cell("tender_mode", 4),
            Cell("award_notice_no", 4),
            Cell("award_date", 4),
            Cell("award_price", 4, "万元"),
            Cell("tender_agency", 8),
            Cell("pricing_mode", 4),
            *((Cell("pricing_detail", 4),) if detail else ()),
            Cell("contract_price", 4, "万元", label=price),
            *own,
        ),
        hint="公开招标、邀请招标的，必须填写中标通知书编号、中标日期和中标价",
    )


def people_table(title: str, formset: str, *, name: str = "site_managers", first: tuple[str, str]) -> Table:
    """The six columns of manual 000 §3.2."""
    return Table(
        name=name,
        title=title,
        columns=(
            Column(*first),
            Column("name", "姓名"),
            Column("id_type", "证件类型"),
            Column("id_no", "证件号", span=3),
            Column("certificate_no", "证书编号"),
            Column("phone", "联系电话"),
        ),
        formset=lambda: _formset(formset),
        hint="请手动填写，每人一行",
    )


def members_table(title: str) -> Table:
    return Table(
        name="members",
        title=title,
        columns=(
            Column("name", "单位名称", span=5),
            Column("uscc", "统一社会信用代码", span=3),
            Column("duty", "承担工作", span=4),
        ),
        formset=lambda: _formset("MemberFormSet"),
        hint="是联合体的，填写承包方以外的各成员",
    )


def _formset(name: str) -> type:
    from contracts import formsets  # forms know models; the declaration comes first

    return getattr(formsets, name)


def _tendered(contract) -> bool:
    return contract.tender_mode in {TenderMode.OPEN, TenderMode.INVITED}


CONTRACT_TEXT = Slot(name="contract-text", label="合同文本（盖章）", max_files=10)
AWARD_NOTICE = Slot(
    name="award-notice", label="中标通知书", required=_tendered, max_files=3,
    condition_text="公开招标、邀请招标必须上传",
)  # fmt: skip
LICENCES = Slot(name="contractor-licences", label="承包方营业执照、资质证书", max_files=10)
COMMON_SLOTS = (CONTRACT_TEXT, AWARD_NOTICE, LICENCES)
SAFETY_LICENCE = Slot(name="safety-licence", label="安全生产许可证", max_files=3)
OFFICER_CERTIFICATES = Slot(name="officer-certificates", label="安全员安全生产考核C证", max_files=10)


def contract_workflow(title: str, *, rules: tuple[Gate, ...], approve_guards: tuple[Gate, ...] = (),
                      delete_guards: tuple[Gate, ...] = ()) -> Workflow:  # fmt: skip
    """Five states, and 注销 of what is approved: the state stays, the contract no longer counts."""
    five = five_states(
        title, rules=rules, approve_guards=approve_guards, submit_confirm=messages.CONTRACT_SUBMIT_CONFIRM
    )
    actions = [
        replace(one, guards=(*one.guards, *delete_guards)) if one.name == "delete" else one for one in five.actions
    ]
    cancel = Action(
        name="cancel",
        label="注销",
        by=frozenset({REVIEWER}),
        sources=frozenset({Status.APPROVED}),
        guards=(gates.not_cancelled, gates.not_relied_on),
        note_required=True,
        effects=(effects.mark_cancelled, effects.tell_owner_of_cancellation),
        hint="写明原因。注销后不再作为已审核合同，编号不再使用",
    )
    return replace(five, actions=(*actions, cancel))


def price_text(contract) -> str:
    return f"{contract.contract_price:,.2f}"


def status_note(contract) -> str:
    """What the state alone does not tell."""
    return "已注销" if contract.is_cancelled else ""


WORDING = Wording(
    created=messages.CONTRACT_CREATED,
    updated=messages.CONTRACT_UPDATED,
    submitted=messages.CONTRACT_SUBMITTED,
    returned=messages.CONTRACT_RETURNED,
    submit_confirm=messages.CONTRACT_SUBMIT_CONFIRM,
)
MENU = MenuEntry("合同信息报送", "contracts:list", "file-earmark-text")
LIST_COLUMNS = (
    ListColumn("合同类别", lambda contract: contract.get_contract_kind_display(), status_note),
    ListColumn("承包方", lambda contract: contract.contractor_name),
    ListColumn("合同价（万元）", price_text, css="r tnum", sort="price"),
)


def contract_type(
    kind: ContractKind, *, model: type, sections: Iterable[Section], tables: tuple[Table, ...],
    slots: tuple[Slot, ...], workflow: Workflow, series, form: str, icon: str, manager: str,
) -> FilingType:  # fmt: skip
    """Register one kind. `series` gives the letters behind the number that the kind's own number begins with."""
    label = f"{kind.label}合同信息报送"
    return register(
        FilingType(
            kind=f"contracts.{kind}",
            system=System.REPAIR,
            label=label,
            form_title=f"上海市住宅修缮工程{kind.label}合同信息报送表",
            model=model,
            workflow=workflow,
            sections=tuple(sections),
            tables=tables,
            slots=slots,
            wording=WORDING,
            url_name=f"contracts:{kind}",
            icon=icon,
            form=form,
            filterset="contracts.filters.ContractFilterSet",
            sheet="contracts.printing.contract_sheet",
            official_series=lambda contract, day: _series(contract, series, day),
            official_label="合同信息报送编号",
            stage=3,
            enter_gates=(gates.project_approved, gates.no_completion, gates.general_contract_exists),
            list_columns=LIST_COLUMNS,
            sorts={"price": "contract_price"},
            stages=progress.contract_stages,
            submit_facts=lambda contract: submit_facts(contract, manager),
            menu=MENU,
            title_label="合同名称",
        )
    )


def submit_facts(contract, manager: str) -> list[tuple[str, str]]:
    """What the question before 上报 shows; `manager` is what the kind calls who answers for the contract."""
    return [
        ("项目名称", contract.project_name),
        ("承包方（乙方）", contract.contractor_name),
        ("合同价", f"{price_text(contract)} 万元"),
        (manager, contract.manager.name if contract.manager else ""),
    ]


def _series(contract, series, day: date) -> tuple[str, int]:
    return series(contract), 2
