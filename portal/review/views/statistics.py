"""Statistics on the page and as a workbook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ca_auth.access import policy, reviewer
from portal.exports import workbook_response
from portal.filing import audit, clock
from portal.review.charts import Bars
from portal.review.forms import StatisticsForm
from portal.review.statistics import STATES, Handling, Statistics

_HANDLING = (
    "事项", "已受理件数", "已审核件数", "受理平均（工作日）", "审核平均（工作日）", "全程平均（工作日）",
    "全程最长（工作日）", "承诺期限（工作日）", "超期办结件数",
)  # fmt: skip


@require_safe
@policy(reviewer)
def page(request: HttpRequest) -> HttpResponse:
    """Within the reviewer's districts."""
    form = _form(request)
    figures = Statistics(request.identity, **form.conditions())
    context = {"form": form, "figures": figures, "states": [label for _, label in STATES]}
    context |= {"bars": Bars(figures.by_month)}
    return render(request, "review/statistics.html", context)


@require_POST
@policy(reviewer)
def export(request: HttpRequest) -> HttpResponse:
    """The same tables, one sheet each. It writes a line into the audit log, so it is no GET."""
    conditions = _form(request).conditions()
    figures = Statistics(request.identity, **conditions)
    facts = {"list": "statistics", "conditions": {name: str(value) for name, value in conditions.items()}}
    audit.record_portal(actor=request.identity, action="export", facts=facts)
    return workbook_response("办件统计", list(_sheets(figures)))


def _form(request: HttpRequest) -> StatisticsForm:
    return StatisticsForm(request.GET.dict(), identity=request.identity, today=clock.today())


def _sheets(figures: Statistics):
    states = [label for _, label in STATES]
    for name, tallies in (("按区县", figures.by_district), ("按事项", figures.by_kind)):
        lines = [(one.label, *one.counts, one.total) for one in [*tallies, figures.all]]
        yield name, (name[1:], *states, "合计"), lines
    months = [(one.label, one.submitted, one.approved) for one in figures.by_month]
    yield "按月", ("月份", "上报", "审核通过"), months
    yield "办理用时", _HANDLING, [_cells(one) for one in figures.handling]
    yield "退回原因", ("退回原因", "次数"), [(one.text, one.count) for one in figures.returns]


def _cells(one: Handling) -> tuple:
    times = (one.to_accept, one.to_approve, one.whole, one.longest)
    return (one.label, one.accepted, one.approved, *times, one.limit, one.late)
