"""新增 and 修改: one page. A save that fails keeps everything that was typed; files are already on the server."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse

from portal.attachments import services as attachments
from portal.filing import drafts
from portal.filing.idempotency import idempotent
from portal.filing.pages import answers
from portal.filing.pages.base import FilingView, version_in
from portal.filing.pages.frame import EditFrame
from portal.filing.perform import open_filing, perform
from portal.filing.workflow import Refused, Stale, ask


class FormPage(FilingView):
    template_name = "filing/form.html"

    def blank(self):
        """What 新增 starts from."""
        return self.kind.model(owner=self.request.identity.enterprise)

    def form(self, filing, data=None):
        instance = filing if filing is not None else self.blank()
        initial = self.prefilled() if filing is None and data is None else None
        return self.kind.form_class(
            data, instance=instance, initial=initial, kind=self.kind, actor=self.request.identity
        )

    def prefilled(self) -> dict[str, str]:
        """What a link may hand over to a new form: the declaration's number, the project of a contract."""
        return {name: self.request.GET[name][:50] for name in self.kind.prefill if name in self.request.GET}

    def show(self, form, filing, *, status: int = 200, draft=None, restored: bool = False):
        frame = EditFrame(kind=self.kind, filing=filing, form=form, request=self.request)
        context = frame.context() | {
            "draft": draft,
            "restored": restored,
            "crumbs": self.crumbs((str(filing or "新增"), "")),
        }
        return self.page(context, status=status)

    def offer(self, filing):
        """The page as opened: with the draft in it when the user asked for it, else with an offer to restore it."""
        draft = drafts.find(identity=self.request.identity, kind=self.kind.kind, filing=filing)
        if draft and "draft" in self.request.GET:
            form = self.form(filing, drafts.as_post(draft))
            form.show_only()
            return self.show(form, filing, restored=True, draft=draft)
        return self.show(self.form(filing), filing, draft=draft)


class NewPage(FormPage):
    """Manual 000 §3.1: 点击“新增”按钮，进入…页面，可以完成项目的保存、上报、打印操作."""

    def get(self, request):
        closed = list(ask(self.kind.enter_gates, self.blank()))
        if closed and not any(unmet.field for unmet in closed):
            return self.page({"reasons": closed, "crumbs": self.crumbs(("新增", ""))}, template="filing/closed.html")
        return self.offer(None)

    @idempotent
    def post(self, request):
        form = self.form(None, request.POST)
        if form.is_valid():
            try:
                filing = open_filing(self.kind, actor=request.identity, change=form)
            except Refused as refusal:
                for unmet in refusal.unmet:
                    form.add_unmet(unmet)
            else:
                attachments.adopt(filing=filing, identity=request.identity, kind=self.kind.kind)
                drafts.drop(identity=request.identity, kind=self.kind.kind)
                messages.success(request, self.kind.wording.created)
                return HttpResponseRedirect(self.kind.url("edit", filing))
        return self.show(form, None, status=422)


class EditPage(FormPage):
    """Manual 000 §3.1: 对已经新增成功的…在上报前可以对其再修改."""

    def get(self, request, uuid):
        filing = self.filing(uuid)
        if not filing.editable:
            return HttpResponseRedirect(self.kind.url("detail", filing))
        return self.offer(filing)

    @idempotent
    def post(self, request, uuid):
        filing = self.filing(uuid)
        form = self.form(self.filing(uuid), request.POST)
        if not filing.editable:
            return self.not_editable(filing)
        valid = form.is_valid()
        if version_in(request) != filing.version:  # before errors are shown: their page carries the new version
            return self.clash(form, Stale(filing))
        if not valid:
            return self.show(form, filing, status=422)
        try:
            perform(filing, "save", actor=request.identity, version=version_in(request), change=form)
        except Stale as clash:
            return self.clash(form, clash)
        except Refused as refusal:
            for unmet in refusal.unmet:
                form.add_unmet(unmet)
            return self.show(form, filing, status=422)
        drafts.drop(identity=request.identity, kind=self.kind.kind, filing=filing)
        messages.success(request, self.kind.wording.updated)
        return HttpResponseRedirect(self.kind.url("edit", filing))

    def not_editable(self, filing):
        action = self.kind.workflow["save"]
        verdict = self.kind.workflow.judge(filing, action, self.request.identity)
        return answers.refused(
            self.request, filing, action, Refused(*verdict.unmet), back_url=self.kind.url("detail", filing)
        )

    def clash(self, form, clash: Stale):
        """What was typed stays: as a draft of the new version, and beside what is stored now."""
        if clash.current.editable:
            drafts.keep(
                identity=self.request.identity, kind=self.kind.kind, filing=clash.current,
                version=clash.current.version, data=self.request.POST,
            )  # fmt: skip
        typed = EditFrame(kind=self.kind, filing=clash.current, form=form, request=self.request).differences()
        back = self.kind.url("edit" if clash.current.editable else "detail", clash.current)
        return answers.stale(self.request, clash, back_url=back, typed=typed)


class DraftPage(FilingView):
    """Keeps the raw form data every 30 s; answers with the time. Never a filing: no number, no state."""

    def post(self, request, uuid=None):
        filing = self.filing(uuid) if uuid else None
        if filing is not None and not filing.editable:
            return JsonResponse({"error": "该记录已上报，不能再暂存"}, status=409)
        if filing is not None and version_in(request) != filing.version:
            return JsonResponse({"error": "该记录已被更新，请刷新页面"}, status=409)
        if sum(len(v) for _, values in request.POST.lists() for v in values) > drafts.MOST_BYTES:
            return JsonResponse({"error": "内容过长，未能暂存"}, status=413)
        draft = drafts.keep(
            identity=request.identity, kind=self.kind.kind, filing=filing,
            version=version_in(request) if filing is not None else 0, data=request.POST,
        )  # fmt: skip
        return JsonResponse({"saved_at": draft.saved_at.isoformat()})


class DropDraftPage(FilingView):
    def post(self, request, uuid=None):
        filing = self.filing(uuid) if uuid else None
        drafts.drop(identity=request.identity, kind=self.kind.kind, filing=filing)
        return HttpResponseRedirect(self.kind.url("edit", filing) if filing is not None else self.kind.url("new"))
