"""Crispy layout objects: a filing form is a list of Sections of F fields, in the order of the paper form.

    Layout(
        Section("s1", "一", "项目基本信息", F("declaration_number", button="读取申报"), F("name")),
        Section("s2", "二", "资金来源", Include("repair/_funding.html"), hint="各项占比合计必须为 100%"),
    )

What the reviewer wrote stands under its field: put `remarks` into the template context, a mapping of field name to an
object or dict with `text` and, once the value has changed since the return, `fixed`.
"""

from __future__ import annotations

from dataclasses import dataclass

from crispy_forms.layout import TEMPLATE_PACK, Field, LayoutObject
from django import forms
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Suffix:
    """A button glued to the right of a field. `data` becomes data-* attributes (dialog-open, lookup-now …)."""

    label: str
    icon: str = "search"
    data: tuple[tuple[str, str], ...] = (("lookup-now", ""),)


class F(Field):
    """One field. `span` of 12 columns (12, 9, 8, 6, 4, 3, 2); `unit` behind the box; `button` a Suffix or its label.

    `kind` is found from the widget; pass "radio", "date", "number" … only to force one. Further keyword arguments
    become attributes of the control, as in crispy's own Field.
    """

    template = "components/field.html"

    def __init__(
        self, name: str, span: int = 6, unit: str = "", *, button: Suffix | str | None = None, kind: str = "", **attrs
    ):
        super().__init__(name, **attrs)
        self.name, self.span, self.unit, self.kind = name, span, unit, kind
        self.button = Suffix(button) if button and isinstance(button, str) else button

    def render(self, form, context, template_pack=TEMPLATE_PACK, extra_context=None, **kwargs):
        bound = form[self.name]
        remark = (context.get("remarks") or {}).get(self.name)
        extra = {
            "span": self.span,
            "unit": self.unit,
            "button": self.button,
            "kind": self.kind or kind_of(bound.field.widget),
            "remark": remark,
            "described_by": f"{bound.auto_id}_remark" if remark else "",
            "control_class": control_class(bound, self.unit),
            **(extra_context or {}),
        }
        return super().render(form, context, template_pack=template_pack, extra_context=extra, **kwargs)


class Section(LayoutObject):
    """A numbered card of the form. `sid` is its id: the completion list and the error summary link to it."""

    template = "components/section.html"

    def __init__(self, sid: str, number: str, title: str, *fields, hint: str = ""):
        self.sid, self.number, self.title, self.hint = sid, number, title, hint
        self.fields = list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        body = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.template, {"section": self, "body": body}, request=context.get("request"))


class Row(LayoutObject):
    """Fields that start on a new line and stay together, whatever the spans before them left free."""

    template = "components/row.html"

    def __init__(self, *fields):
        self.fields = list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        body = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.template, {"body": body}, request=context.get("request"))


class Include(LayoutObject):
    """A template of the page inside a section (sub-table, attachments), rendered with the page's whole context."""

    fields: list = []

    def __init__(self, template: str, **extra):
        self.template, self.extra = template, extra

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(
            self.template, {**context.flatten(), "form": form, **self.extra}, context.get("request")
        )


def kind_of(widget: forms.Widget) -> str:
    """Which of the field template's shapes a widget takes."""
    if isinstance(widget, forms.HiddenInput):
        return "hidden"
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        return "checks" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.DateInput):
        return "date"
    return "text"


def control_class(bound, unit: str = "") -> str:
    """CSS classes of the control itself."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input is-invalid" if bound.errors else "form-check-input"
    base = "form-select" if isinstance(widget, forms.Select) else "form-control"
    numeric = isinstance(widget, forms.NumberInput) or bool(unit) or widget.attrs.get("inputmode") == "decimal"
    tabular = isinstance(widget, forms.DateInput) or widget.attrs.get("inputmode") == "numeric"
    names = [base, "num" if numeric else "tnum" if tabular else "", "is-invalid" if bound.errors else ""]
    return " ".join(name for name in names if name)
