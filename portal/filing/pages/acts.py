"""The acts of the enterprise: 上报 and 删除. Eight lines of view; everything else is the table's."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, JsonResponse

from portal.filing import snapshots
from portal.filing.idempotency import idempotent
from portal.filing.pages import answers
from portal.filing.pages.base import FilingView, version_in
from portal.filing.pages.frame import Frame
from portal.filing.perform import perform
from portal.filing.signing import signature_from
from portal.filing.workflow import Refused, Stale


class ActPage(FilingView):
    """POST only. A refusal tells every reason, a clash who was first."""

    def action(self, name: str):
        action = self.kind.workflow.get(name)
        if action is None or "owner" not in action.by or name == "save":
            raise Http404("没有这个操作")
        return action

    @idempotent
    def post(self, request, uuid, action):
        filing, action = self.filing(uuid), self.action(action)
        try:
            signature = signature_from(request, filing) if action.signed else None
            done = perform(
                filing, action.name, actor=request.identity, version=version_in(request),
                note=request.POST.get("note", ""), signature=signature,
            )  # fmt: skip
        except Stale as clash:
            return answers.stale(request, clash, back_url=self.kind.url("detail", filing))
        except Refused as refusal:
            return answers.refused(request, filing, action, refusal, back_url=self.back_to(filing))
        return self.after(done, action)

    def back_to(self, filing) -> str:
        return self.kind.url("edit" if filing.editable else "detail", filing)

    def after(self, filing, action):
        if action.removes:
            messages.success(self.request, f"{self.kind.label}“{filing.title}”已删除")
            return HttpResponseRedirect(self.kind.url("list"))
        # The receipt itself says wording.submitted.
        return HttpResponseRedirect(self.kind.url("receipt", filing))


class ConfirmPage(ActPage):
    """The question before an act as a page of its own, for browsers without scripts and for links in lists."""

    http_method_names = ("get", "head", "options")
    template_name = "filing/confirm.html"

    def get(self, request, uuid, action):
        filing, action = self.filing(uuid), self.action(action)
        frame = Frame(kind=self.kind, filing=filing, request=request)
        verdict = frame.verdict(action.name)
        context = {
            "filing": filing,
            "action": action,
            "reasons": frame.reasons(verdict),
            "facts": frame.submit_facts(),
            "act_url": self.kind.url("act", filing, action=action.name),
            "back_url": self.back_to(filing),
            "crumbs": self.crumbs((action.label, "")),
        }
        return self.page(context)


class DigestPage(FilingView):
    """What the certificate is to sign: the digest of the content as saved. GET, because it changes nothing."""

    def get(self, request, uuid):
        filing = self.filing(uuid)
        digest = snapshots.digest_of(snapshots.next_content(filing))
        return JsonResponse({"digest": digest, "version": filing.version})
