"""A content of which some fields could not be read, so rules about the others can still be asked: whoever mistyped
one number is told everything else that is wrong at the same time."""

from collections.abc import Iterable, Iterator
from types import FunctionType, MethodType
from typing import Any

from portal.filing.workflow import Gate, Unmet


class Unreadable(Exception):
    """A rule asked for a field that has an error of its own."""


class Partly:
    """Stands for a filing in rules. Reading one of `unreadable` (fields, tables) ends the rule that wanted it."""

    def __init__(self, filing: Any, unreadable: Iterable[str]):
        self._filing, self._unreadable = filing, frozenset(unreadable)

    def __getattr__(self, name: str) -> Any:
        if name in self._unreadable:
            raise Unreadable(name)
        found = getattr(type(self._filing), name, None)
        if isinstance(found, property):
            return found.fget(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        return getattr(self._filing, name)

    def rows(self, name: str) -> list:
        if name in self._unreadable:
            raise Unreadable(name)
        return self._filing.rows(name)


def ask_readable(gates: Iterable[Gate], filing: Any, *, unreadable: Iterable[str]) -> Iterator[Unmet]:
    """What the rules find in the fields that could be read."""
    content = Partly(filing, unreadable)
    for gate in gates:
        try:
            yield from gate(content)
        except Unreadable:
            continue
