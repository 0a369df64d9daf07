"""One filing under review: look, take, write, judge, decide."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ca_auth.access import policy, reviewer
from portal.errors import error_response
from portal.filing.idempotency import idempotent
from portal.filing.pages.base import version_in
from portal.filing.timeline import timeline_of
from portal.filing.workflow import Refused, Stale
from portal.review import services
from portal.review.forms import RemarkForm, RevealForm, VerdictForm
from portal.review.sheet import Sheet
from portal.review.views.base import back_to, filing_of, list_url, queue_behind, review_page


@require_safe
@policy(reviewer)
def filing_page(request: HttpRequest, uuid) -> HttpResponse:
    """This submission beside the one before it."""
    return review_page(request, filing_of(request, uuid))


@require_POST
@policy(reviewer)
@idempotent
def act(request: HttpRequest, uuid, action: str = "") -> HttpResponse:
    """受理, 退回修改, 审核通过: whatever the table of the filing type offers."""
    filing, note = filing_of(request, uuid), request.POST.get("note", "")[:1000]
    name = action or request.POST.get("decision", "")
    if filing.workflow.get(name) is None:
        return _unknown(request, filing, action, note)
    try:
        done = services.decide(
            filing=filing, action=name, actor=request.identity, version=version_in(request), note=note
        )
    except Stale as clash:
        return _clash(request, clash, note)
    except Refused as refusal:
        return review_page(request, filing, status=422, errors=refusal.unmet, note=note, chosen=name)
    return _done(request, done, name)


def _unknown(request: HttpRequest, filing, action: str, note: str) -> HttpResponse:
    if action:
        raise Http404("没有这个操作")
    return review_page(request, filing, status=422, errors=[{"text": "请选择审核结论"}], note=note)


def _done(request: HttpRequest, filing, name: str) -> HttpResponse:
    label = filing.workflow[name].label
    messages.success(request, f"已办理“{label}”：{filing.title}（{filing.online_application_no}）")
    return HttpResponseRedirect(list_url(*queue_behind(request)))


def _clash(request: HttpRequest, clash: Stale, note: str) -> HttpResponse:
    """Somebody was faster: who, what, and the new state, with one's own words kept."""
    latest = next(iter(timeline_of(clash.current, side="reviewer")), None)
    return review_page(request, clash.current, status=409, clash=latest, note=note)


@require_POST
@policy(reviewer)
@idempotent
def hold(request: HttpRequest, uuid, step: str) -> HttpResponse:
    """认领, 释放 and 转由本人办理."""
    filing = filing_of(request, uuid)
    try:
        if step == "take-over":
            services.take_over(filing=filing, actor=request.identity, note=request.POST.get("note", "")[:200])
        else:
            {"claim": services.claim, "release": services.release}[step](filing=filing, actor=request.identity)
    except Refused as refusal:
        return review_page(request, filing, status=422, errors=refusal.unmet)
    return back_to(request, filing)


@require_POST
@policy(reviewer)
def remark(request: HttpRequest, uuid) -> HttpResponse:
    """Write, change or take back one remark. Sending it again changes nothing, so it needs no key."""
    filing, form = filing_of(request, uuid), RemarkForm(request.POST)
    target = request.POST.get("target", "")
    if not form.is_valid():
        return _not_written(request, filing, target, "意见不能超过 400 个字")
    typed = form.cleaned_data
    try:
        services.write_remark(filing=filing, submission=_submission(request), actor=request.identity, **typed)
    except Refused as refusal:
        return _not_written(request, filing, target, str(refusal))
    return _written(request, filing, target)


@require_POST
@policy(reviewer)
def verdict(request: HttpRequest, uuid) -> HttpResponse:
    """符合 or 不符合 for one attachment slot."""
    filing, form = filing_of(request, uuid), VerdictForm(request.POST)
    target = f"attachment:{request.POST.get('slot', '')}"
    if not form.is_valid():
        return _not_written(request, filing, target, "请选择符合或不符合，说明不超过 200 个字")
    found = form.cleaned_data | {"passed": form.cleaned_data["passed"] == "1"}
    try:
        services.judge_attachment(filing=filing, submission=_submission(request), actor=request.identity, **found)
    except Refused as refusal:
        return _not_written(request, filing, target, str(refusal))
    return _written(request, filing, target)


def _submission(request: HttpRequest) -> int:
    value = request.POST.get("submission", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0


def _written(request: HttpRequest, filing, target: str) -> HttpResponse:
    """For a script the part that changed and the decision panel, else the page again at the same row."""
    if not request.htmx:
        return back_to(request, filing, f"row-{target.replace(':', '-')}")
    return _parts(request, filing, target)


def _not_written(request: HttpRequest, filing, target: str, error: str) -> HttpResponse:
    if not request.htmx:
        return review_page(request, filing, status=422, errors=[{"text": error}])
    return _parts(request, filing, target, error=error, typed=request.POST, status=422)


def _parts(request: HttpRequest, filing, target: str, *, status: int = 200, **extra) -> HttpResponse:
    sheet = Sheet(filing, request.identity)
    slot = next((one for one in sheet.slots if one.line.target == target), None)
    line = slot.line if slot else sheet.line(target)
    if line is None:
        raise Http404("没有这一项内容")
    context = {"slot": slot, "line": line, "part": request.resolver_match.url_name}
    context["chosen"] = "return" if sheet.drafts else ""
    context["queue"] = request.POST.get("queue", "")[:1000]
    return render(request, "review/_written.html", sheet.context() | context | extra, status=status)


@require_POST
@policy(reviewer)
def reveal(request: HttpRequest, uuid) -> HttpResponse:
    """A protected number in clear: shown in this one answer, kept nowhere, and on the record."""
    filing, form = filing_of(request, uuid), RevealForm(request.POST)
    if not form.is_valid():
        return review_page(request, filing, status=422, errors=[{"text": text} for text in form.texts()])
    content = filing.snapshots.get(number=filing.submission_count).content
    try:
        label, value = services.reveal(filing=filing, content=content, actor=request.identity, **form.cleaned_data)
    except services.TooMany as refusal:
        return error_response(request, 429, str(refusal))
    except Refused as refusal:
        return review_page(request, filing, status=422, errors=refusal.unmet)
    context = {"filing": filing, "label": label, "value": value, "queue": queue_behind(request)[1]}
    return render(request, "review/revealed.html", context)
