"""新增: which project, which kind. Kinds that are not open yet are listed with the reason."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ca_auth.access import enterprise, policy
from ca_auth.choices import System
from contracts import gates, progress, services
from contracts.choices import ContractKind
from contracts.filings import TYPES
from contracts.models import ContractFiling
from portal.filing.workflow import ask
from repair_projects.models import ProjectFiling
from repair_projects.queries import approved_projects


def project_of(identity, text: str) -> ProjectFiling:
    """The identity's project by the uuid in an address; anything else is a 404."""
    try:
        return services.project_of(identity, text)
    except ProjectFiling.DoesNotExist as error:
        raise Http404("没有找到该项目") from error


def kind_options(project: ProjectFiling) -> list[dict]:
    """The four kinds in the manual's order; `closed` says why one cannot be added now."""
    options = []
    for kind in ContractKind:
        contract = ContractFiling(project=project, contract_kind=kind)
        closed = "".join(one.text for one in ask((gates.no_completion, gates.general_contract_exists), contract))
        options.append({"value": kind.value, "label": kind.label, "closed": closed})
    return options


@policy(enterprise(System.REPAIR))
@require_safe
def choose_kind(request: HttpRequest) -> HttpResponse:
    """Manual 000 §3.2: 弹出一个新增合同信息报送的对话框，选择合同类别…点击“确定”按钮."""
    given = request.GET.get("project", "")
    if not given:
        return render(request, "contracts/choose_project.html", _page(projects=_projects(request.identity)))
    project = project_of(request.identity, given)
    closed = list(ask((gates.project_approved,), ContractFiling(project=project)))
    if closed:
        return render(request, "contracts/closed.html", _page(reasons=closed, list_url=project.type.url("list")))
    options = kind_options(project)
    chosen = next((one for one in options if one["value"] == request.GET.get("contract_kind")), None)
    if chosen and not chosen["closed"]:
        url = TYPES[ContractKind(chosen["value"])].url("new")
        return HttpResponseRedirect(f"{url}?project={project.uuid}")
    context = _page(project=project, kinds=options, chosen=chosen, list_url=progress.list_url(project))
    return render(request, "contracts/choose_kind.html", context)


def _projects(identity):
    own = approved_projects().visible_to(identity).order_by("-pk")
    return own.values_list("uuid", "official_no", "project_name")


def _page(**context) -> dict:
    crumbs = [("首页", "/desk/"), ("合同信息报送", reverse("contracts:list")), ("新增", "")]
    return {"crumbs": crumbs, "list_url": reverse("contracts:list")} | context
