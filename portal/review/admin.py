"""The dictionary that reviewers pick return reasons from."""

from django.contrib import admin

from ca_auth.admin_site import RoleAdmin
from portal.filing.models import CannedReason


@admin.register(CannedReason)
class CannedReasonAdmin(RoleAdmin):
    """Switched off rather than removed, so that it can come back."""

    list_display = ("text", "order", "is_active")
    list_editable = ("order", "is_active")
    search_fields = ("text",)
