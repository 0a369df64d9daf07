"""Files and prints of a filing under review: only what was submitted, within the reviewer's districts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ca_auth.access import policy, reviewer
from portal.attachments.models import Attachment
from portal.attachments.views import attachment_response
from portal.filing import audit
from portal.filing.pages.prints import pdf_response
from portal.filing.printing import pdf_of
from portal.printing.errors import PrintError
from portal.review.sheet import Sheet
from portal.review.views.base import filing_of, page_url, queue_behind


@require_safe
@policy(reviewer)
def file(request: HttpRequest, uuid, file) -> HttpResponse:
    """Download; ?inline=1 shows what may be shown in the browser."""
    files = Attachment.objects.visible_to(request.identity)
    attachment = get_object_or_404(files, filing__uuid=uuid, uuid=file)
    audit.record_portal(
        actor=request.identity, action="download", filing=attachment.filing, facts={"file": str(attachment.uuid)}
    )
    return attachment_response(attachment, inline="inline" in request.GET)


@require_safe
@policy(reviewer)
def side_by_side(request: HttpRequest, uuid, slot: str) -> HttpResponse:
    """The files of one slot, last time's beside this time's."""
    filing = filing_of(request, uuid)
    sheet = Sheet(filing, request.identity)
    found = next((one for one in sheet.slots if one.name == slot), None)
    if found is None:
        raise Http404("没有这个附件栏目")
    back = page_url("filing", filing, queue_behind(request)[1], f"row-{found.line.key}")
    columns = [(f"第 {sheet.old.number} 次上报", found.before)] if sheet.old else []
    columns.append((f"第 {sheet.new.number} 次上报（本次）", found.files))
    context = {"filing": filing, "slot": found, "columns": columns, "back_url": back}
    return render(request, "review/side_by_side.html", context)


@require_safe
@policy(reviewer)
def print_page(request: HttpRequest, uuid) -> HttpResponse:
    """The form as submitted, as PDF."""
    filing = filing_of(request, uuid)
    try:
        pdf = pdf_of(filing)
    except PrintError as error:
        back = page_url("filing", filing, queue_behind(request)[1])
        context = {"filing": filing, "error": error, "back_url": back}
        return render(request, "review/print_failed.html", context, status=error.status)
    audit.record_portal(actor=request.identity, action="print", filing=filing)
    return pdf_response(pdf, filing)
