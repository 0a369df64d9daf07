"""The conditions of the two lists (manual 000 §2, §3.1), and those that a clerk with two hundred projects asks for."""

import django_filters

from portal.filing.filters import FilingFilterSet, text_filter
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
