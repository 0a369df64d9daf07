"""Declared access: every view says who may call it, and what nobody declared is refused.

    @policy(enterprise(System.REPAIR))
    def declaration_list(request): ...

    @policy(enterprise(System.REPAIR) | reviewer)
    class AttachmentView(View): ...

``PolicyMiddleware`` enforces it before the view runs; the check ca_auth.E010 lists the routes without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import ResolverMatch

from ca_auth.choices import Role, System

if TYPE_CHECKING:
    from ca_auth.models import Account, Identity


@dataclass(frozen=True)
class Policy:
    """``allows(account, identity)`` decides; ``name`` is stable and used by route tables and tests.

    ``needs_account``: nobody gets in without having logged in. ``needs_identity``: nor without acting as somebody.
    """

    name: str
    allows: Callable[["Account | None", "Identity | None"], bool]
    needs_account: bool = True
    needs_identity: bool = True

    def __or__(self, other: "Policy") -> "Policy":
        names = sorted({*self.name.split("|"), *other.name.split("|")})
        return Policy(
            name="|".join(names),
            allows=lambda account, identity: self.allows(account, identity) or other.allows(account, identity),
            needs_account=self.needs_account and other.needs_account,
            needs_identity=self.needs_identity and other.needs_identity,
        )


public = Policy("public", lambda account, identity: True, needs_account=False, needs_identity=False)
# Logged in but perhaps not yet acting as anybody: the choice of identity, logout, the session's clock.
logged_in = Policy("logged_in", lambda account, identity: account is not None, needs_identity=False)
signed_in = Policy("signed_in", lambda account, identity: identity is not None)
reviewer = Policy("reviewer", lambda account, identity: identity is not None and identity.is_reviewer)
staff_admin = Policy("staff_admin", lambda account, identity: identity is not None and identity.is_admin)


def enterprise(system: System | str | None = None, *roles: Role) -> Policy:
    """Somebody acting for an enterprise: in ``system`` if given, in one of ``roles`` if any are given."""

    def allows(account: "Account | None", identity: "Identity | None") -> bool:
        if identity is None or identity.enterprise_id is None:
            return False
        return (system is None or identity.system == system) and (not roles or identity.role in roles)

    return Policy(":".join(["enterprise", *([str(system)] if system else []), *roles]), allows)


def policy(declared: Policy) -> Callable:
    """Declare who may call a view function or a class-based view."""

    def declare(view: Any) -> Any:
        view.policy = declared
        return view

    return declare


def passive(view: Any) -> Any:
    """Mark a view whose calls are made by the page, not by a person: they do not keep a session awake."""
    view.is_passive = True
    return view


def declared_policy(view: Callable, app_names: list[str] | None = None) -> Policy | None:
    """The policy of a view as resolved by the URLconf; the stock admin carries none and gets ``staff_admin``."""
    found = getattr(view, "policy", None) or getattr(getattr(view, "view_class", None), "policy", None)
    if found is None and "admin" in (app_names or []):
        return staff_admin
    return found


def policy_of(match: ResolverMatch) -> Policy | None:
    return declared_policy(match.func, match.app_names)
