"""How a form is laid out: one declaration feeds edit and detail page, snapshot, comparison and print."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """One field. `span` of 12 columns; `button` labels a button beside the field whose behaviour `data` names."""

    name: str
    span: int = 6
    unit: str = ""
    label: str = ""
    full_on_paper: bool = False
    button: str = ""
    computed: bool = False


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    cells: tuple[Cell, ...]
    hint: str = ""


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    align: str = ""
    span: int = 2


@dataclass(frozen=True)
class Table:
    """A sub-table. `formset` is given lazily, because forms know models and models know nothing of forms; without one
    the rows are read from elsewhere (`filing.rows(name)`) and only shown. `fixed`: no row is added or removed."""

    name: str
    title: str
    columns: tuple[Column, ...]
    formset: Callable[[], type] | None = None
    total: Callable[[list], list[str]] | None = None
    hint: str = ""
    data: Any = None
    fixed: bool = False
