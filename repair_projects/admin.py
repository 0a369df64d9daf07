"""Read-only: no act on a filing is possible here (decisions are made on the reviewers' pages)."""

from django.contrib import admin

from ca_auth.admin_site import ReadOnlyAdmin
from repair_projects.models import (
    CompletionBuilding,
    CompletionFiling,
    CompletionOpinion,
    ProjectBuilding,
    ProjectDeclaration,
    ProjectFiling,
    StartReview,
)


class FilingAdmin(ReadOnlyAdmin):
    list_display = ("online_application_no", "official_no", "title", "owner", "district", "status", "submitted_at")
    list_filter = ("status", "district")
    search_fields = ("online_application_no", "official_no", "title_key")
    list_select_related = ("owner",)


@admin.register(ProjectDeclaration)
class ProjectDeclarationAdmin(FilingAdmin):
    pass


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may see the filing may see its rows."""
        return True

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class ProjectBuildingInline(ReadOnlyInline):
    model = ProjectBuilding


@admin.register(ProjectFiling)
class ProjectFilingAdmin(FilingAdmin):
    inlines = [ProjectBuildingInline]


class StageAdmin(FilingAdmin):
    list_display = (*FilingAdmin.list_display, "project_no")
    list_select_related = ("owner", "project")


@admin.register(StartReview)
class StartReviewAdmin(StageAdmin):
    pass


class CompletionOpinionInline(ReadOnlyInline):
    model = CompletionOpinion


class CompletionBuildingInline(ReadOnlyInline):
    model = CompletionBuilding


@admin.register(CompletionFiling)
class CompletionFilingAdmin(StageAdmin):
    inlines = [CompletionBuildingInline, CompletionOpinionInline]
