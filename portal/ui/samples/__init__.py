"""Invented data for the style guide. Nothing here is used by the product."""

from django.core.paginator import Paginator
from django.http import HttpRequest

from portal.ui.samples import data
from portal.ui.samples.forms import FilterForm, FundingFormSet, SampleForm

BROKEN = {"district": "", "postcode": "2002", "protected": "", "end": "明年", "promise": ""}


def context(request: HttpRequest) -> dict:
    """Everything the style guide shows. `?errors` shows the form after a failed save."""
    with_errors = "errors" in request.GET
    return {
        **data.SHELL,
        **data.PROCESS,
        **data.REVIEW,
        "form": SampleForm(data.FORM | BROKEN) if with_errors else SampleForm(initial=data.FORM),
        "formset": _broken_funding() if with_errors else FundingFormSet(initial=data.FUNDING, prefix="funding"),
        "saved": not with_errors,
        "remarks": {"postcode": {"text": "邮编与建设地点不符"}, "area": {"text": "与检测报告不一致", "fixed": True}},
        "slots": data.SLOTS,
        "filter_form": FilterForm(request.GET or None),
        "page_obj": Paginator(range(137), 10).get_page(request.GET.get("page") or 3),
    }


def pick_rows(query: str) -> dict:
    """Rows of the sample pick dialog whose label contains the query."""
    rows = [row for row in data.PICK_ROWS if query in row["label"]]
    return {"columns": data.PICK_COLUMNS, "rows": rows}


def _broken_funding():
    typed = {f"funding-{number}-{key}": value for number, row in enumerate(data.FUNDING) for key, value in row.items()}
    management = {"funding-TOTAL_FORMS": 3, "funding-INITIAL_FORMS": 0}
    return FundingFormSet(management | typed | {"funding-1-percent": "三十"}, prefix="funding")
