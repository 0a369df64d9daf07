"""打印: the snapshot as PDF; before 上报 a preview that carries the watermark 草稿."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from portal.filing import audit
from portal.filing.gates import printable
from portal.filing.pages.base import FilingView
from portal.filing.printing import pdf_of
from portal.printing.errors import PrintError


class PrintPage(FilingView):
    """Manual 000 §3.1: 打印只能是在保存和上报后才能进行的操作."""

    def get(self, request, uuid):
        filing = self.filing(uuid)
        if reasons := list(printable(filing)):
            return self.page({"filing": filing, "reasons": reasons, "back_url": self.kind.url("detail", filing)},
                             status=422, template="filing/refused.html")  # fmt: skip
        try:
            pdf = pdf_of(filing)
        except PrintError as error:
            context = {"filing": filing, "error": error, "kind": self.kind, "list_url": self.kind.url("list")}
            return render(request, "filing/print_failed.html", context, status=error.status)
        audit.record_portal(actor=request.identity, action="print", filing=filing)
        return pdf_response(pdf, filing)


def pdf_response(data: bytes, filing) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    name = f"{filing.type.label}-{filing.online_application_no}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    return response
