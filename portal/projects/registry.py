"""What a project consists of. Each app says what it adds; the project file, the board and the archive follow.

One system keeps the register of projects; the app that owns it calls `register_projects`, every app that files about a
project `register_contribution`, both in AppConfig.ready().
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from portal.filing.matrix import MatrixRow
from portal.filing.workflow import Unmet


def nothing(project) -> tuple:
    return ()


@dataclass(frozen=True)
class Party:
    """An enterprise of the project. `number` is the official number of the filing that names it."""

    role: str
    name: str
    code: str
    number: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody named in an approved filing. Numbers of documents and telephones have no place here."""

    post: str
    name: str
    unit: str
    certificate: str = ""


@dataclass(frozen=True)
class Budget:
    """What may be spent, in 万元. `name` is what amounts refer to."""

    name: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Amount:
    """What was agreed, in 万元, and the budgets it counts against: none for what is part of another amount."""

    label: str
    number: str
    amount: Decimal
    budgets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One step of a project. `filings` gives all filings of the step; `to_project` and `to_start` are the look-ups
    from them to the project and to the filing the project began with. `obstacles` says what the step still lacks."""

    step: str
    filings: Callable[[], QuerySet]
    to_project: str
    to_start: str
    parties: Callable[[object], Iterable[Party]] = nothing
    people: Callable[[object], Iterable[Person]] = nothing
    amounts: Callable[[object], Iterable[Amount]] = nothing
    obstacles: Callable[[object], Iterable[Unmet]] = nothing


@dataclass(frozen=True, kw_only=True)
class ProjectRegister:
    """The app that owns projects. `starts` are the filings that projects begin with, one line of the board each;
    `row` draws such a line for its owner and may use what `prefetch` names; `numbered_step` is the one whose official
    number is the project's."""

    steps: tuple[str, ...]
    find: Callable[[object, str], object | None]
    stages: Callable[[object, object], list[dict]]
    facts: Callable[[object], list[tuple[str, str]]]
    budgets: Callable[[object], list[Budget]]
    starts: Callable[[], QuerySet]
    number_lookups: tuple[str, ...]
    prefetch: Callable[[], list[str]]
    row: Callable[[object], MatrixRow]
    numbered_step: str


@dataclass
class Registry:
    """An instance, so that tests can bring their own."""

    registers: dict[str, ProjectRegister] = field(default_factory=dict)
    parts: dict[str, dict[str, Contribution]] = field(default_factory=dict)

    def register_projects(self, system: str, register: ProjectRegister) -> None:
        self.registers[system] = register

    def register_contribution(self, system: str, part: Contribution) -> None:
        """Registering a step again replaces it."""
        self.parts.setdefault(system, {})[part.step] = part

    def system_for(self, identity) -> str | None:
        """The system whose projects the identity looks at: its own; for a reviewer the one that keeps projects."""
        if identity.is_reviewer:
            return next(iter(self.registers), None)
        return identity.system if identity.system in self.registers else None

    def contributions(self, system: str) -> list[Contribution]:
        """In the order of the steps."""
        parts = self.parts.get(system, {})
        return [parts[step] for step in self.registers[system].steps if step in parts]


registry = Registry()
register_projects = registry.register_projects
register_contribution = registry.register_contribution
