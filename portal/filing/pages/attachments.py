"""Files of a filing: saved at once, one slot at a time; the answer to a script is the slot drawn anew."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from portal.attachments import services as attachments
from portal.attachments.errors import UploadRefused
from portal.attachments.upload_handler import received
from portal.attachments.views import attachment_response
from portal.filing import audit, drafts
from portal.filing.pages.base import FilingView
from portal.filing.pages.frame import Frame


class SlotPage(FilingView):
    """Shared look-up. Without a uuid the files hang on the draft of a form that was never saved."""

    def place(self, uuid, slot_name: str):
        filing = self.filing(uuid) if uuid else None
        slot = self.kind.slot(slot_name)
        if slot is None:
            raise Http404("没有这个附件栏目")
        return filing, slot

    def files(self, filing) -> dict[str, list]:
        return attachments.held(filing=filing, identity=self.request.identity, kind=self.kind.kind)

    def file(self, filing, slot, uuid):
        found = next((one for one in self.files(filing).get(slot.name, ()) if one.uuid == uuid), None)
        if found is None:
            raise Http404("没有找到该附件")
        return found

    def answer(self, filing, slot, *, error: str = "", status: int = 200):
        if not self.request.headers.get("X-Requested-With"):
            if error:
                messages.error(self.request, error)
            page = self.kind.url("edit", filing) if filing is not None else self.kind.url("new")
            return HttpResponseRedirect(f"{page}#slot-{slot.name}")
        frame = Frame(kind=self.kind, filing=filing, request=self.request)
        context = frame.slot(slot, self.files(filing).get(slot.name, []), editable=True, error=error)
        return render(self.request, "components/attachment_slot.html", {"slot": context}, status=status)


class UploadPage(SlotPage):
    def post(self, request, slot, uuid=None):
        filing, slot = self.place(uuid, slot)
        if filing is not None and not filing.editable:
            return self.answer(filing, slot, error="该记录已上报，附件不能再修改", status=409)
        try:
            attachments.store_upload(
                filing=filing, draft=None if filing is not None else self.draft(), slot=slot,
                upload=received(request), actor=request.identity,
            )  # fmt: skip
        except UploadRefused as refusal:
            return self.answer(filing, slot, error=str(refusal), status=refusal.status)
        return self.answer(filing, slot)

    def draft(self):
        return drafts.holder(identity=self.request.identity, kind=self.kind.kind)


class FilePage(SlotPage):
    """Download; `?inline=1` previews what may be shown in the browser."""

    def get(self, request, slot, file, uuid=None):
        filing, slot = self.place(uuid, slot)
        found = self.file(filing, slot, file)
        audit.record_portal(actor=request.identity, action="download", filing=filing, facts={"file": str(found.uuid)})
        return attachment_response(found, inline="inline" in request.GET)


class RemoveFilePage(SlotPage):
    def post(self, request, slot, file, uuid=None):
        filing, slot = self.place(uuid, slot)
        if filing is not None and not filing.editable:
            return self.answer(filing, slot, error="该记录已上报，附件不能再修改", status=409)
        try:
            attachments.remove(attachment=self.file(filing, slot, file), actor=request.identity)
        except UploadRefused as refusal:
            return self.answer(filing, slot, error=str(refusal), status=409)
        return self.answer(filing, slot)
