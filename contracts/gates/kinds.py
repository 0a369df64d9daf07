"""Rules of single kinds."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum

from contracts import messages
from contracts.choices import ContractKind, StaffRole, SubcontractType
from contracts.gates.common import COMMON_RULES, required
from contracts.models import GeneralContract
from portal.filing.workflow import Unmet

NOTHING = Decimal(0)
LEAST_SAFETY_SHARE = Decimal("0.02")
SUPERVISION_SHARE = (Decimal("0.005"), Decimal("0.06"))
MOST_DESIGN_SHARE = Decimal("0.08")
OFFICERS_BY_AREA = ((Decimal(10_000), 1), (Decimal(50_000), 2))  # ㎡ up to which so many are enough
OFFICERS_BY_WORKERS = ((49, 1), (200, 2))
MOST_OFFICERS = 3
MAIN_STRUCTURE = ("主体结构", "承重")


def _enough(steps, value) -> int:
    return next((number for limit, number in steps if value <= limit), MOST_OFFICERS)


def _sum_of_prices(contracts) -> Decimal:
    return contracts.aggregate(total=Sum("contract_price"))["total"] or NOTHING


# 施工总包


def finish_after_start(contract) -> Iterator[Unmet]:
    if contract.planned_finish <= contract.planned_start:
        yield Unmet(messages.FINISH_NOT_AFTER_START, field="planned_finish")


def start_after_signing(contract) -> Iterator[Unmet]:
    if contract.planned_start < contract.sign_date:
        yield Unmet("计划开工日期早于合同签订日期，请核实。", field="planned_start", warning=True)


def duration_as_planned(contract) -> Iterator[Unmet]:
    """If the dates say otherwise, the number of days is what the parties agreed on."""
    days = (contract.planned_finish - contract.planned_start).days + 1
    if days > 0 and contract.duration_days != days:
        text = f"工期总日历天数与计划开竣工日期（{days}天）不一致，以总日历天数为准，请核实。"
        yield Unmet(text, field="duration_days", warning=True)


def parts_within_price(contract) -> Iterator[Unmet]:
    parts = contract.safety_measures_fee + contract.provisional_sum + contract.provisional_estimate
    if parts > contract.contract_price:
        yield Unmet(messages.PARTS_OVER_PRICE, field="safety_measures_fee")
    if contract.safety_measures_fee < contract.contract_price * LEAST_SAFETY_SHARE:
        text = "安全防护文明施工措施费低于合同价的2%，请核实。"
        yield Unmet(text, field="safety_measures_fee", warning=True)


def prices_within_construction_cost(contract) -> Iterator[Unmet]:
    others = contract.project.contracts.live(ContractKind.GENERAL).exclude(pk=contract.pk)
    if _sum_of_prices(others) + contract.contract_price > contract.project.construction_cost:
        text = "本项目施工总包合同价合计大于项目的建安工程费，请核实。"
        yield Unmet(text, field="contract_price", warning=True)


def price_covers_subcontracts(contract) -> Iterator[Unmet]:
    if contract.pk is None:
        return
    if _sum_of_prices(contract.subcontracts.live()) > contract.contract_price:
        yield Unmet(messages.PRICE_UNDER_SUBS, field="contract_price")


def sections_differ(contract) -> Iterator[Unmet]:
    """More than one 施工总包 of a project only for different 标段."""
    others = contract.project.contracts.live(ContractKind.GENERAL).exclude(pk=contract.pk)
    taken = list(others.values_list("section_no", flat=True))
    if taken and (not contract.section_no or contract.section_no in taken):
        yield Unmet(messages.SECTION_NEEDED, field="section_no")


def licence_lasts(contract) -> Iterator[Unmet]:
    if contract.safety_licence_expiry < contract.sign_date:
        yield Unmet(messages.LICENCE_BEFORE_SIGNING, field="safety_licence_expiry")


def officers_by_area(contract) -> Iterator[Unmet]:
    """One is needed; how many more depends on the floor area and is only asked about."""
    area = contract.project.gross_floor_area
    wanted, there = _enough(OFFICERS_BY_AREA, area), len(contract.staff_in(StaffRole.SAFETY_OFFICER))
    if 0 < there < wanted:
        text = f"建筑面积{area:,.2f}㎡一般应配备{wanted}名专职安全员，现有{there}名，请核实。"
        yield Unmet(text, field="safety_officers", warning=True)


def site_managers_named(contract) -> Iterator[Unmet]:
    """Manual 000 §3.2: 施工现场管理人员…需要手动输入岗位、姓名、证件类型、证件号、证书编号、联系电话."""
    if not contract.rows("site_managers"):
        yield Unmet("施工现场主要管理人员至少填写一行！", field="site_managers")


GENERAL_RULES = (
    *COMMON_RULES,
    finish_after_start,
    start_after_signing,
    duration_as_planned,
    parts_within_price,
    prices_within_construction_cost,
    price_covers_subcontracts,
    sections_differ,
    licence_lasts,
    officers_by_area,
    site_managers_named,
)


# 施工分包


def parent_fits(contract) -> Iterator[Unmet]:
    if contract.parent.project_id != contract.project_id or contract.parent.is_cancelled:
        yield Unmet(messages.PARENT_FOREIGN, field="parent")


def kind_of_work_told(contract) -> Iterator[Unmet]:
    if contract.subcontract_type == SubcontractType.SPECIALIST:
        yield from required(contract, "specialty")
    if contract.subcontract_type == SubcontractType.LABOUR:
        yield from required(contract, "labour_headcount")


def price_within_parent(contract) -> Iterator[Unmet]:
    others = contract.parent.subcontracts.live().exclude(pk=contract.pk)
    if _sum_of_prices(others) + contract.contract_price > contract.parent.contract_price:
        yield Unmet(messages.SUBS_OVER_PARENT, field="contract_price")


def dates_within_parent(contract) -> Iterator[Unmet]:
    parent = contract.parent
    if contract.planned_start < parent.planned_start or contract.planned_finish > parent.planned_finish:
        yield Unmet("分包合同的开竣工日期超出总包合同的工期，请核实。", field="planned_start", warning=True)


def officers_by_workers(contract) -> Iterator[Unmet]:
    if contract.subcontract_type != SubcontractType.LABOUR or not contract.labour_headcount:
        return
    wanted = _enough(OFFICERS_BY_WORKERS, contract.labour_headcount)
    there = len(contract.staff_in(StaffRole.SAFETY_OFFICER))
    if 0 < there < wanted:
        text = f"劳务人数{contract.labour_headcount}人一般应配备{wanted}名专职安全员，现有{there}名，请核实。"
        yield Unmet(text, field="safety_officers", warning=True)


def no_main_structure(contract) -> Iterator[Unmet]:
    if any(word in contract.scope_of_work for word in MAIN_STRUCTURE):
        yield Unmet("建筑主体结构的施工不得分包，请核实承包范围。", field="scope_of_work", warning=True)


SUB_RULES = (
    *COMMON_RULES,
    parent_fits,
    kind_of_work_told,
    price_within_parent,
    finish_after_start,
    dates_within_parent,
    officers_by_workers,
    no_main_structure,
)


# 监理


def fee_usual(contract) -> Iterator[Unmet]:
    least, most = (contract.supervised_cost * share for share in SUPERVISION_SHARE)
    if not least <= contract.contract_price <= most:
        text = "监理酬金一般为工程概算或建安造价的0.5%至6%，请核实。"
        yield Unmet(text, field="contract_price", warning=True)


def service_fee_within_price(contract) -> Iterator[Unmet]:
    if (contract.related_service_fee or NOTHING) > contract.contract_price:
        yield Unmet(messages.SERVICE_FEE_OVER_PRICE, field="related_service_fee")


def covers_the_works(contract) -> Iterator[Unmet]:
    works = GeneralContract.objects.live().filter(project_id=contract.project_id)
    outside = works.exclude(planned_start__gte=contract.valid_from, planned_finish__lte=contract.valid_to)
    if outside.exists():
        yield Unmet("监理期限没有覆盖施工总包合同的工期，请核实。", field="valid_to", warning=True)


def supervisors_named(contract) -> Iterator[Unmet]:
    if not contract.rows("site_managers"):
        yield Unmet("项目监理机构人员至少填写一行！", field="site_managers")


SUPERVISION_RULES = (*COMMON_RULES, fee_usual, service_fee_within_price, covers_the_works, supervisors_named)


# 设计


def design_dates_in_order(contract) -> Iterator[Unmet]:
    if contract.planned_finish < contract.planned_start:
        yield Unmet(messages.DESIGN_FINISH_BEFORE_START, field="planned_finish")


def design_fee_usual(contract) -> Iterator[Unmet]:
    if contract.contract_price > contract.project.construction_cost * MOST_DESIGN_SHARE:
        yield Unmet("设计费高于建安工程费的8%，请核实。", field="contract_price", warning=True)


DESIGN_RULES = (*COMMON_RULES, design_dates_in_order, design_fee_usual)
