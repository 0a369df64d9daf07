"""What the side menu, the system switcher and the bell show. Apps register; the shell asks.

A provider is called once per page with the request and returns what it contributes. It runs for every signed-in page:
keep it to one cheap query. Register in `AppConfig.ready()`:

    from portal.ui import menu
    menu.register(my_menu)                    # -> iterable of Group
    menu.register_unread(count_unread)        # -> int
    menu.register_systems(list_systems)       # -> iterable of Item
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest


@dataclass(frozen=True)
class Item:
    """One entry. `count` > 0 shows the red figure; `locked` says in words why the entry is not open yet."""

    label: str
    url: str
    icon: str = "dot"
    count: int = 0
    current: bool = False
    locked: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    items: tuple[Item, ...] = field(default_factory=tuple)


MenuProvider = Callable[[HttpRequest], Iterable[Group]]
CountProvider = Callable[[HttpRequest], int]
SystemProvider = Callable[[HttpRequest], Iterable[Item]]

_menus: list[MenuProvider] = []
_unread: list[CountProvider] = []
_systems: list[SystemProvider] = []


def register(provider: MenuProvider) -> MenuProvider:
    """Add a provider of menu groups; usable as a decorator. Registering twice changes nothing."""
    return _add(_menus, provider)


def register_unread(provider: CountProvider) -> CountProvider:
    """Add a provider of unread messages; the bell shows the sum."""
    return _add(_unread, provider)


def register_systems(provider: SystemProvider) -> SystemProvider:
    """Add a provider of entries of the system switcher (切换系统)."""
    return _add(_systems, provider)


def groups(request: HttpRequest) -> list[Group]:
    """The menu; groups of the same label are joined, so that two apps can share one heading."""
    joined: dict[str, list[Item]] = {}
    for provider in _menus:
        for group in provider(request):
            joined.setdefault(group.label, []).extend(group.items)
    return [Group(label, tuple(_mark_current(items, request.path))) for label, items in joined.items() if items]


def unread(request: HttpRequest) -> int:
    return sum(provider(request) for provider in _unread)


def systems(request: HttpRequest) -> list[Item]:
    return [item for provider in _systems for item in provider(request)]


def _add(providers: list, provider):
    if provider not in providers:
        providers.append(provider)
    return provider


def _mark_current(items: Iterable[Item], path: str) -> list[Item]:
    """A provider that does not say which entry is current gets the longest address the path begins with."""
    items = list(items)
    if any(item.current for item in items):
        return items
    best = max((item for item in items if item.url != "/" and path.startswith(item.url)), key=_length, default=None)
    return [Item(**{**vars(item), "current": item is best or item.url == path}) for item in items]


def _length(item: Item) -> int:
    return len(item.url)
