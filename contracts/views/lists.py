"""合同信息报送: the list over all four kinds, of one project or of all."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import View

from contracts import gates
from contracts.choices import ContractKind
from contracts.filings.common import LIST_COLUMNS, MENU
from contracts.filters import ContractFilterSet
from contracts.models import ContractFiling
from contracts.views.choose import kind_options, project_of
from portal.filing.pages.lists import ExportPage, ListPage
from portal.filing.registry import MenuEntry
from portal.filing.workflow import ask


@dataclass(frozen=True)
class AllContracts:
    """Stands where the generic list expects a filing type: the four kinds in one list."""

    kind: str = "contracts"
    label: str = "合同信息报送"
    title_label: str = "合同名称"
    official_label: str = "合同信息报送编号"
    intro: str = "项目信息报送审核通过后，按合同逐份报送设计、施工总包、施工分包和监理合同。"
    model: type = ContractFiling
    filterset_class: type = ContractFilterSet
    list_columns: tuple = LIST_COLUMNS
    menu_entry: MenuEntry = MENU
    prepare_rows: None = None

    @property
    def sorts(self) -> dict[str, str]:
        return {"price": "contract_price"}

    @staticmethod
    def url(page: str) -> str:
        return reverse(f"contracts:{page}")


class ContractList(ListPage):
    """Manual 000 §3.2: 进入实施单位合同信息报送管理列表操作页面. A project that is not 已审核 is told so."""

    kind = AllContracts()
    template_name = "contracts/list.html"

    @cached_property
    def project(self):
        given = self.request.GET.get("project", "")
        return project_of(self.request.identity, given) if given else None

    def get(self, request):
        if self.project is not None:
            closed = list(ask((gates.project_approved,), ContractFiling(project=self.project)))
            if closed:
                context = {"reasons": closed, "list_url": self.project.type.url("list"), "crumbs": self.crumbs()}
                return super().page(context, template="contracts/closed.html")
        return super().get(request)

    def page(self, context, **kwargs):
        query = urlencode({"project": self.project.uuid}) if self.project else ""
        own = {
            "project": self.project,
            "keep": [("project", self.project.uuid)] if self.project else [],
            "new_url": f"{self.kind.url('new')}{f'?{query}' if query else ''}",
            "kinds": kind_options(self.project) if self.project else [],
        }
        return super().page(context | own, **kwargs)


class ContractExport(ExportPage):
    kind = AllContracts()


class OneKind(View):
    """The list of a kind is the common list with the condition filled in."""

    kind = None
    page = "list"

    def get(self, request):
        kind = ContractKind(self.kind.kind.partition(".")[2])
        return HttpResponseRedirect(f"{AllContracts.url(self.page)}?{urlencode({'contract_kind': kind})}")


class OneKindExport(OneKind):
    page = "export"
