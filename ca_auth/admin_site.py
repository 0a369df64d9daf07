"""The stock admin, for administrators of the internal site only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ca_auth.choices import Role
from ca_auth.services import sessions


class InternalAdminSite(admin.AdminSite):
    """/internal/admin/: an administrator's identity and a second factor, or nothing at all."""

    site_header = "系统管理"
    site_title = "系统管理"
    index_title = "字典、用户与日志"
    site_url = "/internal/review/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        identity, user = getattr(request, "identity", None), request.user
        is_admin = identity is not None and identity.is_admin and user.is_active and user.is_staff
        return is_admin and user.is_verified()

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("/internal/login/")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST":
            sessions.close(request)
        return redirect("/internal/login/")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("/internal/password/")


def _filtered_by(offer: Any) -> str:
    """What an entry of list_filter puts into the address: a field, or the parameter of a filter of its own."""
    if isinstance(offer, type):
        return offer.parameter_name
    return offer if isinstance(offer, str) else offer[0]


class RoleAdmin(admin.ModelAdmin):
    """Rights by the role of the acting identity, not by Django's permission table.

    Readers may look; writers may add and change, and delete where ``may_delete`` says so.
    """

    readers: tuple[Role, ...] = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
    writers: tuple[Role, ...] = (Role.SYSTEM_ADMIN,)
    may_delete = False

    def _role_in(self, request: HttpRequest, roles: tuple[Role, ...]) -> bool:
        identity = getattr(request, "identity", None)
        return identity is not None and identity.role in roles

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Lists are narrowed by what they offer only: by its beginning, a stored secret is read letter by letter."""
        offered = {_filtered_by(one) for one in self.list_filter} | {self.date_hierarchy, "id", "pk"}
        return lookup.partition("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._role_in(request, self.readers + self.writers)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._role_in(request, self.readers + self.writers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._role_in(request, self.writers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._role_in(request, self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and self._role_in(request, self.writers)


class ReadOnlyAdmin(RoleAdmin):
    """Logs: looked at, never touched."""

    writers = ()
