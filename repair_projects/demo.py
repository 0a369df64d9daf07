"""The demo's declarations and projects: ten lives of 2021 with their numbers, and this year's work at every stage.

Everything goes through the forms, uploads and acts that people use; only the clock is set back.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from ca_auth.choices import Role, System
from ca_auth.models import Identity
from portal.attachments import services as attachments
from portal.calendar import is_working_day
from portal.filing import clock, numbering
from portal.filing.models import Filing
from portal.filing.perform import open_filing, perform
from portal.filing.snapshots import Signature
from portal.review import services as review
from repair_projects import demo_forms, demo_papers, demo_signing
from repair_projects.filings import DECLARATION, PROJECT

DATA = Path(__file__).with_name("demo_data.json")
Sign = Callable[[Filing, Identity], Signature]
Life = Iterator[datetime]


@transaction.atomic
def load(reviewers: Mapping[str, Identity] | None = None, sign: Sign | None = None) -> None:
    """File everything. `reviewers` by district letters and `sign` default to the demo's staff and soft keys."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    loader = Loader(data, reviewers or district_reviewers(), sign or demo_signing.sign)
    live([*map(loader.history, data["history"]), *map(loader.current, data["current"])])


def district_reviewers() -> dict[str, Identity]:
    found = Identity.objects.filter(system=System.INTERNAL, role=Role.DISTRICT_REVIEWER).select_related("account")
    return {district: identity for identity in found for district in identity.districts}


def working_day(day: date, back: int = 0) -> date:
    """The working day `back` working days before `day`; a day off counts as the working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(back):
        day = working_day(day - timedelta(days=1))
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in office hours; never later than now."""
    return min(timezone.make_aware(datetime.combine(day, time(hour, minute))), timezone.now())


def live(lives: Iterable[Life]) -> None:
    """All lives in the order of time, so that numbers are given in it too: a life yields when its next act is due."""
    waiting = [(moment, number, life) for number, life in enumerate(lives) if (moment := next(life, None))]
    heapify(waiting)
    while waiting:
        moment, number, life = heappop(waiting)
        with clock.set_to(moment):
            following = next(life, None)
        if following:
            heappush(waiting, (following, number, life))


class Loader:
    def __init__(self, data: dict, reviewers: Mapping[str, Identity], sign: Sign):
        self.implementers = {one["uscc"]: one for one in data["implementers"]}
        self.reviewers, self.sign = reviewers, sign
        self.actors = {
            one.enterprise.uscc: one
            for one in Identity.objects.filter(system=System.REPAIR).select_related("enterprise", "account")
        }

    # Ten lives of 2021, with the numbers they had

    def history(self, sample: dict) -> Life:
        filed_on = date.fromisoformat(sample["filed_on"])
        days = {name: date.fromisoformat(day) for name, day in sample.get("declaration_days", {}).items()}
        yield at(days.get("saved") or working_day(filed_on - timedelta(days=11)), 10)
        continue_series(sample.get("declaration_online_no"), digits=5)
        declaration = self.submit(self.declare(sample))
        yield at(days.get("accepted") or working_day(filed_on - timedelta(days=8)), 10)
        declaration = self.act(declaration, "accept")
        yield at(days.get("approved") or working_day(filed_on - timedelta(days=5)), 15)
        continue_series(sample["declaration_no"], digits=4)
        declaration = self.act(declaration, "approve")
        yield from self.history_project(sample, declaration, filed_on)

    def history_project(self, sample: dict, declaration: Filing, filed_on: date) -> Life:
        days = {name: date.fromisoformat(day) for name, day in sample.get("project_days", {}).items()}
        yield at(filed_on, 9, 30)
        continue_series(sample["online_no"], digits=5)
        project = self.project(sample, declaration)
        if sample["stage"] == "saved":
            return
        project = self.submit(project)
        if "return_note" in sample:
            yield at(days.get("returned") or working_day(filed_on + timedelta(days=4)), 11)
            project = self.send_back(project, sample["return_note"], sample.get("remarks", {}))
        if "resubmitted" in days:
            yield at(days["resubmitted"], 14)
            self.upload(project, "maintenance-resolution", "维修资金使用决议（补充）")
            data = demo_forms.project_data(sample, self.implementers, declaration)
            project = self.submit(self.save_again(project, data))
        if sample["stage"] in {"accepted", "approved"}:
            yield at(days.get("accepted") or working_day(filed_on + timedelta(days=3)), 10)
            project = self.act(project, "accept")
        if sample["stage"] == "approved":
            yield at(days.get("approved") or working_day(filed_on + timedelta(days=7)), 15)
            continue_series(sample["project_no"], digits=4)
            self.act(project, "approve")

    # This year

    def current(self, sample: dict) -> Life:
        day = working_day(timezone.localdate(), sample["working_days_ago"])
        declared_on = day if sample["stage"] is None else working_day(day, 10)
        yield at(declared_on, 9, 40)
        declaration = self.declare(sample)
        remarks = sample.get("declaration_remarks", {})
        yield from self.bring_to(declaration, sample["declaration_stage"], declared_on, sample, remarks)
        if sample["stage"] is None:
            return
        yield at(day, 10, 20)
        declaration.refresh_from_db()
        project = self.project(sample, declaration)
        yield from self.bring_to(project, sample["stage"], day, sample, sample.get("remarks", {}))

    def bring_to(self, filing: Filing, stage: str, day: date, sample: dict, remarks: dict) -> Life:
        """The way to the stage, a day or two for each step of the reviewer."""
        if stage == "saved":
            return
        after = [working_day(day + timedelta(days=n)) for n in range(6)]
        yield at(day, 11)
        filing = self.submit(filing)
        if stage in {"accepted", "approved"}:
            yield at(after[2], 9)
            filing = self.act(filing, "accept")
        if stage == "approved":
            yield at(after[5], 16)
            self.act(filing, "approve")
        if stage in {"returned", "resubmitted"}:
            yield at(after[1], 15)
            filing = self.send_back(filing, sample["return_note"], remarks)
        if stage == "resubmitted":
            yield at(after[3], 10)
            self.correct(filing, sample)

    def correct(self, filing: Filing, sample: dict) -> None:
        """What the reviewer asked for: fields changed, a file put in anew, submitted again."""
        data = demo_forms.project_data(sample, self.implementers, filing.declaration) | sample["corrected"]
        self.upload(filing, "title-proof", "产权证明（补全）")
        self.submit(self.save_again(filing, data))

    # Acts

    def declare(self, sample: dict) -> Filing:
        return self.save_new(DECLARATION, demo_forms.declaration_data(sample, self.implementers), sample["owner"])

    def project(self, sample: dict, declaration: Filing) -> Filing:
        data = demo_forms.project_data(sample, self.implementers, declaration)
        return self.save_new(PROJECT, data, sample["owner"])

    def save_new(self, kind, data: dict, uscc: str) -> Filing:
        actor = self.actors[uscc]
        filing = open_filing(kind, actor=actor, change=_form(kind, data, actor=actor))
        for slot in attachments.missing(filing, kind.slots):
            self.upload(filing, slot.name, slot.label)
        return filing

    def save_again(self, filing: Filing, data: dict) -> Filing:
        actor = self.actors[filing.owner.uscc]
        rows = demo_forms.stored_rows(filing)
        form = _form(filing.type, data | rows, actor=actor, instance=filing.type.model.objects.get(pk=filing.pk))
        return perform(filing, "save", actor=actor, version=filing.version, change=form)

    def submit(self, filing: Filing) -> Filing:
        actor = self.actors[filing.owner.uscc]
        filing = filing.type.model.objects.select_related("owner").get(pk=filing.pk)
        signature = self.sign(filing, actor)
        return perform(filing, "submit", actor=actor, version=filing.version, signature=signature)

    def act(self, filing: Filing, name: str, note: str = "") -> Filing:
        reviewer = self.reviewers[filing.district]
        return perform(filing, name, actor=reviewer, version=filing.version, note=note)

    def send_back(self, filing: Filing, note: str, remarks: dict[str, str]) -> Filing:
        for target, text in remarks.items():
            review.write_remark(
                filing=filing, submission=filing.submission_count, target=target, text=text,
                actor=self.reviewers[filing.district],
            )  # fmt: skip
        return self.act(filing, "return", note)

    def upload(self, filing: Filing, slot: str, label: str) -> None:
        place, actor = filing.type.slot(slot), self.actors[filing.owner.uscc]
        if slot in demo_forms.AS_PDF:
            name, content, kind = f"{label}.pdf", demo_papers.document(label), "application/pdf"
        else:
            content = demo_papers.picture(label, [filing.title, filing.owner.name, f"{clock.today():%Y年%m月%d日}"])
            name, kind = f"{label}.jpg", "image/jpeg"
        file = SimpleUploadedFile(name, content, content_type=kind)
        attachments.store_upload(filing=filing, draft=None, slot=place, upload=file, actor=actor)


def _form(kind, data: dict, *, actor: Identity, instance=None):
    post = QueryDict(mutable=True)
    for name, value in data.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    form = kind.form_class(post, instance=instance or kind.model(), kind=kind, actor=actor)
    if not form.is_valid():
        raise ValueError(f"演示数据不合规则：{data.get('project_name')} {form.errors.as_text()}")
    return form


def continue_series(number: str | None, *, digits: int) -> None:
    """The next number given under the prefix is the one that the record had."""
    if number:
        numbering.raise_to(number[:-digits], int(number[-digits:]) - 1)
