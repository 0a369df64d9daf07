"""Choosing from the register: the answer to the dialogs, and the same as pages for browsers without scripts.

People are searched by POST although nothing is written: their document numbers must not stand in addresses and logs.
"""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from ca_auth.models import Enterprise
from contracts import picks
from contracts.forms import PickField
from contracts.models import GeneralContract
from contracts.pick_forms import foot_of, search_form
from contracts.views.choose import project_of
from contracts.views.pages import kind_of
from portal.filing import drafts
from portal.filing.formfields import NumberField
from portal.filing.pages.base import FilingView, version_in


class PickView(FilingView):
    """Shared look-up: the field, the contract as far as it is typed. Without a uuid it is a new one."""

    template_name = "contracts/pick.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        found = [one for one in self.kind.form_class.picks if one.name == kwargs["slot"]]
        if not found:
            raise Http404("没有这个选择项")
        self.pick = found[0]

    @cached_property
    def record(self):
        if not self.kwargs.get("uuid"):
            return None
        filing = self.filing(self.kwargs["uuid"])
        if not filing.editable:
            raise Http404("该记录已上报，不能再修改")
        return filing

    @cached_property
    def draft(self):
        return drafts.find(identity=self.request.identity, kind=self.kind.kind, filing=self.record)

    @property
    def typed(self) -> QueryDict:
        """What the form holds now: sent along by the dialog, else as kept when this page was opened."""
        if self.request.htmx:
            return self.request.POST if self.request.method == "POST" else self.request.GET
        return drafts.as_post(self.draft) if self.draft else QueryDict()

    def contract(self):
        """The contract to judge by, made of what is typed. Nothing of it is stored."""
        typed, contract = self.typed, self.record or self._blank()
        if "contractor" in typed or contract.contractor_id is None:
            contract.contractor = self._contractor(typed)
        if hasattr(type(contract), "parent"):
            given = typed.get("parent", "")
            own = GeneralContract.objects.visible_to(self.request.identity).filter(project=contract.project)
            contract.parent = own.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 12 else None
            contract.subcontract_type = typed.get("subcontract_type", "")
        contract.contract_price = _number(typed.get("contract_price", ""))
        return contract

    def _blank(self):
        given = self.request.GET.get("project", "") or self.typed.get("project", "")
        if not given:
            raise Http404("没有找到该项目")
        project = project_of(self.request.identity, given)
        return self.kind.model(owner=project.owner, project=project, contract_kind=kind_of(self.kind), contractor=None)

    @staticmethod
    def _contractor(typed) -> Enterprise | None:
        found = Enterprise.objects.filter(uscc=typed.get("contractor", ""), is_active=True)
        return found.prefetch_related("qualifications").first()

    def url(self, page: str) -> str:
        where = {"uuid": self.record.uuid} if self.record else {}
        name = page if where else f"new-{page}"
        return reverse(f"{self.kind.url_name}-{name}", kwargs=where | {"slot": self.pick.name})

    def form_url(self) -> str:
        page = self.kind.url("edit", self.record) if self.record else self.kind.url("new")
        return f"{page}?draft=1#id_{self.pick.name}_shown"


class PickPage(PickView):
    """GET: the page, for enterprises with `?q=`. POST: a search for people."""

    def get(self, request, slot, uuid=None):
        return self.answer(request.GET)

    def post(self, request, slot, uuid=None):
        return self.answer(request.POST)

    def answer(self, data):
        form = search_form(self.pick, data if self.is_search(data) else None)
        found = self.search(form) if form.is_bound and form.is_valid() else None
        context = {"columns": found.columns, "rows": found.rows, "hint": found.hint} if found else {}
        context |= {"multiple": self.pick.multiple, "name": "chosen", "pick": self.pick}
        if self.request.htmx:
            return render(self.request, "components/pick_results.html", context)
        return self.page(context | self.around(form, found))

    def is_search(self, data) -> bool:
        """A dialog always asks, and is told what to enter; the page opens without conditions."""
        return bool(self.request.htmx) or any(name in data for name in ("q", "name", "id_no", "id_type"))

    def search(self, form):
        asked, contract = form.cleaned_data, self.contract()
        if self.pick.is_person:
            return picks.find_people(contract, self.pick, **asked)
        return picks.find_enterprises(contract, asked["q"])

    def around(self, form, found) -> dict:
        return {
            "search_form": form,
            "found": found,
            "foot": foot_of(self.pick),
            "take_url": self.url("pick-take"),
            "back_url": self.form_url(),
            "crumbs": self.crumbs((self.pick.title, "")),
        }


class OpenPick(PickView):
    """添加 without scripts: what is typed is kept as a draft, then the page opens."""

    def post(self, request, slot, uuid=None):
        version = version_in(request) if self.record else 0
        drafts.keep(
            identity=request.identity, kind=self.kind.kind, filing=self.record, version=version, data=request.POST
        )
        return HttpResponseRedirect(self.url("pick"))


class TakePick(PickView):
    """确定 without scripts: what was chosen goes into the draft, and the form opens with it."""

    def post(self, request, slot, uuid=None):
        data = self.typed.copy()
        if not self.draft:
            raise Http404("填报内容已不在暂存中，请返回填报页面重新选择")
        field = PickField(self.pick, required=False)
        chosen = [code for code in request.POST.getlist("chosen") if field.rows_of(code)]
        if self.pick.multiple:
            chosen = list(dict.fromkeys([*filter(None, data.get(self.pick.name, "").split(",")), *chosen]))
        data[self.pick.name] = ",".join(chosen[: None if self.pick.multiple else 1])
        drafts.keep(
            identity=request.identity, kind=self.kind.kind, filing=self.record, version=self.draft.version, data=data
        )
        return HttpResponseRedirect(self.form_url())


def _number(text: str):
    """The price as far as it is one."""
    try:
        return NumberField(max_digits=15, decimal_places=4, required=False, label="合同价").clean(text)
    except ValidationError:
        return None
