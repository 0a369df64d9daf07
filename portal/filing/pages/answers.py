"""Answers to acts that did not happen: every reason and the way out; nothing that was typed is lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.filing.timeline import timeline_of
from portal.filing.workflow import Action, Refused, Stale


def refused(request: HttpRequest, filing, action: Action, refusal: Refused, *, back_url: str) -> HttpResponse:
    """422: what stands in the way, each with where it is removed."""
    edit_url = filing.type.url("edit", filing)
    reasons = [
        {
            "text": unmet.text,
            "repair_url": unmet.repair_url or (f"{edit_url}#{anchor(unmet.field)}" if unmet.field else ""),
        }
        for unmet in refusal.unmet
    ]
    context = {"filing": filing, "action": action, "reasons": reasons, "back_url": back_url}
    return render(request, "filing/refused.html", context, status=422)


def stale(
    request: HttpRequest, clash: Stale, *, back_url: str, note: str = "", typed: list | None = None
) -> HttpResponse:
    """409: who changed it and when, what was typed against what is stored now."""
    context = {
        "filing": clash.current,
        "latest": next(iter(timeline_of(clash.current)), None),
        "back_url": back_url,
        "note": note,
        "typed": typed or [],
    }
    return render(request, "filing/stale.html", context, status=409)


def anchor(field: str) -> str:
    """Id of the element that shows a field, a sub-table or its row, or an attachment slot."""
    head, _, rest = field.partition(":")
    if head == "attachment":
        return f"slot-{rest}"
    return f"id_{head}-row-{rest}" if rest.isdecimal() else f"id_{head}"
