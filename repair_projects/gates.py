"""What must hold before 项目申报 and 项目信息报送 are saved and submitted. Every gate says each reason in red.

Rules read the content through attributes and `rows()`, so they judge a form that is not stored yet just as well.
"""

from collections.abc import Iterator
from decimal import Decimal

from ca_auth.choices import District
from ca_auth.privacy import clear_text
from ca_auth.validators import is_identity_document
from portal.filing import clock
from portal.filing.states import Status
from portal.filing.workflow import Unmet
from portal.search.keys import name_key
from repair_projects import messages
from repair_projects.choices import UNNAMED_AREAS, FundingSource, RepairCategory, RingZone

WHOLE = Decimal(100)
EARLIEST_BUILT = 1840
COST_PER_AREA = (Decimal("0.005"), Decimal(2))  # 万元/㎡ outside of which a unit was probably mistaken
AREA_TOLERANCE = Decimal("0.01")  # ㎡ for each building: the rounding of its certificate
TALL = Decimal(100)
SHORTEST_SCOPE = 10


def required(filing, *names: str) -> Iterator[Unmet]:
    """The red text of an empty field, for fields that are only sometimes needed."""
    for name in names:
        field = filing._meta.get_field(name)
        if getattr(filing, name) in (None, "", []):
            text = f"请选择{field.verbose_name}！" if field.choices else f"{field.verbose_name}不能为空！"
            yield Unmet(text, field=name)


# Both forms


def district_frozen(filing) -> Iterator[Unmet]:
    """Manual 000 §3.1: the district decides who reviews and the letters of the number, so it stays after 上报."""
    if filing.pk is None or not filing.submission_count:
        return
    stored = filing._meta.model._base_manager.values_list("district", flat=True).get(pk=filing.pk)
    if stored != filing.district:
        yield Unmet(messages.DISTRICT_FROZEN, field="district")


def ring_zone_fits(filing) -> Iterator[Unmet]:
    """跨区域 is the zone of a project across districts (跨区) and of no other."""
    if filing.ring_zone == RingZone.CROSS and filing.district != District.KQ:
        yield Unmet(messages.RING_ZONE_CROSS, field="ring_zone")


def year_built_possible(filing) -> Iterator[Unmet]:
    """建成年代 lies between the oldest housing and this year."""
    latest = clock.today().year
    if filing.year_built is not None and not EARLIEST_BUILT <= filing.year_built <= latest:
        yield Unmet(f"建成年代应在{EARLIEST_BUILT}到{latest}之间！", field="year_built")


def postal_code_of_shanghai(filing) -> Iterator[Unmet]:
    """Manual 000 §3.1: 邮政编码必须是六位; one that is not Shanghai's is only asked about."""
    if filing.postal_code and not filing.postal_code.startswith("20"):
        yield Unmet("邮政编码不是以20开头，请核实是否为上海市的邮政编码。", field="postal_code", warning=True)


# 项目申报


def plan_year_near(declaration) -> Iterator[Unmet]:
    """Manual 000 §2: declarations are made for the plan of last year to the year after next."""
    year = clock.today().year
    if not year - 1 <= declaration.plan_year <= year + 2:
        yield Unmet(f"计划年度应在{year - 1}到{year + 2}之间！", field="plan_year")


def planned_dates_in_order(declaration) -> Iterator[Unmet]:
    """Manual 000 §2: 计划开工 is not after 计划竣工."""
    if declaration.planned_start > declaration.planned_finish:
        yield Unmet(messages.FINISH_BEFORE_START, field="planned_finish")


def scope_described(declaration) -> Iterator[Unmet]:
    """Manual 000 §2: 主要修缮内容 in at least ten characters."""
    if len(declaration.repair_scope) < SHORTEST_SCOPE:
        yield Unmet(messages.SCOPE_TOO_SHORT, field="repair_scope")


def needs_consent(declaration) -> bool:
    """Owners are asked where homes are rebuilt or their maintenance fund is used."""
    return (
        declaration.repair_category == RepairCategory.CTGZ
        or FundingSource.MAINTENANCE in declaration.intended_funding_sources
    )


def consent_told(declaration) -> Iterator[Unmet]:
    """Manual 000 §2: 征询同意率 where the owners had to be asked."""
    if needs_consent(declaration):
        yield from required(declaration, "consent_rate")


def cost_per_area_usual(declaration) -> Iterator[Unmet]:
    """A total investment far from the usual per ㎡ is most often a slip of the unit."""
    least, most = COST_PER_AREA
    cost = declaration.total_investment / declaration.gross_floor_area
    if not least <= cost <= most:
        text = f"总投资折合每平方米{cost:.4f}万元，与一般水平相差较大，请核对总投资和建筑面积的单位。"
        yield Unmet(text, field="total_investment", warning=True)


def name_not_used_this_year(declaration) -> Iterator[Unmet]:
    """The same name twice in one year is usually the same project declared twice."""
    same = declaration._meta.model._base_manager.filter(
        owner_id=declaration.owner_id,
        plan_year=declaration.plan_year,
        title_key=name_key(declaration.project_name)[:240],
    )
    other = same.exclude(pk=declaration.pk).first()
    if other:
        text = f"本单位{declaration.plan_year}年度已有同名项目申报（{other.online_application_no}），请核实是否重复。"
        yield Unmet(text, field="project_name", warning=True)


DECLARATION_RULES = (
    plan_year_near,
    ring_zone_fits,
    year_built_possible,
    scope_described,
    planned_dates_in_order,
    consent_told,
    district_frozen,
    postal_code_of_shanghai,
    cost_per_area_usual,
    name_not_used_this_year,
)


# 项目信息报送


def declaration_usable(project) -> Iterator[Unmet]:
    """Manual 000 §3.1: 平台会验证项目申报编号的有效性. Somebody else's number is no valid number."""
    declaration = project.declaration if project.declaration_id else None
    text = declaration_fault(declaration, owner_id=project.owner_id, project_pk=project.pk)
    if text:
        yield Unmet(text, field="declaration_no")


def declaration_fault(declaration, *, owner_id: int, project_pk: int | None) -> str:
    """Why the owner's project may not be filed under this declaration; empty when it may."""
    if declaration is None or declaration.owner_id != owner_id:
        return messages.DECLARATION_INVALID
    if declaration.status != Status.APPROVED:
        return messages.DECLARATION_NOT_APPROVED
    if declaration.projects.exclude(pk=project_pk).exists():
        return messages.DECLARATION_USED
    return ""


def district_as_declared(project) -> Iterator[Unmet]:
    """The number's letters come from here; a district other than the declared one is asked about again."""
    if project.declaration_id and project.declaration.district != project.district:
        text = f"所在区县与项目申报（{project.declaration.get_district_display()}）不一致，请核实。"
        yield Unmet(text, field="district", warning=True)


def costs_within_total(project) -> Iterator[Unmet]:
    """Manual 000 §3.1: 建安工程费 and 设备投资 are parts of 总投资."""
    if project.construction_cost > project.total_investment:
        yield Unmet(messages.COST_OVER_TOTAL, field="construction_cost")
    elif project.construction_cost + (project.equipment_investment or 0) > project.total_investment:
        yield Unmet(messages.COSTS_OVER_TOTAL, field="equipment_investment")


def size_plausible(project) -> Iterator[Unmet]:
    """Façades may make the repaired area larger than the floor area; heights above 100 m are rare housing."""
    if project.repair_area > project.gross_floor_area:
        yield Unmet("修缮面积大于建筑面积，请核实。", field="repair_area", warning=True)
    if project.building_height is not None and project.building_height > TALL:
        yield Unmet("建筑高度超过100米，请核实。", field="building_height", warning=True)


def finish_after_start(project) -> Iterator[Unmet]:
    """Manual 000 §3.1: 计划竣工 is after 计划开工."""
    if project.planned_finish <= project.planned_start:
        yield Unmet(messages.FINISH_NOT_AFTER_START, field="planned_finish")


def manager_document_fits(project) -> Iterator[Unmet]:
    """Manual 000 §3.2 names seven kinds of documents; the number has the shape of its kind."""
    if not is_identity_document(project.client_manager_id_type, clear_text(project.client_manager_id_no)):
        yield Unmet("证件号码与证件类型不符！", field="client_manager_id_no")


def account_for_public_money(project) -> Iterator[Unmet]:
    """Subsidies of city or district are paid to the project's own account."""
    if project.is_fiscal_funded:
        yield from required(project, "project_account_no", "account_bank")


def approval_document_named(project) -> Iterator[Unmet]:
    """A formally approved project names the document, who issued it and when."""
    if project.is_formally_approved:
        yield from required(project, "approval_doc_name", "approval_doc_no", "approval_authority", "approval_date")
    if project.approval_date and project.approval_date > clock.today():
        yield Unmet(messages.APPROVAL_IN_FUTURE, field="approval_date")


def heritage_described(project) -> Iterator[Unmet]:
    """Manual 000 §3.1 是否优秀历史建筑: if it is one, batch, class and the approval of the repair plan."""
    if not project.is_heritage_building:
        return
    yield from required(project, "heritage_batch", "heritage_class", "heritage_approval_no")
    flagged = any(row.is_heritage_building for row in project.rows("buildings"))
    if project.repair_category != RepairCategory.LSJZ and not flagged:
        text = "项目为优秀历史建筑，但项目类别不是优秀历史建筑修缮，房屋明细中也没有优秀历史建筑，请核实。"
        yield Unmet(text, field="is_heritage_building", warning=True)


def conservation_area_named(project) -> Iterator[Unmet]:
    """Manual 000 §3.1 是否地处历史文化风貌区: if so, which; those without a name of their own are described."""
    if not project.is_in_conservation_area:
        return
    yield from required(project, "conservation_area")
    if project.conservation_area in UNNAMED_AREAS:
        yield from required(project, "conservation_area_note")


def no_structural_change(project) -> Iterator[Unmet]:
    """Works on the load-bearing structure need a construction permit and are not filed here."""
    if project.has_structural_change:
        yield Unmet(messages.STRUCTURAL_CHANGE, field="has_structural_change")


def funding_is_whole(project) -> Iterator[Unmet]:
    """Manual 000 §3.1: 项目资金来源必须满足100%. Exactly."""
    if project.fund_total_pct != WHOLE:
        yield Unmet(messages.FUNDING_NOT_WHOLE, field="fund_municipal_pct")
    if project.fund_pct(FundingSource.OTHER) > 0 and not project.fund_other_note:
        yield Unmet(messages.FUNDING_OTHER_UNNAMED, field="fund_other_note")


def buildings_old_enough(project) -> Iterator[Unmet]:
    """建成年代 of each line of 房屋明细, as of the project."""
    latest = clock.today().year
    for number, row in enumerate(project.rows("buildings"), start=1):
        if not EARLIEST_BUILT <= row.year_built <= latest:
            yield Unmet(f"房屋明细第{number}行建成年代应在{EARLIEST_BUILT}到{latest}之间！", field="buildings")


def buildings_add_up(project) -> Iterator[Unmet]:
    """房屋明细 is the project seen building by building: floor area, households and count agree."""
    rows = project.rows("buildings")
    if not rows:
        yield Unmet(messages.BUILDINGS_MISSING, field="buildings")
        return
    difference = abs(sum(row.floor_area for row in rows) - project.gross_floor_area)
    if difference > AREA_TOLERANCE * len(rows):
        yield Unmet(messages.BUILDINGS_AREA, field="buildings")
    if sum(row.households for row in rows) != project.household_count:
        yield Unmet(messages.BUILDINGS_HOUSEHOLDS, field="buildings")
    if len(rows) != project.building_count:
        yield Unmet(messages.BUILDINGS_COUNT, field="buildings")


PROJECT_RULES = (
    declaration_usable,
    ring_zone_fits,
    costs_within_total,
    year_built_possible,
    finish_after_start,
    account_for_public_money,
    manager_document_fits,
    approval_document_named,
    heritage_described,
    conservation_area_named,
    no_structural_change,
    funding_is_whole,
    buildings_old_enough,
    buildings_add_up,
    district_frozen,
    district_as_declared,
    size_plausible,
    postal_code_of_shanghai,
)


# What follows a project


def project_approved(project) -> Iterator[Unmet]:
    """Manual 000 §3.2: 合同信息报送、开工审核、竣工备案 are for projects that are 已审核 only."""
    if project.status != Status.APPROVED:
        yield Unmet(messages.PROJECT_NOT_APPROVED)
