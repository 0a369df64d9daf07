"""The list page: the manual's conditions, each alone or combined, state tabs, sorting, paging, export."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from portal.exports import MOST_ROWS, xlsx_response
from portal.filing import audit
from portal.filing.pages.base import FilingView
from portal.filing.paging import CappedPaginator
from portal.filing.rows import row_of
from portal.filing.states import Status

PAGE_SIZES = (10, 20, 50)
SORTS = {"title": "title_key", "submitted": "submitted_at", "number": "online_application_no"}


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    query: str
    current: bool
    alert: bool = False


class ListPage(FilingView):
    """Manual 000 §3.1: 默认查询出来所有的…信息，并分页显示; 输入其中任意一个条件都可以查找."""

    template_name = "filing/list.html"

    def get(self, request):
        tabs = self.tabs()
        known = next((tab.count for tab in tabs if tab.current), None)
        paginator = CappedPaginator(self.ordered(self.filterset.qs), self.page_size, known_count=known)
        page = paginator.get_page(request.GET.get("page"), request.GET.get("after", ""))
        if self.kind.prepare_rows:
            self.kind.prepare_rows(list(page))
        return self.page(
            {
                "filterset": self.filterset,
                "tabs": tabs,
                "page_obj": page,
                "rows": [row_of(filing, request.identity) for filing in page],
                "columns": self.kind.list_columns,
                "page_sizes": PAGE_SIZES,
                "page_size": self.page_size,
                "filtered": any(value for name, value in request.GET.items() if name not in {"page", "size", "sort"}),
                "more_open": any(request.GET.get(name) for name in self.filterset.more_names),
                "new_url": self.kind.url("new"),
                "export_url": self.kind.url("export"),
                "crumbs": self.crumbs(),
            },
            template="filing/_list_result.html" if request.htmx and not request.htmx.boosted else "",
        )

    @cached_property
    def filterset(self):
        return self.kind.filterset_class(self.request.GET, queryset=self.records(), request=self.request)

    @property
    def page_size(self) -> int:
        size = self.request.GET.get("size", "")
        return int(size) if size in {str(one) for one in PAGE_SIZES} else PAGE_SIZES[0]

    def ordered(self, queryset):
        sort = self.request.GET.get("sort", "")
        column = SORTS.get(sort.removeprefix("-")) or self.kind.sorts.get(sort.removeprefix("-"))
        if not column:
            return queryset if queryset.query.order_by else queryset.order_by("-pk")
        return queryset.order_by(f"{'-' if sort.startswith('-') else ''}{column}", "-pk")

    def tabs(self) -> list[Tab]:
        """Counts of the scope without the state condition, so that the tabs tell where the rest is."""
        counts = dict(self.filterset.without_status().order_by().values_list("status").annotate(n=Count("pk")))
        chosen = self.request.GET.get("status", "")
        query = self.request.GET.copy()
        tabs = []
        for value, label in [("", "全部"), *Status.choices]:
            query["status"] = value
            query.pop("page", None)
            query.pop("after", None)
            count = counts.get(value, 0) if value else sum(counts.values())
            tabs.append(Tab(label, count, query.urlencode(), value == chosen, alert=value == Status.RETURNED))
        return tabs


class ExportPage(ListPage):
    """The same list as a workbook; filters and order are kept, personal numbers stay masked."""

    def get(self, request):
        filings = self.ordered(self.filterset.qs)[: MOST_ROWS + 1]
        lines = [self.line(filing) for filing in filings.iterator(1000)]
        facts = {"kind": self.kind.kind, "rows": min(len(lines), MOST_ROWS)}
        audit.record_portal(actor=request.identity, action="export", facts=facts)
        return xlsx_response(self.kind.menu_entry.label, self.heads(), lines)

    def heads(self) -> list[str]:
        own = (column.label for column in self.kind.list_columns)
        return [self.kind.title_label, "网上申请编号", self.kind.official_label, *own, "状态", "上报时间"]

    def line(self, filing) -> list:
        own = ((column.value or column.text)(filing) for column in self.kind.list_columns)
        return [
            filing.title, filing.online_application_no, filing.official_no or "", *own,
            filing.get_status_display(), filing.submitted_at,
        ]  # fmt: skip
