"""The reviewers' site, answering only on INTERNAL_HOSTS in production."""

from django.contrib import admin
from django.urls import include, path

from portal.projects.routes import board_routes, file_routes
from portal.projects.sides import REVIEWERS

urlpatterns = [
    path("internal/", include("ca_auth.urls_internal")),
    path("internal/review/projects/", include([*board_routes(REVIEWERS), *file_routes(REVIEWERS)])),
    path("internal/review/", include("portal.review.urls")),
    path("internal/admin/", admin.site.urls),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"
