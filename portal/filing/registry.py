"""Every filing type, declared once in its app's `filings.py`. Pages, inbox, search and menus follow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.module_loading import import_string

from portal.attachments.slots import Slot
from portal.filing.sections import Section, Table
from portal.filing.workflow import Gate, Workflow


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the pages of a type say; the manuals' own sentences come from the app's messages.py."""

    created: str
    updated: str
    submitted: str
    returned: str
    submit_confirm: str


@dataclass(frozen=True)
class ListColumn:
    """A column between the number and the state: `text` and the small second line `sub` are made from the row.
    `value` is what the workbook holds where that is no text: a number can be added up there."""

    label: str
    text: Callable[[object], str]
    sub: Callable[[object], str] | None = None
    css: str = ""
    sort: str = ""
    value: Callable[[object], object] | None = None


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu. Types that name the same entry share it."""

    label: str
    url_name: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class FilingType:
    """One kind of filing. `form`, `filterset` and `sheet` are dotted paths: they know models, and models know this."""

    kind: str
    system: str
    label: str
    form_title: str
    model: type
    workflow: Workflow
    sections: tuple[Section, ...]
    slots: tuple[Slot, ...]
    wording: Wording
    url_name: str
    icon: str
    form: str
    filterset: str
    official_series: Callable[[object, date], tuple[str, int]]
    official_label: str
    sheet: str = ""
    tables: tuple[Table, ...] = ()
    stage: int = 0
    due_working_days: int = 5
    enter_gates: tuple[Gate, ...] = ()
    intro: str = ""
    list_columns: tuple[ListColumn, ...] = ()
    sorts: Mapping[str, str] = field(default_factory=dict)
    row_links: Callable[[object], Iterable] | None = None
    # Reads for a whole page of rows what `row_links` looks at.
    prepare_rows: Callable[[list], None] | None = None
    stages: Callable[[object, object], list[dict]] | None = None
    prefill: tuple[str, ...] = ()
    submit_facts: Callable[[object], list[tuple[str, str]]] | None = None
    menu: MenuEntry | None = None
    title_label: str = "项目名称"

    def url(self, page: str, filing=None, **extra) -> str:
        """Address of a page of this type: list, new, detail, edit, act, print, …"""
        kwargs = ({"uuid": filing.uuid} if filing is not None else {}) | extra
        return reverse(f"{self.url_name}-{page}", kwargs=kwargs)

    @property
    def menu_entry(self) -> MenuEntry:
        """Its own list, unless it shares an entry with others."""
        return self.menu or MenuEntry(self.label, f"{self.url_name}-list", self.icon)

    @cached_property
    def form_class(self):
        return import_string(self.form)

    @cached_property
    def filterset_class(self):
        return import_string(self.filterset)

    @cached_property
    def sheet_factory(self):
        return import_string(self.sheet or "portal.filing.printing.default_sheet")

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    def label_of(self, target: str) -> str:
        """The words for a remark's target: a field, a row of a table or an attachment."""
        from portal.filing.snapshots import label_of

        head, _, rest = target.partition(":")
        if head == "attachment":
            slot = self.slot(rest)
            return slot.label if slot else ""
        for table in self.tables:
            if table.name == head:
                return f"{table.title}第 {rest} 行" if rest.isdecimal() else ""
        cells = {cell.name: cell for section in self.sections for cell in section.cells}
        return (cells[head].label or label_of(self.model, head)) if head in cells and not rest else ""


@dataclass
class Registry:
    """An instance, so that tests can bring their own."""

    types: dict[str, FilingType] = field(default_factory=dict)

    def register(self, one: FilingType) -> FilingType:
        if one.kind in self.types:
            raise ValueError(f"事项 {one.kind} 重复登记")
        self.types[one.kind] = one
        return one

    def of_system(self, system: str) -> Iterable[FilingType]:
        return (one for one in self.types.values() if one.system == system)


registry = Registry()
register = registry.register


def filing_type(kind: str) -> FilingType:
    return registry.types[kind]
