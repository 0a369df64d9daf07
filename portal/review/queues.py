"""Which filings a reviewer sees and in which order: tabs, tiles, conditions. Generic over all filing types."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from ca_auth.models import Enterprise
from portal.filing import clock
from portal.filing.models import Filing, Snapshot
from portal.filing.paging import Order, capped_counts
from portal.filing.states import WITH_REVIEWERS, Status
from portal.review.forms import QueueForm
from portal.search import services as search

Narrow = Callable[[QuerySet, object, date], QuerySet]


@dataclass(frozen=True)
class Tab:
    """One queue. `order` matches an index, so that its first and its last page cost the same: what is returned or done
    has no date due, so ordering by it first costs nothing and leads into the index."""

    name: str
    label: str
    narrow: Narrow
    order: Order
    alert: bool = False
    empty: str = ""

    @property
    def is_open(self) -> bool:
        """Whether what it holds waits for reviewers; such queues are short and may be sorted."""
        return self.order[0] == "due_on"


def _open(filings: QuerySet, identity, today: date) -> QuerySet:
    return filings.filter(status__in=WITH_REVIEWERS)


TABS = (
    Tab(
        "mine", "我的待办", lambda f, who, day: _open(f, who, day).filter(assignee=who), ("due_on", "pk"), alert=True,
        empty="您认领的办件会列在这里。可以到“未分派”中认领。",
    ),
    Tab(
        "unassigned", "未分派", lambda f, who, day: _open(f, who, day).filter(assignee=None), ("due_on", "pk"),
        empty="没有等待认领的办件。",
    ),
    Tab("open", "全部在办", _open, ("due_on", "pk"), empty="没有在办的办件。"),
    Tab(
        "returned", "已退回，等待修改", lambda f, who, day: f.filter(status=Status.RETURNED), ("-due_on", "-pk"),
        empty="没有等待单位修改的办件。",
    ),
    Tab(
        "done", "已办结", lambda f, who, day: f.filter(status=Status.APPROVED), ("-due_on", "-pk"),
        empty="还没有办结的办件。",
    ),
)  # fmt: skip
ALL = Tab("all", "全部办件", lambda f, who, day: f, ("-pk",), empty="还没有单位上报办件。")

TILES: dict[str, tuple[str, str, Narrow]] = {
    "overdue": ("已超期", "red", lambda f, who, day: _open(f, who, day).filter(due_on__lt=day)),
    "today": ("今日到期", "amber", lambda f, who, day: _open(f, who, day).filter(due_on=day)),
    "to-accept": ("待受理", "", lambda f, who, day: f.filter(status=Status.SUBMITTED)),
    "again": ("退回后再次上报", "", lambda f, who, day: _open(f, who, day).filter(submission_count__gt=1)),
}
_SHOWN = (
    *("uuid", "kind", "system", "online_application_no", "official_no", "title", "owner", "district", "status"),
    *("version", "submission_count", "submitted_at", "due_on", "assignee__account__name"),
    "assignee__account__login_name",
)
SORTS = {"due": "due_on", "submitted": "submitted_at", "title": "title_key"}


def overview(identity) -> dict[str, int]:
    """What every tab and tile holds, counted to a bound, in one query."""
    filings, today = Filing.objects.visible_to(identity), clock.today()
    tabs = {tab.name: tab.narrow(filings, identity, today) for tab in TABS}
    tiles = {f"tile_{name}": tile[2](filings, identity, today) for name, tile in TILES.items()}
    return capped_counts(**tabs, **tiles)


def count_mine(identity) -> int:
    """For the menu, where the desk has not counted anyway."""
    return capped_counts(mine=TABS[0].narrow(Filing.objects.visible_to(identity), identity, clock.today()))["mine"]


@dataclass
class Queue:
    """The list that a query string names. The same on the desk, in the export and behind 上一件/下一件."""

    identity: object
    params: object
    tab: Tab
    tile: str = ""

    def __post_init__(self) -> None:
        self.form = QueueForm(self.params, identity=self.identity, with_status=self.tab is ALL)
        self.form.is_valid()
        self.conditions = self.form.conditions()

    @property
    def is_filtered(self) -> bool:
        return bool(self.conditions)

    @property
    def count_name(self) -> str:
        """Where `overview` counts what this queue holds without conditions."""
        return f"tile_{self.tile}" if self.tile else self.tab.name

    @property
    def order(self) -> Order:
        """Only the short queues can be sorted otherwise; the long ones stay in the order of their index."""
        sort = self.params.get("sort", "")
        column = SORTS.get(sort.removeprefix("-"))
        if column is None or not self.tab.is_open:
            return self.tab.order
        return (f"{'-' if sort.startswith('-') else ''}{column}", "pk")

    def scope(self) -> QuerySet:
        """Everything that fits the conditions except the word searched for, in order."""
        filings, today = Filing.objects.visible_to(self.identity), clock.today()
        filings = self.tab.narrow(filings, self.identity, today)
        if self.tile in TILES:
            filings = TILES[self.tile][2](filings, self.identity, today)
        known = dict(self.conditions)
        known.pop("q", None)
        if applicant := known.pop("applicant", ""):
            known["owner__in"] = Enterprise.objects.filter(name__contains=applicant)
        return filings.filter(**known).order_by(*self.order)

    def filings(self, *, need: int = search.MOST_FOUND) -> tuple[QuerySet, search.Found | None]:
        """The list, and what the search found if a word was given: `need` says how far the page reaches."""
        scope, term = self.scope(), self.conditions.get("q", "")
        if not term:
            return scope, None
        found = search.find(scope, term, need=need)
        return Filing.objects.filter(pk__in=found.ids).order_by(*self.order), found


def first_with_work(counts: dict[str, int]) -> Tab:
    """Where the desk opens: one's own work, else what nobody has taken, else all."""
    return next((tab for tab in TABS[:2] if counts[tab.name]), TABS[2])


def queue_of(identity, params, *, default: Tab = TABS[2]) -> Queue:
    """The queue that a query string names; unknown words are taken as none. A tile is a part of 全部在办."""
    tabs = {tab.name: tab for tab in (*TABS, ALL)}
    tile = params.get("tile", "") if params.get("tile", "") in TILES else ""
    tab = TABS[2] if tile else tabs.get(params.get("tab", ""), default)
    return Queue(identity, params, tab, tile)


def with_row_facts(filings: QuerySet) -> QuerySet:
    """What a row shows. The owners come in a query of their own: joined, SQLite starts from the enterprises and sorts
    the whole table; a join to the assignee cannot mislead it, because an outer one is never reordered."""
    latest = Snapshot.objects.filter(filing_id=OuterRef("pk"), number=OuterRef("submission_count"))
    owners = Prefetch("owner", Enterprise.objects.only("name"))
    changes = Subquery(latest.values("changes")[:1])
    return filings.select_related("assignee__account").only(*_SHOWN).prefetch_related(owners).annotate(changes=changes)
