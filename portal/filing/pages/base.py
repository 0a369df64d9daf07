"""What all pages of a filing type share: the scoped record, the way back, the words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from portal.filing.idempotency import new_key
from portal.filing.registry import FilingType


class FilingView(View):
    """A page of one filing type for the enterprise's side. Another enterprise's id is a 404, like a missing one."""

    kind: FilingType = None
    template_name = ""

    def records(self):
        return self.kind.model.objects.visible_to(self.request.identity)

    def filing(self, uuid):
        filing = self.records().select_related("owner", "assignee__account").filter(uuid=uuid).first()
        if filing is None:
            raise Http404("没有找到该记录")
        return filing

    def page(self, context: dict, *, status: int = 200, template: str = "") -> HttpResponse:
        base = {"kind": self.kind, "idempotency_key": new_key(), "list_url": self.kind.url("list")}
        return render(self.request, template or self.template_name, base | context, status=status)

    def crumbs(self, *last: tuple[str, str]) -> list[tuple[str, str]]:
        return [("首页", "/desk/"), (self.kind.menu_entry.label, self.kind.url("list")), *last]


def version_in(request: HttpRequest) -> int:
    """The version of the record that the page was made from; 0 never matches."""
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
