"""The lines of an error summary: every error of a form and its formsets, each with the control it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet


@dataclass(frozen=True)
class ErrorLine:
    """`target` is the id of the control (or section); empty when the error belongs to the form as a whole."""

    text: str
    label: str = ""
    target: str = ""


def collect(form: BaseForm | None, *formsets: BaseFormSet) -> list[ErrorLine]:
    """Errors in the order of the page: whole form, its fields, then each sub-table row by row.

    A form that knows its own order (`error_list()` of (control id, label, text)) is asked instead.
    """
    if hasattr(form, "error_list"):
        return [ErrorLine(text, label, target) for target, label, text in form.error_list()]
    lines = list(_of_form(form)) if form is not None else []
    for formset in formsets:
        lines.extend(_of_formset(formset))
    return lines


def _of_form(form: BaseForm, where: str = "") -> Iterator[ErrorLine]:
    for text in form.non_field_errors():
        yield ErrorLine(text, where)
    for bound in form:
        for text in bound.errors:
            label = bound.field.label or bound.label
            yield ErrorLine(text, f"{where}{label}", _first_control(bound))


def _of_formset(formset: BaseFormSet) -> Iterator[ErrorLine]:
    title = getattr(formset, "title", "") or getattr(getattr(formset, "table", None), "title", "")
    for text in formset.non_form_errors():
        yield ErrorLine(text, title, f"id_{formset.prefix}-table")
    for position, form in enumerate(formset.forms, start=1):
        yield from _of_form(form, f"{title}第 {position} 行 ")


def _first_control(bound) -> str:
    """Radio buttons and check boxes have no control of the field's own id: lead to the first of them."""
    return bound.id_for_label or f"{bound.auto_id}_0"
