"""The generic pages with what contracts add: the project a new one belongs to, pick dialogs, the notice of 注销."""

from functools import cached_property

from django.http import HttpResponseRedirect
from django.urls import reverse

from contracts import progress
from contracts.choices import ContractKind
from contracts.pick_forms import dialogs_of
from contracts.views.choose import project_of
from portal.filing import drafts
from portal.filing.pages.detail import DetailPage, ReceiptPage
from portal.filing.pages.edit import EditPage, NewPage


class OfProject:
    """返回 leads to the contracts of the project."""

    def page(self, context: dict, **kwargs):
        form, filing = context.get("form"), context.get("filing")
        contract = filing or (form.instance if form is not None else None)
        if contract is not None:
            context = {"list_url": progress.list_url(contract.project)} | context
        if form is not None:
            context = context | {"pick_dialogs": dialogs_of(form)}
        return super().page(context, **kwargs)


class NewContract(OfProject, NewPage):
    """`?project=<uuid>`; a draft that is restored brings its own."""

    template_name = "contracts/form.html"

    @cached_property
    def project(self):
        given = self.request.POST.get("project") or self.request.GET.get("project") or self._drafted()
        return project_of(self.request.identity, given) if given else None

    def _drafted(self) -> str:
        draft = drafts.find(identity=self.request.identity, kind=self.kind.kind)
        return draft.data.get("project", [""])[0] if draft else ""

    def blank(self):
        owner = self.request.identity.enterprise
        return self.kind.model(owner=owner, project=self.project, contract_kind=kind_of(self.kind))

    def get(self, request):
        if self.project is None:
            return HttpResponseRedirect(reverse("contracts:new"))
        return super().get(request)

    def post(self, request):
        if self.project is None:
            return HttpResponseRedirect(reverse("contracts:new"))
        return super().post(request)


def kind_of(filing_type) -> ContractKind:
    return ContractKind(filing_type.kind.partition(".")[2])


class EditContract(OfProject, EditPage):
    template_name = "contracts/form.html"


class ContractDetail(OfProject, DetailPage):
    template_name = "contracts/detail.html"


class ContractReceipt(OfProject, ReceiptPage):
    pass
