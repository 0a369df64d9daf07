"""The portal's addresses plus the style guide, which the roof offers only in DEBUG."""

from django.urls import include, path

from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from portal.urls import urlpatterns as roof

urlpatterns = [*roof, path("styleguide/", include("portal.ui.urls", namespace="guide"))]
