"""Tags and filters of the portal's pages: {% load portal_ui %}."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from portal.ui import errors, layout
from portal.ui.statuses import Look, look_of

register = template.Library()

SPRITE = "vendor/icons.svg"
DUE_SOON_DAYS = 2
MASK = "*"


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "", css: str = ""):
    """{% icon "send" %}: decoration. {% icon "lock" label="未开放" %}: an icon that says something by itself."""
    names = f"bi {css}".strip()
    if label:
        picture = '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>'
        return format_html(picture, names, label, static(SPRITE), name)
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', names, static(SPRITE), name
    )


@register.simple_tag
def control(bound, css: str = "", described_by: str = ""):
    """The bare control of a field, with classes and with what describes it: help, errors, the reviewer's remark."""
    attrs = {"class": " ".join(one for one in (bound.field.widget.attrs.get("class", ""), css) if one)}
    if described_by and not bound.use_fieldset:
        attrs["aria-describedby"] = f"{bound.aria_describedby or ''} {described_by}".strip()
    return bound.as_widget(attrs=attrs)


@register.simple_tag
@lru_cache(maxsize=512)
def chip(status: str = "", label: str = "", tone: str = "", icon: str = ""):  # noqa: A002 - the word of the templates
    """{% chip filing.status filing.get_status_display %}, or {% chip label="4 件" tone="red" %} without a state."""
    look = look_of(status) if status else Look(tone or "slate", icon=icon)
    context = {"label": label or status, "tone": tone or look.tone, "icon": icon or look.icon}
    return render_to_string("components/chip.html", context)


@register.inclusion_tag("components/sla_label.html")
def sla(due: date | datetime | None, today: date | None = None):
    """Working state of a deadline in words: 超期 n 天, 今日到期, or the date. `today` is for tests and reports."""
    if due is None:
        return {"kind": "none"}
    due_day = timezone.localtime(due).date() if isinstance(due, datetime) and timezone.is_aware(due) else due
    due_day = due_day.date() if isinstance(due_day, datetime) else due_day
    days = (due_day - (today or timezone.localdate())).days
    kind = "over" if days < 0 else "today" if days == 0 else "soon" if days <= DUE_SOON_DAYS else "later"
    return {"kind": kind, "due": due_day, "days": abs(days)}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form=None, *formsets, title: str = ""):
    """{% error_summary form funding_formset %}: nothing when there are no errors. Takes the focus on load."""
    return {"lines": errors.collect(form, *(one for one in formsets if one)), "title": title}


@register.simple_tag(takes_context=True)
def query_replace(context, **changes) -> str:
    """The query string of this page with some values replaced ("" or None removes one); keeps all other filters.

    <a href="?{% query_replace page=2 %}">
    """
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in ("", None):
            query[key] = str(value)
    return query.urlencode()


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context, key: str, label: str, css: str = "", default: str = ""):
    """A table head that sorts by `?sort=key` / `?sort=-key`. `default` is the order of the page without a choice."""
    current = context["request"].GET.get("sort") or default
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    following = f"-{key}" if direction == "ascending" else key
    query = query_replace(context, sort=following, page=None)
    return {"label": label, "direction": direction, "query": query, "css": css}


@register.filter
def control_class(bound) -> str:
    """The classes of a control outside a crispy layout: {% control field field|control_class %}."""
    return layout.control_class(bound)


@register.filter
def humansize(size: int | None) -> str:
    """Bytes as people say them: 912 B, 891 KB, 1.8 MB."""
    if size is None:
        return ""
    value = float(size)
    for unit in ("B", "KB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} MB"


@register.filter
def money(value: Decimal | int | str | None, places: int = 2) -> str:
    """An amount with thousands separators and fixed places, without the unit; a dash when there is none."""
    if value in (None, ""):
        return "—"
    try:
        return f"{Decimal(str(value)):,.{int(places)}f}"
    except InvalidOperation:
        return str(value)


@register.filter
def masked(value: str | None) -> str:
    """A number with its middle hidden: phone 138****0000, identity or credit number 310***********0011."""
    text = str(value or "")
    if len(text) < 9:
        return MASK * len(text)
    return f"{text[:3]}{MASK * (len(text) - 7)}{text[-4:]}"


@register.filter
def lookup(mapping, key):
    """A dictionary's value by a variable key; None when absent."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def page_numbers(page_obj) -> list:
    """Page numbers around the current one, with the paginator's ellipsis where some are left out."""
    return list(page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1))
