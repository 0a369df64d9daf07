"""The desk: what needs the user now, and where each project stands."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ca_auth.access import policy, signed_in
from portal.desk import todo_of
from portal.filing.matrix import matrix_of
from portal.notices import services as notices


@policy(signed_in)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    identity = request.identity
    if identity.enterprise_id is None:
        return HttpResponseRedirect(reverse("review:inbox"))
    certificate = identity.account.certificates.filter(status="active").order_by("-last_used").first()
    context = {
        "todo": todo_of(identity),
        "matrix": matrix_of(identity),
        "notices": notices.for_identity(identity)[:5],
        "certificate": certificate,
        "certificate_days": max(0, (certificate.not_after - timezone.now()).days) if certificate else None,
        "now": timezone.localtime(),
        "identity": identity,
    }
    return render(request, "desk/desk.html", context)
