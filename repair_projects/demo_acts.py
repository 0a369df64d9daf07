"""How the demo's data come about, for every app that files: lives in the order of time, and acts as people do them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush

from django.core.files.uploadedfile import SimpleUploadedFile
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
from repair_projects import demo_forms, demo_papers

Sign = Callable[[Filing, Identity], Signature]
Life = Iterator[datetime]


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


class Acts:
    """Saves, uploads, signs and decides as people do. `reviewers` by district letters."""

    def __init__(self, reviewers: Mapping[str, Identity], sign: Sign):
        self.reviewers, self.sign = reviewers, sign
        self.actors = {
            one.enterprise.uscc: one
            for one in Identity.objects.filter(system=System.REPAIR).select_related("enterprise", "account")
        }

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
