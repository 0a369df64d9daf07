"""The reviewers' site, answering only on INTERNAL_HOSTS in production."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("internal/", include("ca_auth.urls_internal")),
    path("internal/review/", include("portal.review.urls")),
    path("internal/admin/", admin.site.urls),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"
