"""What differs from the pages that every filing has."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ca_auth.access import enterprise, policy
from ca_auth.choices import System
from portal.filing import drafts
from portal.filing.formfields import half_width
from portal.filing.pages.edit import NewPage
from portal.filing.states import Status
from repair_projects import messages
from repair_projects.models import ProjectFiling
from repair_projects.progress_stages import STAGES, bar_of
from repair_projects.queries import project_of
from repair_projects.services import LOCKED, find_declaration


@policy(enterprise(System.REPAIR))
@require_safe
def lookup_declaration(request: HttpRequest) -> JsonResponse:
    """Manual 000 §3.1: 平台会验证项目申报编号的有效性，并读取项目申报的项目名称、总投资等信息.

    `?value=<编号>`. `values` are filled in and locked, `proposals` go into fields that are still empty.
    """
    found = find_declaration(actor=request.identity, number=request.GET.get("value", "")[:40])
    fields = dict(found.fields)
    values = {name: fields.pop(name) for name in LOCKED if name in fields}
    return JsonResponse({"found": found.ok, "message": found.message, "values": values, "proposals": fields})


class NewStagePage(NewPage):
    """新增 of 开工审核 or 竣工备案, with the project that a link, the form or its draft names; else one is chosen."""

    def dispatch(self, request, *args, **kwargs):
        self.project = self.named_project()
        return super().dispatch(request, *args, **kwargs)

    def named_project(self) -> ProjectFiling | None:
        number = self.request.POST.get("project_no") or self.request.GET.get("project") or self.number_in_draft()
        number = half_width(number)[:14].upper()
        return project_of(owner=self.request.identity.enterprise, number=number) if number else None

    def number_in_draft(self) -> str:
        if "draft" not in self.request.GET:
            return ""
        draft = drafts.find(identity=self.request.identity, kind=self.kind.kind)
        return (draft.data.get("project_no") or [""])[0] if draft else ""

    def blank(self):
        return self.kind.model(owner=self.request.identity.enterprise, project_id=self.project.pk)

    def get(self, request):
        return super().get(request) if self.project else self.choose("project" in request.GET)

    def post(self, request):
        return super().post(request) if self.project else self.choose(True)

    def choose(self, unknown: bool):
        """The own approved projects: those that can go on, and why the others cannot."""
        stage = STAGES[self.kind.kind]
        own = ProjectFiling.objects.visible_to(self.request.identity).filter(status=Status.APPROVED)
        standings = [(project, stage.standing(project)) for project in own.with_stages().order_by("-pk")]
        context = {
            "open": [project for project, found in standings if found.state == "open"],
            "others": [(project, found) for project, found in standings if found.state != "open"],
            "error": messages.PROJECT_NUMBER_INVALID if unknown else "",
            "crumbs": self.crumbs(("新增", "")),
        }
        return self.page(context, status=422 if unknown else 200, template="repair_projects/choose_project.html")

    def page(self, context: dict, **kwargs):
        bar = {"stages": bar_of(self.project, self.request.identity, self.kind.label)} if self.project else {}
        return super().page(context | bar, **kwargs)
