"""The conditions of the list (manual 000 §3.2): number, kind and state, each alone or with the others."""

import django_filters
from django import forms

from contracts.choices import ContractKind
from contracts.models import ContractFiling
from portal.filing.filters import FilingFilterSet, text_filter


class ContractFilterSet(FilingFilterSet):
    """`project` narrows the list to one project and stays while the other conditions change."""

    contract_kind = django_filters.ChoiceFilter(label="合同类别", choices=ContractKind.choices, empty_label="全部")
    title = text_filter("合同名称", "by_title")
    official_no = text_filter("合同信息报送编号", "by_number")
    contractor = text_filter("承包方", "by_contractor")
    project = django_filters.UUIDFilter(field_name="project__uuid", widget=forms.HiddenInput)

    more_names = ("title", "official_no", "contractor", "district")

    class Meta:
        model = ContractFiling
        fields = ["online_application_no", "contract_kind", "status", "title", "official_no", "contractor", "district"]

    def by_contractor(self, queryset, name: str, value: str):
        return queryset.filter(contractor_name__contains=value.strip())
