"""The desk: 待办, 全部办件, 我的已办, and the same lists as a workbook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ca_auth.access import policy, reviewer
from portal.exports import MOST_ROWS, xlsx_response
from portal.filing import audit, clock
from portal.filing.models import Event, Filing
from portal.filing.paging import LAST_NUMBERED_PAGE, CappedPage, CappedPaginator, count_label
from portal.filing.registry import registry
from portal.filing.timeline import TITLES
from portal.review import queues
from portal.review.rows import row_of
from portal.review.views.base import queue_query

PAGE_SIZE = 20
DONE_ACTIONS = ("accept", "return", "approve")
EXPORTED = (
    "名称", "网上申请编号", "正式编号", "事项", "所在区县", "报送单位", "状态", "上报次数", "上报时间", "办理期限",
    "经办人",
)  # fmt: skip


@require_safe
@policy(reviewer)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first."""
    counts = queues.overview(request.identity)
    request.review_counts = counts
    queue = queues.queue_of(request.identity, request.GET, default=queues.first_with_work(counts))
    known = None if queue.is_filtered else counts[queue.count_name]
    context = list_context(request, queue, known_count=known)
    context |= {"tabs": _tabs(queue, counts), "tiles": _tiles(queue, counts), "today": clock.today()}
    return render(request, _template(request, "review/inbox.html"), context)


@require_safe
@policy(reviewer)
def everything(request: HttpRequest) -> HttpResponse:
    """Every filing within reach, newest first, whatever its state."""
    queue = queues.Queue(request.identity, request.GET, queues.ALL)
    return render(request, _template(request, "review/all.html"), list_context(request, queue))


@require_safe
@policy(reviewer)
def mine_done(request: HttpRequest) -> HttpResponse:
    """我的已办: what this reviewer accepted, returned and approved, newest first."""
    within = Filing.objects.visible_to(request.identity)
    events = Event.objects.filter(identity=request.identity, action__in=DONE_ACTIONS, filing__in=within)
    events = events.select_related("filing__owner").order_by("-pk")
    page = CappedPaginator(events, PAGE_SIZE).get_page(request.GET.get("page"), request.GET.get("after", ""))
    lines = [(event, TITLES[event.action], event.filing.type.label) for event in page]
    template = _template(request, "review/done.html", "review/_done_list.html")
    return render(request, template, {"page_obj": page, "lines": lines})


@require_POST
@policy(reviewer)
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered and sorted. It writes a line into the audit log, so it is no GET."""
    queue = queues.queue_of(request.identity, request.GET)
    filings, _ = queue.filings()
    rows = filings.select_related("owner", "assignee__account")[: MOST_ROWS + 1]
    conditions = queue.conditions | {"tile": queue.tile}
    facts = {"list": queue.tab.name, "conditions": conditions, "rows": min(len(rows), MOST_ROWS)}
    audit.record_portal(actor=request.identity, action="export", facts=facts)
    return xlsx_response(queue.tab.label, EXPORTED, (_cells(filing) for filing in rows))


def _cells(filing: Filing) -> tuple:
    return (
        filing.title, filing.online_application_no, filing.official_no or "", filing.type.label,
        filing.get_district_display(), filing.owner.name, filing.get_status_display(), filing.submission_count,
        filing.submitted_at, filing.due_on, str(filing.assignee.account) if filing.assignee_id else "",
    )  # fmt: skip


def _template(request: HttpRequest, page: str, part: str = "review/_list.html") -> str:
    return part if request.htmx and not request.htmx.boosted else page


def list_context(request: HttpRequest, queue: queues.Queue, *, known_count: int | None = None) -> dict:
    query = queue_query(request.GET.dict() | {"tab": queue.tab.name})
    page = page_of(queue, request.GET, known_count=known_count)
    today, is_all = clock.today(), queue.tab is queues.ALL
    url = reverse("review:all" if is_all else "review:inbox")
    return {
        "queue": queue,
        "query": query,
        "page_obj": page,
        "rows": [row_of(filing, request.identity, query=query, today=today) for filing in page],
        "bulk_actions": _bulk_actions() if queue.tab.is_open else [],
        "list_url": url,
        "clear_url": url if is_all else f"{url}?tab={queue.tab.name}",
        "keep": [] if is_all else [("tab", queue.tab.name), ("tile", queue.tile)],
    }


def page_of(queue: queues.Queue, params, *, known_count: int | None) -> CappedPage:
    """The page asked for. A search looks no further than this page and one row."""
    number = params.get("page", "")
    reach = min(int(number), LAST_NUMBERED_PAGE) if number.isascii() and number.isdecimal() and len(number) < 4 else 1
    filings, found = queue.filings(need=max(reach, 1) * PAGE_SIZE + 1)
    if found:
        known_count = len(found.ids)
    paginator = CappedPaginator(
        queues.with_row_facts(filings), PAGE_SIZE, known_count=known_count, at_least=bool(found and not found.complete)
    )
    return paginator.get_page(number, params.get("after", ""))


def _bulk_actions() -> list[dict]:
    """认领, and whatever the tables of the filing types let a reviewer do to several at once."""
    labels = {a.name: a.label for kind in registry.types.values() for a in kind.workflow.actions if a.bulk}
    acts = [{"name": name, "label": f"批量{label}", "style": "primary"} for name, label in labels.items()]
    return [*acts, {"name": "claim", "label": "认领", "style": "outline"}]


def _figure(count: int) -> int | str:
    """0 stays a number: templates paint figures that are not nothing."""
    return count_label(count) if count else 0


def _tabs(queue: queues.Queue, counts: dict[str, int]) -> list[dict]:
    return [
        {
            "label": tab.label, "count": _figure(counts[tab.name]), "query": f"tab={tab.name}",
            "current": tab is queue.tab and not queue.tile, "alert": tab.alert,
        }
        for tab in queues.TABS
    ]  # fmt: skip


def _tiles(queue: queues.Queue, counts: dict[str, int]) -> list[dict]:
    return [
        {
            "label": label, "value": _figure(counts[f"tile_{name}"]), "tone": tone,
            "url": f"{reverse('review:inbox')}?tile={name}", "current": queue.tile == name,
        }
        for name, (label, tone, _) in queues.TILES.items()
    ]  # fmt: skip
