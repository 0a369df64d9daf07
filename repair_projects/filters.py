"""The conditions of the lists (manual 000 §2, §3.1), and those that a clerk with two hundred projects asks for."""

import django_filters

from portal.filing.filters import FilingFilterSet, text_filter
from portal.filing.formfields import half_width
from repair_projects.choices import OFFERED_CATEGORIES


def _category() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        field_name="repair_category", label="项目类别", choices=OFFERED_CATEGORIES, empty_label="全部"
    )


class DeclarationFilterSet(FilingFilterSet):
    """网上申请编号, 项目名称, 项目申报编号, 项目申报状态."""

    title = text_filter("项目名称", "by_title")
    official_no = text_filter("项目申报编号", "by_number")
    repair_category = _category()
    year = django_filters.NumberFilter(field_name="plan_year", label="计划年度", min_value=2000, max_value=2100)

    more_names = ("official_no", "district", "repair_category", "year")


class ProjectFilterSet(FilingFilterSet):
    """网上申请编号, 项目名称, 项目信息报送编号, 项目信息报送状态."""

    title = text_filter("项目名称", "by_title")
    official_no = text_filter("项目信息报送编号", "by_number")
    repair_category = _category()
    year = django_filters.NumberFilter(
        field_name="declaration__plan_year", label="计划年度", min_value=2000, max_value=2100
    )

    more_names = ("district", "repair_category", "year")


class StageFilterSet(FilingFilterSet):
    """Conditions that the lists of 开工审核 and 竣工备案 share."""

    title = text_filter("项目名称", "by_title")
    project_no = text_filter("报建编号", "by_project")

    def by_project(self, queryset, name: str, value: str):
        return queryset.filter(project__official_no__contains=half_width(value).upper())

    @property
    def qs(self):
        return super().qs.select_related("project")


class StartReviewFilterSet(StageFilterSet):
    """网上申请编号, 项目名称, 开工审核编号, 报建编号, 开工审核状态."""

    official_no = text_filter("开工审核编号", "by_number")

    more_names = ("project_no", "district")


class CompletionFilterSet(StageFilterSet):
    """网上申请编号, 项目名称, 竣工备案编号, 报建编号, 竣工备案状态."""

    official_no = text_filter("竣工备案编号", "by_number")

    more_names = ("project_no", "district")
