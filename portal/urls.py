"""The roof: every app's addresses under the paths that users know. Both sites in one process, as in the demo."""

from portal.urls_internal import urlpatterns as internal
from portal.urls_public import urlpatterns as public

urlpatterns = [*public, *internal]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"
