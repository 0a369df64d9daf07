"""Figures about the work of the desk. The database counts; what comes back is a line per group.

The period is that of the last 上报. Times are in working days between the days of two acts: 受理 counts from the last
上报, 审核 from 受理, 全程 from the last 上报 to 审核. What happened on one day took 0 days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from ca_auth.choices import District
from portal import calendar
from portal.filing.models import CannedReason, Event, Filing
from portal.filing.registry import registry
from portal.filing.states import Status

STATES = tuple((value, label) for value, label in Status.choices if value != Status.SAVED)
OTHER_REASONS = "其他原因"


@dataclass(frozen=True)
class Tally:
    """A line of a table: how many filings in each state, in the order of STATES."""

    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Month:
    label: str
    submitted: int
    approved: int


@dataclass(frozen=True)
class Handling:
    """How long a kind of filing takes, in working days: averages with one place, None where nothing was done."""

    label: str
    accepted: int
    approved: int
    to_accept: Decimal | None
    to_approve: Decimal | None
    whole: Decimal | None
    longest: int | None
    late: int
    limit: int


@dataclass(frozen=True)
class Reason:
    text: str
    count: int


@dataclass
class Statistics:
    """Of what the identity may see, narrowed by `first`, `last`, `district` and `kind`."""

    identity: object
    first: date
    last: date
    district: str = ""
    kind: str = ""

    @property
    def _scope(self) -> QuerySet:
        filings = Filing.objects.visible_to(self.identity)
        if self.district:
            filings = filings.filter(district=self.district)
        return filings.filter(kind=self.kind) if self.kind else filings

    @property
    def _bounds(self) -> tuple[datetime, datetime]:
        """From the first moment of the first day to the first moment after the last."""
        begin = timezone.make_aware(datetime.combine(self.first, time.min))
        return begin, timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))

    def _within(self, column: str) -> Q:
        begin, end = self._bounds
        return Q(**{f"{column}__gte": begin, f"{column}__lt": end})

    @cached_property
    def _counts(self) -> list[tuple[str, str, str, int]]:
        """(district, kind, status, number): everything by district, kind and status comes from this one query."""
        found = self._scope.filter(self._within("submitted_at")).order_by()
        return list(found.values_list("district", "kind", "status").annotate(n=Count("pk")))

    def _tallies(self, column: int, labels: Iterable[tuple[str, str]]) -> list[Tally]:
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in self._counts:
            counts[row[column]][row[2]] += row[3]
        return [
            Tally(label, tuple(counts[value][state] for state, _ in STATES))
            for value, label in labels
            if value in counts
        ]

    @property
    def by_district(self) -> list[Tally]:
        return self._tallies(0, District.choices)

    @property
    def by_kind(self) -> list[Tally]:
        return self._tallies(1, ((one.kind, one.label) for one in registry.types.values()))

    @property
    def all(self) -> Tally:
        found = [0] * len(STATES)
        for _, _, status, number in self._counts:
            found[[state for state, _ in STATES].index(status)] += number
        return Tally("合计", tuple(found))

    @cached_property
    def by_month(self) -> list[Month]:
        """Sent and approved in each month of the period that has any."""
        sent, approved = (self._monthly(column) for column in ("submitted_at", "approved_at"))
        return [
            Month(f"{month:%Y-%m}", sent.get(month, 0), approved.get(month, 0)) for month in sorted({*sent, *approved})
        ]

    def _monthly(self, column: str) -> dict[date, int]:
        found = self._scope.filter(self._within(column)).annotate(month=TruncMonth(column)).order_by()
        counts = found.values_list("month").annotate(n=Count("pk"))
        return {timezone.localtime(month).date(): number for month, number in counts}

    @cached_property
    def handling(self) -> list[Handling]:
        """Grouped by the days of the acts, so that the database sends a line per combination and not per filing."""
        filings = self._scope.filter(self._within("submitted_at"), accepted_at__isnull=False)
        days = {name: TruncDate(f"{name}_at") for name in ("submitted", "accepted", "approved")}
        rows = filings.annotate(**days).order_by().values_list("kind", *days).annotate(n=Count("pk"))
        by_kind = defaultdict(list)
        for kind, *rest in rows:
            by_kind[kind].append(rest)
        return [_handling(one, by_kind[one.kind]) for one in registry.types.values() if by_kind[one.kind]]

    @cached_property
    def returns(self) -> list[Reason]:
        """Returns within the period by the reasons on offer. A return that names several counts under each."""
        texts = list(CannedReason.objects.filter(is_active=True).values_list("text", flat=True))
        named = [Q(note__contains=text) for text in texts]
        nothing_named = ~Q()
        for one in named:
            nothing_named &= ~one
        counted = {f"reason_{place}": Count("pk", filter=one) for place, one in enumerate(named)}
        events = Event.objects.filter(self._within("at"), action="return", filing__in=self._scope)
        found = events.aggregate(**counted, others=Count("pk", filter=nothing_named if named else None))
        reasons = [Reason(text, found[f"reason_{place}"]) for place, text in enumerate(texts)]
        reasons = sorted((one for one in reasons if one.count), key=lambda one: -one.count)
        return [*reasons, Reason(OTHER_REASONS, found["others"])] if found["others"] else reasons


def _handling(kind, rows: list[tuple]) -> Handling:
    """`rows` are (day of 上报, day of 受理, day of 审核 or None, number)."""
    accept, approve, whole = ([] for _ in range(3))
    for submitted, accepted, approved, number in rows:
        accept.append((calendar.working_days_between(submitted, accepted), number))
        if approved is not None:
            approve.append((calendar.working_days_between(accepted, approved), number))
            whole.append((calendar.working_days_between(submitted, approved), number))
    return Handling(
        label=kind.label,
        accepted=sum(number for _, number in accept),
        approved=sum(number for _, number in whole),
        to_accept=_mean(accept),
        to_approve=_mean(approve),
        whole=_mean(whole),
        longest=max((days for days, _ in whole), default=None),
        late=sum(number for days, number in whole if days > kind.due_working_days),
        limit=kind.due_working_days,
    )


def _mean(weighted: list[tuple[int, int]]) -> Decimal | None:
    number = sum(count for _, count in weighted)
    if not number:
        return None
    total = sum(days * count for days, count in weighted)
    return (Decimal(total) / number).quantize(Decimal("0.1"), ROUND_HALF_UP)
