"""Context processor of the shell: menu, systems, unread_count."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import menu


def shell(request: HttpRequest) -> dict:
    """Lazy, so that a fragment, a download or an error page costs no query."""
    return {
        "menu": SimpleLazyObject(lambda: menu.groups(request)),
        "systems": SimpleLazyObject(lambda: menu.systems(request)),
        "unread_count": SimpleLazyObject(lambda: menu.unread(request)),
    }
