"""The conditions of a list: each usable alone, combined with AND; text is found anywhere, exact matches come first."""

import django_filters
from django import forms
from django.db.models import Case, IntegerField, Value, When

from ca_auth.choices import District
from portal.filing.formfields import half_width
from portal.filing.states import Status
from portal.search.keys import name_key


def text_filter(label: str, method: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=label, method=method, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class FilingFilterSet(django_filters.FilterSet):
    """网上申请编号, 名称, 正式编号, 状态 (manual 000 §2, §3.1); types add more. `more_names` go under 更多条件."""

    online_application_no = text_filter("网上申请编号", "by_number")
    title = text_filter("名称", "by_title")
    official_no = text_filter("正式编号", "by_number")
    status = django_filters.ChoiceFilter(label="状态", choices=Status.choices, empty_label="全部")
    district = django_filters.ChoiceFilter(
        label="所在区县", choices=[c for c in District.choices if c[0] != District.KQ], empty_label="全部"
    )

    more_names: tuple[str, ...] = ()

    def by_number(self, queryset, name: str, value: str):
        value = half_width(value).upper()
        return _exact_first(queryset.filter(**{f"{name}__contains": value}), name, value)

    def by_title(self, queryset, name: str, value: str):
        key = name_key(value)
        return _exact_first(queryset.filter(title_key__contains=key), "title_key", key) if key else queryset

    def without_status(self):
        """The same conditions without the state, for the counts on the tabs."""
        if not (self.data or {}).get("status"):
            return self.qs
        data = self.data.copy()
        data.pop("status", None)
        return type(self)(data, queryset=self.queryset, request=self.request).qs


def _exact_first(queryset, name: str, value: str):
    exact = Case(When(**{name: value}, then=Value(0)), default=Value(1), output_field=IntegerField())
    return queryset.order_by(exact, "-pk")
