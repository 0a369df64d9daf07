"""Read-only pages: the record as it stands, one submission as it was sent, and the receipt after 上报."""

from django.http import Http404

from portal.filing import snapshots
from portal.filing.pages.base import FilingView
from portal.filing.pages.frame import Frame


class DetailPage(FilingView):
    """The record in the order of the form. `?submission=n` shows what was sent then."""

    template_name = "filing/detail.html"

    def get(self, request, uuid):
        filing = self.filing(uuid)
        submissions = list(filing.snapshots.defer("sealed_content", "certificate", "signature"))
        shown = self.chosen(submissions)
        content = shown.content if shown else snapshots.content_of(filing)
        context = Frame(kind=self.kind, filing=filing, request=request).context() | {
            "sections": [section_of(section) for section in content["sections"]],
            "tables": content["tables"],
            "submissions": submissions,
            "shown": shown,
            "crumbs": self.crumbs((filing.online_application_no, "")),
        }
        return self.page(context)

    def chosen(self, submissions: list):
        number = self.request.GET.get("submission", "")
        if not number:
            return None
        found = next((one for one in submissions if str(one.number) == number), None)
        if found is None:
            raise Http404("没有这次上报")
        return found


def section_of(section: dict) -> dict:
    """The context of components/detail_section.html."""
    items = [
        {"label": f["label"], "value": f"{f['text']} {f['unit']}".strip() if f["text"] else "", "wide": f["span"] > 6}
        for f in section["fields"]
    ]
    return {"id": section["id"], "title": section["title"], "items": items}


class ReceiptPage(FilingView):
    """After 上报: the number, who handles it, by when, what can be done next. A page that can be opened again."""

    template_name = "filing/receipt.html"

    def get(self, request, uuid):
        filing = self.filing(uuid)
        snapshot = filing.snapshots.order_by("-number").first()
        if snapshot is None:
            raise Http404("该记录尚未上报")
        context = Frame(kind=self.kind, filing=filing, request=request).context()
        return self.page(context | {"snapshot": snapshot, "crumbs": self.crumbs(("上报回执", ""))})
