"""What differs from the pages that every filing has."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ca_auth.access import enterprise, policy
from ca_auth.choices import System
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
