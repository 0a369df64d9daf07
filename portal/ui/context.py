"""Context processor of the shell: menu, systems, unread_count, who, session_ends_at."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ca_auth.services import sessions

from . import menu


def shell(request: HttpRequest) -> dict:
    """Menu, systems and count are lazy, so that a fragment, a download or an error page costs no query."""
    return {
        "menu": SimpleLazyObject(lambda: menu.groups(request)),
        "systems": SimpleLazyObject(lambda: menu.systems(request)),
        "unread_count": SimpleLazyObject(lambda: menu.unread(request)),
        "who": who(request),
        "session_ends_at": session_ends_at(request),
    }


def who(request: HttpRequest) -> dict[str, str] | None:
    """Name and role in the top bar; nobody before an identity has been chosen."""
    identity = getattr(request, "identity", None)
    if identity is None:
        return None
    person, role = str(request.account), identity.get_role_display()
    # A certificate's account bears the name of the enterprise: not said twice.
    detail = role if person == identity.organisation else f"{person} · {role}"
    if identity.enterprise_id is None:  # staff: the office is the role itself
        return {"name": person, "detail": role}
    return {"name": identity.organisation, "detail": detail}


def session_ends_at(request: HttpRequest) -> str:
    """ISO time at which the login lapses if nobody acts; empty for a visitor."""
    record = getattr(request, "login_session", None)
    return sessions.ends_at(record).isoformat() if record else ""
