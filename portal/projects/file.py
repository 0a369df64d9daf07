"""The project file 一项目一档: everything that was filed about one project, as far as the reader may see it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Q

from portal.attachments.models import Attachment
from portal.filing.models import Filing
from portal.filing.states import Status
from portal.filing.timeline import Entry, timeline_of_many
from portal.projects.registry import Amount, Budget, Contribution, Party, Person, ProjectRegister, registry
from portal.projects.sides import Side

EVENTS_AT_FIRST = 30
_WAITS = {
    Status.SAVED: "尚未上报",
    Status.RETURNED: "已退回修改，修改后重新上报",
    Status.SUBMITTED: "已上报，等待受理",
    Status.ACCEPTED: "已受理，等待审核",
}


@dataclass(frozen=True)
class Obstacle:
    text: str
    repair_url: str = ""


@dataclass(frozen=True)
class Spent:
    """How much of a budget the amounts take: `percent` with one place, above 100 when they exceed it."""

    budget: Budget
    used: Decimal

    @property
    def percent(self) -> Decimal:
        return (self.used / self.budget.amount * 100).quantize(Decimal("0.1")) if self.budget.amount else Decimal(0)

    @property
    def exceeds(self) -> bool:
        return self.used > self.budget.amount

    @property
    def bar(self) -> str:
        """For the bar, which ends at 100."""
        return f"{min(self.percent, Decimal(100)):.1f}"


@dataclass(frozen=True)
class Part:
    """One filing of the project with the addresses that this reader may open."""

    step: str
    filing: Filing
    url: str
    print_url: str


@dataclass
class ProjectFile:
    """Built for one reader; each property costs a fixed number of queries, however much was filed."""

    project: object
    identity: object
    side: Side
    register: ProjectRegister
    contributions: list[Contribution]

    @cached_property
    def parts(self) -> list[Part]:
        """Every filing the reader may see, in the order of the steps, oldest first."""
        step_of = {
            pk: one.step
            for one in self.contributions
            for pk in one.filings().filter(**{one.to_project: self.project.pk}).values_list("pk", flat=True)
        }
        found = Filing.objects.visible_to(self.identity).filter(pk__in=step_of).select_related("owner")
        order = {one.step: place for place, one in enumerate(self.contributions)}
        filings = sorted(found, key=lambda filing: (order[step_of[filing.pk]], filing.pk))
        return [self._part(step_of[filing.pk], filing) for filing in filings]

    def _part(self, step: str, filing: Filing) -> Part:
        printed = self.side.print_url(filing) if filing.submission_count else ""
        return Part(step, filing, self.side.filing_url(filing), printed)

    @cached_property
    def stages(self) -> list[dict]:
        """The stage bar. A reviewer's tells nothing of what was not submitted."""
        if self.side.is_owner:
            return self.register.stages(self.project, self.identity)
        parts = {one.step: one for one in self.contributions}
        return [self._submitted_stage(step, parts.get(step)) for step in self.register.steps]

    def _submitted_stage(self, step: str, contribution: Contribution | None) -> dict:
        filings = [one.filing for one in self.parts if one.step == step]
        approved = sum(one.status == Status.APPROVED for one in filings)
        if not filings:
            return {"label": step, "state": "locked", "hint": "尚未上报"}
        hint = filings[0].get_status_display() if len(filings) == 1 else f"{len(filings)}份，{approved}份已审核"
        if any(one.status == Status.RETURNED for one in filings):
            return {"label": step, "state": "returned", "hint": hint}
        done = approved == len(filings) and not any(contribution.obstacles(self.project))
        return {"label": step, "state": "done" if done else "now", "hint": hint}

    @property
    def next_stage(self) -> dict | None:
        return next((stage for stage in self.stages if stage["state"] != "done"), None)

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What has to happen before the next step opens: filings on their way, and what is missing altogether."""
        under_way = [
            Obstacle(f"{one.filing.type.label}“{one.filing.title}”{_WAITS[Status(one.filing.status)]}", one.url)
            for one in self.parts
            if one.filing.status in _WAITS
        ]
        missing = [
            Obstacle(unmet.text, unmet.repair_url if self.side.is_owner else "")
            for one in self.contributions
            for unmet in one.obstacles(self.project)
        ]
        return under_way + missing

    @cached_property
    def parties(self) -> list[Party]:
        return [party for one in self.contributions for party in one.parties(self.project)]

    @cached_property
    def people(self) -> list[Person]:
        return [person for one in self.contributions for person in one.people(self.project)]

    @cached_property
    def amounts(self) -> list[Amount]:
        return [amount for one in self.contributions for amount in one.amounts(self.project)]

    @property
    def spent(self) -> list[Spent]:
        return [
            Spent(budget, sum((a.amount for a in self.amounts if budget.name in a.budgets), Decimal(0)))
            for budget in self.register.budgets(self.project)
        ]

    @cached_property
    def documents(self) -> list[dict]:
        """Files by filing: to the owner what lies in the slots now, to a reviewer what was submitted."""
        filings = [one.filing for one in self.parts]
        files = attachments_now(filings) if self.side.is_owner else attachments_as_submitted(filings)
        return [
            {"part": part, "files": [self._file(part.filing, one) for one in files[part.filing.pk]]}
            for part in self.parts
            if files[part.filing.pk]
        ]

    def _file(self, filing: Filing, file: Attachment) -> dict:
        slot = filing.type.slot(file.slot)
        url = self.side.file_url(filing, file)
        return {"label": slot.label if slot else file.slot, "name": file.original_name, "size": file.size, "url": url}

    def events(self, *, everything: bool = False) -> tuple[list[Entry], int]:
        """The newest events of all filings, and how many there are in all."""
        entries = timeline_of_many([one.filing for one in self.parts], side=self.side.role)
        return (entries if everything else entries[:EVENTS_AT_FIRST]), len(entries)

    @property
    def facts(self) -> list[tuple[str, str]]:
        return self.register.facts(self.project)


def find_file(identity, number: str, side: Side) -> ProjectFile | None:
    """The file of the project with this number, or None where there is none that the identity may see."""
    system = registry.system_for(identity)
    if system is None:
        return None
    register = registry.registers[system]
    project = register.find(identity, number)
    return ProjectFile(project, identity, side, register, registry.contributions(system)) if project else None


def file_of(project, identity, side: Side) -> ProjectFile:
    """The file of a project that is at hand already."""
    return ProjectFile(project, identity, side, registry.registers[project.system],
                       registry.contributions(project.system))  # fmt: skip


def number_of(filing) -> str:
    """The official number of the project that a filing (a row of its child table) is about; empty where there is none.
    One query."""
    if filing.system not in registry.registers:
        return ""
    for one in registry.contributions(filing.system):
        if isinstance(filing, one.filings().model):
            path = "official_no" if one.to_project == "pk" else f"{one.to_project}__official_no"
            return one.filings().filter(pk=filing.pk).values_list(path, flat=True).first() or ""
    return ""


def attachments_now(filings: list[Filing]) -> dict[int, list[Attachment]]:
    """What lies in the slots, by filing, in the order of the slots."""
    return _by_filing(Attachment.objects.current().filter(filing__in=filings), filings)


def attachments_as_submitted(filings: list[Filing]) -> dict[int, list[Attachment]]:
    """What the last 上报 of each contained, also while the owner has taken something out since."""
    sent = Attachment.objects.filter(filing__in=filings, first_submission__lte=F("filing__submission_count"))
    for when in ("replaced_at", "removed_at"):
        sent = sent.filter(Q(**{when: None}) | Q(**{f"{when}__gt": F("filing__submitted_at")}))
    return _by_filing(sent, filings)


def _by_filing(files, filings: list[Filing]) -> dict[int, list[Attachment]]:
    found = defaultdict(list)
    for file in files.defer("sealed_key"):
        found[file.filing_id].append(file)
    for filing in filings:
        order = {slot.name: place for place, slot in enumerate(filing.type.slots)}
        found[filing.pk].sort(key=lambda file: (order.get(file.slot, len(order)), file.pk))
    return found
