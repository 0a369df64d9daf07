"""Several at once: chosen in the list, confirmed once, done one by one, reported one by one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import View

from ca_auth.access import policy, reviewer
from portal.filing.idempotency import new_key
from portal.filing.models import Filing
from portal.filing.registry import registry
from portal.review import services
from portal.review.rows import bulk_actions
from portal.review.views.base import list_url, queue_behind

_RESULTS = "review_batch"


def bulk_label(name: str) -> str:
    """受理, 认领 …; a name that no table lets be done in bulk is a 404."""
    if name == "claim":
        return "认领"
    for kind in registry.types.values():
        action = kind.workflow.get(name)
        if action is not None and action.bulk:
            return action.label
    raise Http404("没有这个批量操作")


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@policy(reviewer)
class Batch(View):
    """GET asks, with the reason at each that cannot be done; POST does the others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        action = request.GET.get("action", "")
        wanted = [uuid_of(text) for text in request.GET.getlist("item")[: services.MOST_AT_ONCE]]
        queue, query = queue_behind(request)
        context = {
            "action": action, "label": bulk_label(action), "queue": query, "queue_url": list_url(queue, query),
            "idempotency_key": new_key(), "most": services.MOST_AT_ONCE, **self.sorted_out(action, wanted),
        }  # fmt: skip
        return render(request, "review/batch.html", context)

    def sorted_out(self, action: str, wanted: list) -> dict:
        found = Filing.objects.visible_to(self.request.identity).select_related("owner", "assignee__account")
        filings = list(found.filter(uuid__in=[one for one in wanted if one]).order_by("due_on", "pk"))
        fit = [one for one in filings if action in bulk_actions(one, self.request.identity)]
        unfit = [(one, self.why_not(one, action)) for one in filings if one not in fit]
        return {"fit": fit, "unfit": unfit}

    def why_not(self, filing: Filing, name: str) -> str:
        action = filing.workflow.get(name)
        if filing.assignee_id not in {None, self.request.identity.pk}:
            return f"已由{filing.assignee.account}认领"
        if action is None:
            return "已由您认领" if filing.assignee_id else f"当前状态为「{filing.get_status_display()}」，不能认领"
        return "；".join(one.text for one in filing.workflow.judge(filing, action, self.request.identity).unmet)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Each item in a transaction of its own, so no key around them all: the versions keep a repeat from acting
        twice, and what the first run did counts as done in the second."""
        action = request.POST.get("action", "")
        label = bulk_label(action)
        items = dict(part.partition(":")[::2] for part in request.POST.getlist("item")[: services.MOST_AT_ONCE])
        results = [self.one(action, item, version) for item, version in items.items()]
        queue, query = queue_behind(request)
        request.session[_RESULTS] = {"label": label, "results": results, "queue_url": list_url(queue, query)}
        return HttpResponseRedirect(reverse("review:batch-result"))

    def one(self, action: str, item: str, version: str) -> list[str]:
        """Title, number and '' or the reason."""
        filing = Filing.objects.visible_to(self.request.identity).filter(uuid=uuid_of(item)).first()
        if filing is None:
            return ["（没有找到该办件）", "", "没有找到该办件"]
        known = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
        why_not = services.bulk(filing=filing, action=action, actor=self.request.identity, version=known)
        return [filing.title, filing.online_application_no, why_not]


@require_safe
@policy(reviewer)
def batch_result(request: HttpRequest) -> HttpResponse:
    """成功 n，失败 m, with the reason at each."""
    stored = request.session.get(_RESULTS)
    if not stored:
        return HttpResponseRedirect(reverse("review:inbox"))
    failed = [result for result in stored["results"] if result[2]]
    done = [result for result in stored["results"] if not result[2]]
    return render(request, "review/batch_result.html", stored | {"failed": failed, "done": done})
