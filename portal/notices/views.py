"""The bell: what happened to one's filings."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ca_auth.access import policy, signed_in
from portal.notices import services

PAGE_SIZE = 20


@require_safe
@policy(signed_in)
def notice_list(request: HttpRequest) -> HttpResponse:
    """Newest first; ?unread=1 shows only what has not been read."""
    notices = services.for_identity(request.identity).order_by("-id")
    only_unread = request.GET.get("unread") == "1"
    if only_unread:
        notices = notices.filter(read_at__isnull=True)
    page = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "only_unread": only_unread, "crumbs": [("首页", "/desk/"), ("消息", "")]}
    return render(request, "notices/list.html", context)


@require_POST
@policy(signed_in)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one as read and goes where it leads."""
    notice = get_object_or_404(services.for_identity(request.identity), pk=pk)
    services.mark_read(identity=request.identity, notice=notice)
    target = notice.path if "stay" not in request.POST else ""
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("notices:list")
    return HttpResponseRedirect(target)


@require_POST
@policy(signed_in)
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(identity=request.identity)
    return HttpResponseRedirect(reverse("notices:list"))
