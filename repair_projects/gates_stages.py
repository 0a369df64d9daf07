"""What must hold before 开工审核 and 竣工备案 are entered, saved, submitted and approved.

Every gate asks the contracts and filings as they are now: perform() has locked the project, and so has whoever changes
one of its contracts, so the answer holds until the act is done.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from portal.filing import clock
from portal.filing.states import Status
from portal.filing.workflow import Unmet
from repair_projects import gates, messages, parties
from repair_projects.choices import ContractKind
from repair_projects.choices_stages import Grade, MethodStatement, OpinionParty, SiteStart
from repair_projects.later import step_of
from repair_projects.progress import STEPS

NEEDED_CONTRACTS = (ContractKind.GENERAL, ContractKind.SUPERVISION)
NEEDED_YES = ("site_ready", "residents_notified", "safety_fee_paid", "injury_insurance")
REQUIRED_PARTIES = tuple(party for party in OpinionParty if party != OpinionParty.SURVEY)
MOST_DIFFERENT_AREA = Decimal("0.05")
MOST_COST = Decimal("1.1")
OPINION_BEFORE_ACCEPTANCE = timedelta(days=30)
LEAST_WATERPROOFING, LEAST_WARRANTY = 5, 2
CONTRACTS, START = STEPS[2:4]


# Both forms


def project_approved(stage) -> Iterator[Unmet]:
    """Manual 000 §3.2: 对状态为这些的项目信息报送工程操作都会有一个友好提示."""
    project = stage.project
    for unmet in gates.project_approved(project):
        page = "edit" if project.editable else "detail"
        yield replace(unmet, repair_url=project.type.url(page, project))


def _repaired_at(label: str, project) -> str:
    """The page of the step where an obstacle is removed; empty while the project is not that far."""
    step = step_of(label) if project.status == Status.APPROVED else None
    return step.link(project).url if step else ""


def _only_one(stage, text: str) -> Iterator[Unmet]:
    other = type(stage)._base_manager.filter(project_id=stage.project_id).exclude(pk=stage.pk).first()
    if other:
        yield Unmet(text, repair_url=other.type.url("edit" if other.editable else "detail", other))


# 开工审核


def only_start_review(review) -> Iterator[Unmet]:
    """A project is started once."""
    yield from _only_one(review, messages.START_REVIEW_EXISTS)


def contracts_approved(review) -> Iterator[Unmet]:
    """Manual 000 §3.3: 必须是总包合同信息报送和监理合同信息报送审核通过的情况才能进行开工审核操作."""
    if not all(parties.has_approved(review.project, kind) for kind in NEEDED_CONTRACTS):
        yield Unmet(messages.CONTRACTS_NOT_APPROVED, repair_url=_repaired_at(CONTRACTS, review.project))


def planned_dates_possible(review) -> Iterator[Unmet]:
    """计划竣工 is after 计划开工; starting before the last contract was signed is only asked about."""
    yield from gates.finish_after_start(review)
    signed = [line.signed for line in review.rows("contracts")]
    if signed and str(review.planned_start) < max(signed):
        yield Unmet(messages.START_BEFORE_SIGNING, field="planned_start", warning=True)


def method_statement_approved(review) -> Iterator[Unmet]:
    """施工组织设计 is approved before anybody starts."""
    if review.method_statement_state != MethodStatement.APPROVED:
        yield Unmet(messages.METHOD_NOT_APPROVED, field="method_statement_state")


def site_is_ready(review) -> Iterator[Unmet]:
    """Manual 000 §3.3: 审核单数据必须符合实际需求. Site, residents, safety money and insurance are in order."""
    for name in NEEDED_YES:
        if getattr(review, name) is False:
            label = review._meta.get_field(name).verbose_name
            yield Unmet(messages.must_be_yes(label), field=name)


def notice_was_given(review) -> Iterator[Unmet]:
    """公示日期 is a day that has been."""
    if review.notice_date > clock.today():
        yield Unmet(messages.NOTICE_IN_FUTURE, field="notice_date")


def paid_within_fee(review) -> Iterator[Unmet]:
    """The first instalment of 安措费 is at most what the 施工总包 contracts set aside for it."""
    fee = parties.safety_measures_fee(review.project)
    if fee and review.paid_amount > fee:
        yield Unmet(messages.PAID_OVER_FEE, field="paid_amount")


def needs_expert_review(review) -> bool:
    return bool(review.project.is_heritage_building)


def heritage_reviewed(review) -> Iterator[Unmet]:
    """优秀历史建筑: the plan was discussed by experts."""
    if needs_expert_review(review) and not review.heritage_expert_review:
        yield Unmet(messages.HERITAGE_NOT_REVIEWED, field="heritage_expert_review")


def start_described(review) -> Iterator[Unmet]:
    """Works that have begun already are described, and the reviewer is told."""
    if review.site_start_state == SiteStart.STARTED:
        yield from gates.required(review, "site_start_note")
        yield Unmet(messages.ALREADY_STARTED, field="site_start_state", warning=True)


def started_already(review) -> Iterator[Unmet]:
    """For the reviewer who accepts or approves."""
    if review.site_start_state == SiteStart.STARTED:
        yield Unmet(messages.ALREADY_STARTED, field="site_start_state", warning=True)


START_REVIEW_DOORS = (project_approved, contracts_approved, only_start_review)
START_REVIEW_RULES = (
    project_approved,
    contracts_approved,
    planned_dates_possible,
    method_statement_approved,
    site_is_ready,
    notice_was_given,
    paid_within_fee,
    heritage_reviewed,
    start_described,
)


# 竣工备案


def only_completion(completion) -> Iterator[Unmet]:
    """A project is completed once."""
    yield from _only_one(completion, messages.COMPLETION_EXISTS)


def start_review_approved(completion) -> Iterator[Unmet]:
    """Manual 000 §3.4: 对开工审核状态是未审核通过的不能进行竣工备案操作."""
    if not completion.project.start_reviewed:
        yield Unmet(messages.START_REVIEW_NOT_APPROVED, repair_url=_repaired_at(START, completion.project))


def actual_dates_possible(completion) -> Iterator[Unmet]:
    """Built after the permission (asked about), accepted after the start and not in the future."""
    if completion.acceptance_date < completion.actual_start:
        yield Unmet(messages.ACCEPTED_BEFORE_START, field="acceptance_date")
    if completion.acceptance_date > clock.today():
        yield Unmet(messages.ACCEPTED_IN_FUTURE, field="acceptance_date")
    permitted = completion.project.start_approved_on
    if permitted and completion.actual_start < permitted:
        yield Unmet(messages.STARTED_BEFORE_APPROVAL, field="actual_start", warning=True)


def quality_passed(completion) -> Iterator[Unmet]:
    """Only works that passed are filed, each building of them."""
    if completion.quality_grade != Grade.PASSED:
        yield Unmet(messages.NOT_PASSED, field="quality_grade")
    for number, row in enumerate(completion.rows("results"), start=1):
        if row.result != Grade.PASSED:
            yield Unmet(f"单位（幢）明细第{number}行验收结论必须为合格，方可进行竣工备案！", field="results")


def area_as_filed(completion) -> Iterator[Unmet]:
    """More than 5 % from what was filed is explained."""
    filed = completion.project.gross_floor_area
    if abs(completion.actual_area - filed) > filed * MOST_DIFFERENT_AREA:
        explained = bool(completion.area_note)
        text = messages.AREA_EXPLAINED if explained else messages.AREA_DIFFERS
        yield Unmet(text, field="area_note", warning=explained)


def cost_as_contracted(completion) -> Iterator[Unmet]:
    """More than 110 % of the approved contracts is explained."""
    if completion.actual_cost > parties.contracted_cost(completion.project) * MOST_COST:
        explained = bool(completion.cost_note)
        text = messages.COST_EXPLAINED if explained else messages.COST_EXCEEDS
        yield Unmet(text, field="cost_note", warning=explained)


def warranty_long_enough(completion) -> Iterator[Unmet]:
    """防水 at least five years, everything else at least two."""
    if completion.warranty_waterproofing < LEAST_WATERPROOFING:
        yield Unmet(messages.WARRANTY_WATERPROOFING, field="warranty_waterproofing")
    for name in ("warranty_pipes", "warranty_other"):
        if getattr(completion, name) < LEAST_WARRANTY:
            label = completion._meta.get_field(name).verbose_name
            yield Unmet(f"{label}不得少于{LEAST_WARRANTY}年！", field=name)


def results_add_up(completion) -> Iterator[Unmet]:
    """单位（幢）明细 has the buildings of 房屋明细, and their areas come to the whole."""
    rows = completion.rows("results")
    filed = completion.project.buildings.values_list("building_address", flat=True)
    if Counter(row.building_address for row in rows) != Counter(filed):
        yield Unmet(messages.RESULTS_CHANGED, field="results")
    if sum(row.actual_area for row in rows) != completion.actual_area:
        yield Unmet(messages.RESULTS_AREA, field="results")


def opinions_complete(completion) -> Iterator[Unmet]:
    """设计, 施工, 监理 and 实施单位 each have said what they think; 勘察 where there was one."""
    said = Counter(row.party for row in completion.rows("opinions"))
    for party in REQUIRED_PARTIES:
        if not said[party]:
            yield Unmet(f"请填写{party.label}的竣工验收意见！", field="opinions")
    if any(count > 1 for count in said.values()):
        yield Unmet(messages.OPINION_TWICE, field="opinions")


def opinions_dated(completion) -> Iterator[Unmet]:
    """Signed around the acceptance: not more than thirty days before it, not in the future."""
    days = [row.signed_on for row in completion.rows("opinions")]
    if any(day > clock.today() for day in days):
        yield Unmet(messages.OPINION_IN_FUTURE, field="opinions")
    if any(day < completion.acceptance_date - OPINION_BEFORE_ACCEPTANCE for day in days):
        yield Unmet(messages.OPINION_TOO_EARLY, field="opinions")


COMPLETION_DOORS = (project_approved, start_review_approved, only_completion)
COMPLETION_RULES = (
    project_approved,
    start_review_approved,
    actual_dates_possible,
    area_as_filed,
    cost_as_contracted,
    quality_passed,
    warranty_long_enough,
    opinions_complete,
    opinions_dated,
    results_add_up,
)
