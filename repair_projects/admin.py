"""Read-only: no act on a filing is possible here (decisions are made on the reviewers' pages)."""

from django.contrib import admin

from ca_auth.admin_site import ReadOnlyAdmin
from repair_projects.models import ProjectBuilding, ProjectDeclaration, ProjectFiling


class FilingAdmin(ReadOnlyAdmin):
    list_display = ("online_application_no", "official_no", "title", "owner", "district", "status", "submitted_at")
    list_filter = ("status", "district")
    search_fields = ("online_application_no", "official_no", "title_key")
    list_select_related = ("owner",)


@admin.register(ProjectDeclaration)
class ProjectDeclarationAdmin(FilingAdmin):
    pass


class ProjectBuildingInline(admin.TabularInline):
    model = ProjectBuilding
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may see the project may see its buildings."""
        return True

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(ProjectFiling)
class ProjectFilingAdmin(FilingAdmin):
    inlines = [ProjectBuildingInline]
