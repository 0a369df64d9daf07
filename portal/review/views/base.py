"""What the pages of the desk share: the filing within the reviewer's reach, and the way back to the queue."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from portal.filing.idempotency import new_key
from portal.filing.models import Filing
from portal.filing.paging import flipped, rows_after, values_of
from portal.review.queues import Queue, queue_of
from portal.review.sheet import Sheet

_QUEUE_NAMES = ("tab", "tile", "sort", "q", "kind", "district", "applicant", "status")


def filing_of(request: HttpRequest, uuid) -> Filing:
    """The row of the child table; another district's is a 404 like a missing one."""
    envelope = Filing.objects.visible_to(request.identity).filter(uuid=uuid).first()
    if envelope is None:
        raise Http404("没有找到该办件")
    rows = envelope.type.model._base_manager.select_related("owner", "assignee__account")
    return rows.get(pk=envelope.pk)


def queue_query(params) -> str:
    """The part of a query string that names a queue, so that every link can carry it along."""
    kept = QueryDict(mutable=True)
    for name in _QUEUE_NAMES:
        if params.get(name):
            kept[name] = params[name]
    return kept.urlencode()


def queue_behind(request: HttpRequest) -> tuple[Queue, str]:
    """The queue the reviewer came from: from the address, or from the form that carries it."""
    query = queue_query(QueryDict(request.POST.get("queue", "")[:1000]) if request.method == "POST" else request.GET)
    return queue_of(request.identity, QueryDict(query)), query


def page_url(name: str, filing, query: str = "", anchor: str = "") -> str:
    url = reverse(f"review:{name}", kwargs={"uuid": filing.uuid})
    return f"{url}{f'?{query}' if query else ''}{f'#{anchor}' if anchor else ''}"


def list_url(queue: Queue, query: str) -> str:
    return f"{reverse('review:all' if queue.tab.name == 'all' else 'review:inbox')}{f'?{query}' if query else ''}"


def neighbours(queue: Queue, filing, query: str) -> dict[str, str]:
    """上一件 and 下一件 in the queue, also when the filing itself has just left it."""
    filings, _ = queue.filings()
    orders = {"previous_url": flipped(queue.order), "next_url": queue.order}
    found = {name: rows_after(filings, order, values_of(filing, order)).first() for name, order in orders.items()}
    return {name: page_url("filing", one, query) if one else "" for name, one in found.items()}


def review_page(request: HttpRequest, filing, *, status: int = 200, **extra) -> HttpResponse:
    """The page itself; also the answer to an act that did not happen, with what was typed still in place."""
    sheet = Sheet(filing, request.identity)
    context = sheet.context() | way_back(request, filing)
    context |= {
        "only": request.GET.get("only") == "1",
        "idempotency_key": new_key(),
        "chosen": "return" if sheet.drafts else "",
    }
    return render(request, "review/filing.html", context | extra, status=status)


def way_back(request: HttpRequest, filing) -> dict:
    """The queue behind the page: its address, the filings beside this one, the crumbs."""
    queue, query = queue_behind(request)
    url = list_url(queue, query)
    crumbs = [(queue.tab.label, url), (filing.type.label, ""), (filing.online_application_no, "")]
    return {"queue": query, "queue_url": url, "crumbs": crumbs} | neighbours(queue, filing, query)


def back_to(request: HttpRequest, filing, anchor: str = "") -> HttpResponseRedirect:
    _, query = queue_behind(request)
    return HttpResponseRedirect(page_url("filing", filing, query, anchor))
