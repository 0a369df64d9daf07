"""What stands around the content of a filing: stages, remarks, history, progress, attachments, actions."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from portal.attachments import services as attachments
from portal.attachments.views import PREVIEWED
from portal.filing import snapshots
from portal.filing.compare import FieldChange, compare
from portal.filing.gates import printable
from portal.filing.models import Remark
from portal.filing.pages.answers import anchor
from portal.filing.registry import FilingType
from portal.filing.states import OWNER, Status, next_step
from portal.filing.timeline import timeline_of
from portal.filing.workflow import Unmet, Verdict
from portal.ui import errors


@dataclass
class Frame:
    kind: FilingType
    filing: Any
    request: Any

    def context(self) -> dict:
        filing = self.filing
        return {
            "filing": filing,
            "stages": self.kind.stages(filing, self.request.identity) if self.kind.stages else [],
            "events": timeline_of(filing) if filing is not None else [],
            "next_step": next_step(filing.status, OWNER) if filing is not None else "",
            "remarks": self.remarks,
            "return_lines": self.return_lines(),
            "return_note": self.return_note(),
            "slots": self.slots(),
            "save_verdict": self.verdict("save"),
            "submit_verdict": self.verdict("submit"),
            "delete_verdict": self.verdict("delete"),
            "submit_reasons": self.reasons(self.verdict("submit")),
            "submit_facts": self.submit_facts(),
            "agent_urls": settings.AGENT_URLS,
            "sign_holder": self.request.identity.organisation,
            "actions": self.actions(),
            "readonly_reason": self.readonly_reason(),
            **self.addresses(),
        }

    def addresses(self) -> dict[str, str]:
        kind, filing = self.kind, self.filing
        if filing is None:
            return {"draft_url": kind.url("new-draft"), "drop_url": kind.url("new-draft-drop")}
        return {
            "draft_url": kind.url("draft", filing),
            "drop_url": kind.url("draft-drop", filing),
            "submit_url": kind.url("act", filing, action="submit"),
            "digest_url": kind.url("digest", filing),
            "print_url": kind.url("print", filing),
            "detail_url": kind.url("detail", filing),
        }

    def actions(self) -> list[dict]:
        """返回 打印 保存 上报, named and ordered as in manual 000; closed ones stay in sight with their reasons."""
        if self.filing.editable:
            change = {"label": "修改", "icon": "pencil-square", "style": "primary"}
            return [self._print(), change | {"url": self.kind.url("edit", self.filing)}]
        return [self._print(), self._save(), self._submit()]

    def readonly_reason(self) -> str:
        return "" if self.filing is None or self.filing.editable else f"{self.filing.get_status_display()}，不能再修改"

    def _print(self) -> dict:
        action = {"label": "打印", "icon": "printer", "style": "outline"}
        if self.filing is None:
            return action | {"closed": [{"text": "保存后才能打印", "repair_url": ""}]}
        if reasons := [self.reason(unmet) for unmet in printable(self.filing)]:
            return action | {"closed": reasons}
        return action | {"url": self.kind.url("print", self.filing)}

    def _save(self) -> dict:
        action = {"label": "保存", "icon": "floppy", "style": "pri-out", "form": "filing"}
        if self.filing is None or self.filing.editable:
            return action
        return action | {"closed": self.reasons(self.verdict("save"))}

    def _submit(self) -> dict:
        action = {"label": "上报", "icon": "send", "style": "primary"}
        if self.filing is None:
            return action | {"closed": [{"text": "请先保存，未保存的项目不能上报", "repair_url": ""}]}
        if not self.filing.editable:
            return action | {"closed": self.reasons(self.verdict("submit"))}
        return action | {"dialog": "submit-dialog"}

    def verdict(self, name: str) -> Verdict | None:
        """Judged once: the rules of 上报 read the whole content. A save will bring a content of its own."""
        if self.filing is None or self.kind.workflow.get(name) is None:
            return None
        known = self.__dict__.setdefault("_verdicts", {})
        if name not in known:
            known[name] = self.kind.workflow.judge(
                self.filing, self.kind.workflow[name], self.request.identity, changing=name == "save"
            )
        return known[name]

    def reasons(self, verdict: Verdict | None) -> list[dict]:
        return [self.reason(unmet) for unmet in verdict.unmet] if verdict else []

    @staticmethod
    def reason(unmet: Unmet) -> dict:
        return {
            "text": unmet.text,
            "repair_url": unmet.repair_url or (f"#{anchor(unmet.field)}" if unmet.field else ""),
        }

    @property
    def remarks(self) -> dict[str, dict]:
        """What the reviewer wrote, by the place where it belongs now, while the filing is being corrected."""
        if self.filing is None or self.filing.status != Status.RETURNED:
            return {}
        if "_remarks" not in self.__dict__:
            sent = Remark.objects.filter(
                filing_id=self.filing.pk, submission=self.filing.submission_count, sent_at__isnull=False
            )
            now = self._changes_since_return()
            self._remarks = {
                now[one.target].name if one.target in now else one.target: {
                    "text": one.text, "label": one.label, "fixed": one.target in now and now[one.target].changed,
                }
                for one in sent
            }  # fmt: skip
        return self._remarks

    def _changes_since_return(self) -> dict[str, FieldChange]:
        """What became of every place of the content that was returned."""
        last = self.filing.snapshots.order_by("-number").first()
        if last is None:
            return {}
        sections = compare(last.content, snapshots.content_of(self.filing))
        return {change.was: change for section in sections for change in section.fields if change.was}

    def return_lines(self) -> list[dict]:
        return [
            {"label": one["label"], "text": one["text"], "target": anchor(target), "fixed": one["fixed"]}
            for target, one in self.remarks.items()
        ]

    def return_note(self) -> str:
        if self.filing is None or self.filing.status != Status.RETURNED:
            return ""
        event = self.filing.events.filter(action="return").order_by("-id").first()
        return event.note if event else ""

    def slots(self) -> list[dict]:
        if "_slots" in self.__dict__:
            return self._slots
        editable = self.filing is None or self.filing.editable
        held = attachments.held(filing=self.filing, identity=self.request.identity, kind=self.kind.kind)
        self._slots = [self.slot(slot, held.get(slot.name, []), editable=editable) for slot in self.kind.slots]
        return self._slots

    def slot(self, slot, files: list, *, editable: bool, error: str = "") -> dict:
        """The context of components/attachment_slot.html."""
        where = self.filing
        return {
            "key": slot.name,
            "label": slot.label,
            "required": slot.is_required(where) if where is not None else slot.required is True,
            "hint": " ".join(part for part in (slot.condition_text, slot.hint) if part),
            "accept": ",".join(slot.extensions),
            "max_bytes": slot.max_bytes,
            "max_files": slot.max_files,
            "upload_url": self.kind.url(
                "attachment" if where is not None else "new-attachment", where, slot=slot.name
            ),
            "readonly": not editable,
            "error": error,
            "remark": self.remarks.get(f"attachment:{slot.name}"),
            "files": [self.file(slot, file) for file in files],
        }

    def file(self, slot, file) -> dict:
        where, page = self.filing, "file" if self.filing is not None else "new-file"
        return {
            "name": file.original_name,
            "size": file.size,
            "uploaded_at": file.uploaded_at,
            "url": (address := self.kind.url(page, where, slot=slot.name, file=file.uuid)),
            "preview_url": f"{address}?inline=1" if file.content_type in PREVIEWED else "",
            "delete_url": self.kind.url(f"{page}-remove", where, slot=slot.name, file=file.uuid),
        }

    def submit_facts(self) -> list[tuple[str, str]]:
        if self.filing is None:
            return []
        own = self.kind.submit_facts(self.filing) if self.kind.submit_facts else []
        return [("名称", self.filing.title), ("网上申请编号", self.filing.online_application_no), *own]


@dataclass
class EditFrame(Frame):
    form: Any = None

    def context(self) -> dict:
        for formset in self.form.tables:
            rows = (target.rpartition(":") for target in self.remarks if target.startswith(f"{formset.prefix}:"))
            formset.remarks = {int(n): self.remarks[f"{table}:{n}"] for table, _, n in rows if n.isdecimal()}
        return super().context() | {
            "form": self.form,
            "read_tables": [
                snapshots.table_of(self.form.instance, table) for table in self.kind.tables if not table.formset
            ],
            "parts": self.parts(),
            "dirty": self.form.is_bound,
            "warnings": self.warnings(),
            "error_lines": errors.collect(self.form, *self.form.tables) if self.form.is_bound else [],
        }

    def actions(self) -> list[dict]:
        return [self._print(), self._save(), self._submit()]

    def warnings(self) -> list[Unmet]:
        verdict = self.verdict("submit")
        return self.form.warnings or list(verdict.warnings if verdict else ())

    def parts(self) -> list[dict]:
        """The completion list: for each section the number of things that still keep 上报 closed."""
        verdict = self.verdict("submit")
        open_fields = [unmet.field for unmet in (verdict.unmet if verdict else ())]
        errors = list(self.form.errors) if self.form.is_bound else []
        unfilled = open_fields + errors + ([] if self.filing is not None else self._empty_required())
        parts = [
            {"id": s.id, "label": s.title, "missing": len({c.name for c in s.cells} & set(unfilled))}
            for s in self.kind.sections
        ]
        parts += [
            {"id": t.name, "label": t.title, "missing": sum(1 for name in unfilled if name == t.name)}
            for t in self.kind.tables
            if t.formset
        ]
        return [*parts, {"id": "attachments", "label": "附件材料", "missing": self._missing_files()}]

    def _empty_required(self) -> list[str]:
        return [name for name, field in self.form.fields.items() if field.required and not self.form[name].value()]

    def _missing_files(self) -> int:
        return sum(1 for slot in self.slots() if slot["required"] and not slot["files"])

    def differences(self) -> list[dict]:
        """What was typed against what is stored now, for the clash page."""
        current = self.kind.model._base_manager.get(pk=self.filing.pk)
        typed = self.form.instance
        return [
            {"label": self.form.fields[name].label, "stored": stored, "typed": mine}
            for name in self.form.fields
            if (stored := snapshots.display(current, name)) != (mine := snapshots.display(typed, name))
        ]
