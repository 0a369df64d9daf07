"""What the home page shows and what the menus say: joined from the registry, no app named."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from portal.filing.models import Filing
from portal.filing.registry import MenuEntry, registry
from portal.filing.states import EDITABLE, Status
from portal.ui.menu import Group, Item

MOST_TODO = 8
_OLD_DRAFT = timedelta(days=7)


@dataclass(frozen=True)
class Todo:
    status: str
    status_label: str
    title: str
    url: str
    text: str
    button: str
    strong: bool


@dataclass(frozen=True)
class TodoList:
    items: list[Todo] = field(default_factory=list)
    count: int = 0

    @property
    def count_label(self) -> str:
        return f"{self.count} 件"


def todo_of(identity) -> TodoList:
    """Returned first, then what was saved and never sent; oldest first within each."""
    mine = Filing.objects.visible_to(identity).filter(status__in=EDITABLE)
    ordered = mine.order_by("-submission_count", "returned_at", "saved_at")
    items = [_todo(filing) for filing in ordered[:MOST_TODO]]
    return TodoList(items, mine.count())


def _todo(filing: Filing) -> Todo:
    kind = filing.type
    returned = filing.status == Status.RETURNED
    return Todo(
        status=filing.status,
        status_label=filing.get_status_display(),
        title=filing.title,
        url=kind.url("edit", filing),
        text=f"{kind.label} · {_since(filing, returned)}",
        button="去修改" if returned else "继续填报",
        strong=returned,
    )


def _since(filing: Filing, returned: bool) -> str:
    if returned:
        return f"退回于 {timezone.localtime(filing.returned_at):%m-%d %H:%M}"
    age = timezone.now() - filing.saved_at
    waited = f"，已 {age.days} 天未上报" if age > _OLD_DRAFT else ""
    return f"保存于 {timezone.localtime(filing.saved_at):%m-%d %H:%M}{waited}"


def enterprise_menu(request) -> list[Group]:
    """工作台, then the filing types of the system the identity acts in, with the number of returned records."""
    identity = getattr(request, "identity", None)
    if identity is None or identity.enterprise_id is None:
        return []
    returned = dict(
        Filing.objects.visible_to(identity)
        .filter(status=Status.RETURNED)
        .values_list("kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    filings = tuple(_menu_items(identity.system, returned))
    return [Group("工作台", (Item("首页", "/desk/", "house"),)), Group("项目办理", filings)]


def _menu_items(system: str, returned: dict[str, int]) -> Iterator[Item]:
    """In the order of the steps; types that share an entry are counted together."""
    counts: dict[MenuEntry, int] = {}
    for kind in sorted(registry.of_system(system), key=lambda one: one.stage):
        counts[kind.menu_entry] = counts.get(kind.menu_entry, 0) + returned.get(kind.kind, 0)
    for entry, count in counts.items():
        yield Item(entry.label, reverse(entry.url_name), entry.icon, count=count)
