"""The site for enterprises and the public. In production it has no route to the internal site."""

from django.conf import settings
from django.urls import include, path

from portal import health
from portal.projects.routes import board_routes, file_routes
from portal.projects.sides import OWNERS
from portal.views import desk, front

urlpatterns = [
    path("", front.front_page, name="home"),
    path("help/", front.help_page, name="help"),
    path("help/accessibility/", front.accessibility, name="accessibility"),
    path("verify/", front.verify_entry, name="verify-entry"),
    path("verify/<str:number>/", front.verify, name="verify"),
    path("desk/", desk.desk, name="desk"),
    path("desk/projects/", include(board_routes(OWNERS))),
    path("projects/", include(file_routes(OWNERS))),
    path("", include("ca_auth.urls")),
    path("notices/", include("portal.notices.urls")),
    path("repair/", include("repair_projects.urls")),
    path("contracts/", include("contracts.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("portal.ui.urls")))

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"
