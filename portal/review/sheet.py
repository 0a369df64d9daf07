"""The review page as data: this submission beside the one before, what was said of it, what can be done with it."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from ca_auth.choices import Role
from portal.attachments.models import Attachment
from portal.filing import clock, verification
from portal.filing.compare import compare
from portal.filing.models import CannedReason, Event, Remark
from portal.filing.states import REVIEWER, next_step
from portal.filing.timeline import timeline_of
from portal.review import services
from portal.review.rows import STAGES, deadline_of, holder_of


@dataclass(frozen=True)
class Line:
    """One compared row. `key` names its elements on the page; `last` is what was said of it last time."""

    target: str
    key: str
    label: str
    old: str
    new: str
    changed: bool
    last: str = ""
    draft: Remark | None = None
    secret: bool = False
    gone: bool = False


@dataclass(frozen=True)
class File:
    name: str
    size: int
    uuid: str
    url: str
    is_picture: bool
    as_submitted: bool


@dataclass(frozen=True)
class Slot:
    """The files of one slot, now and last time."""

    name: str
    line: Line
    files: list[File]
    before: list[File]
    verdicts: list
    mine: object = None

    @property
    def replaced(self) -> bool:
        return bool(self.before) and self.line.changed


def key_of(target: str) -> str:
    return target.replace(":", "-")


@dataclass
class Sheet:
    """Everything the page shows of one filing to one reviewer. `filing` is the row of the child table."""

    filing: object
    identity: object

    @cached_property
    def snapshots(self) -> list:
        return list(self.filing.snapshots.order_by("-number")[:2])

    @property
    def new(self):
        return self.snapshots[0]

    @property
    def old(self):
        return self.snapshots[1] if len(self.snapshots) > 1 else None

    @cached_property
    def content(self) -> dict:
        return self.new.content

    @cached_property
    def remarks(self) -> dict[int, dict[str, Remark]]:
        """Remarks of the last two submissions by submission and target."""
        found: dict[int, dict[str, Remark]] = {}
        for remark in self.filing.review_remarks.select_related("author__account"):
            found.setdefault(remark.submission, {})[remark.target] = remark
        return found

    @property
    def drafts(self) -> list[Line]:
        return [line for section in self.sections for line in section["lines"] if line.draft]

    @cached_property
    def compared(self) -> list:
        return compare(self.old.content if self.old else None, self.content)

    @cached_property
    def sections(self) -> list[dict]:
        """Sections, tables and last the attachments, each with its lines."""
        secrets = {f["name"] for s in self.content["sections"] for f in s["fields"] if f.get("kind") == "secret"}
        return [
            {
                "id": section.id, "title": section.title, "changes": section.changes,
                "lines": [self._line(change, secret=change.name in secrets) for change in section.fields],
            }
            for section in self.compared
        ]  # fmt: skip

    def _line(self, change, *, secret: bool = False) -> Line:
        def with_unit(text: str) -> str:
            return f"{text} {change.unit}" if text and change.unit else text

        last = self.remarks.get(self.old.number, {}).get(change.was) if self.old else None
        return Line(
            target=change.name, key=key_of(change.name), label=change.label, old=with_unit(change.old),
            new=with_unit(change.new), changed=change.changed, last=last.text if last else "",
            draft=self.remarks.get(self.filing.submission_count, {}).get(change.name), secret=secret,
            gone=change.gone,
        )  # fmt: skip

    def line(self, target: str) -> Line | None:
        return next((line for section in self.sections for line in section["lines"] if line.target == target), None)

    @cached_property
    def slots(self) -> list[Slot]:
        """Every declared slot, empty ones too, so that a missing file can be remarked on."""
        known = {line.target: line for line in self.sections[-1]["lines"]}
        return [self._slot(slot, known.get(f"attachment:{slot.name}")) for slot in self.filing.type.slots]

    def _slot(self, slot, line: Line | None) -> Slot:
        target = f"attachment:{slot.name}"
        draft = self.remarks.get(self.filing.submission_count, {}).get(target)
        verdicts = [one for one in self.verdicts if one.slot == slot.name]
        return Slot(
            name=slot.name,
            line=line or Line(target, key_of(target), slot.label, "", "", changed=False, draft=draft),
            files=self._files(self.content, slot.name),
            before=self._files(self.old.content, slot.name) if self.old else [],
            verdicts=[one for one in verdicts if one.stage != self.filing.status],
            mine=next((one for one in verdicts if one.stage == self.filing.status), None),
        )

    @cached_property
    def verdicts(self) -> list:
        return list(
            self.filing.attachment_verdicts.filter(submission=self.filing.submission_count).select_related(
                "author__account"
            )
        )

    @cached_property
    def stored(self) -> dict[str, Attachment]:
        return {str(one.uuid): one for one in Attachment.objects.filter(filing_id=self.filing.pk)}

    def _files(self, content: dict, slot: str) -> list[File]:
        return [self._file(entry) for entry in content["attachments"] if entry["slot"] == slot]

    def _file(self, entry: dict) -> File:
        row = self.stored.get(entry["uuid"])
        return File(
            name=entry["name"], size=entry["size"], uuid=entry["uuid"],
            url=reverse("review:file", kwargs={"uuid": self.filing.uuid, "file": entry["uuid"]}),
            is_picture=bool(row and row.content_type.startswith("image/")),
            as_submitted=bool(row and row.sha256 == entry["sha256"]),
        )  # fmt: skip

    @property
    def decisions(self) -> list[dict]:
        """Acts that the state allows this reviewer; what else stands in the way is said at each."""
        return [
            {
                "name": verdict.action.name, "label": verdict.action.label, "help": verdict.action.hint,
                "needs_note": verdict.action.note_required and not self.drafts,
                "with_remarks": verdict.action.note_required, "closed": verdict.unmet, "warnings": verdict.warnings,
            }
            for verdict in self.filing.workflow.offered_to(self.identity, self.filing)
            if self.filing.status in verdict.action.sources
        ]  # fmt: skip

    @property
    def signature_faults(self) -> list[str]:
        submitted = Event.objects.filter(filing_id=self.filing.pk, action="submit").order_by("-id").first()
        return list(verification.faults_of(self.new, submitted.facts.get("sha256") if submitted else None))

    def context(self) -> dict:
        filing, identity = self.filing, self.identity
        is_reviewer = REVIEWER in filing.roles_of(identity)
        return {
            "filing": filing,
            "kind": filing.type,
            "sheet": self,
            "submission": filing.submission_count,
            "old_title": f"第 {self.old.number} 次上报" if self.old else "",
            "new_title": f"第 {self.new.number} 次上报（本次）" if self.old else "上报内容",
            "can_remark": services.may_remark(filing, identity),
            "can_judge": services.may_judge(filing, identity),
            "can_claim": is_reviewer and filing.status in STAGES,
            "stage_label": STAGES.get(filing.status, ""),
            "stage_labels": STAGES,
            "holder": holder_of(filing, identity),
            "deadline": deadline_of(filing, clock.today()),
            "next_step": next_step(filing.status, REVIEWER),
            "is_onlooker": identity.role == Role.MUNICIPAL_REVIEWER and not is_reviewer,
            "events": timeline_of(filing, side=REVIEWER),
            "canned": [{"code": one.pk, "text": one.text} for one in CannedReason.objects.filter(is_active=True)],
        }
