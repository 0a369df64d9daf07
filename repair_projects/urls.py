from django.urls import include, path

from portal.filing.pages import FilingPages
from repair_projects import views
from repair_projects.filings import DECLARATION, PROJECT

app_name = "repair"

urlpatterns = [
    path("projects/lookup-declaration/", views.lookup_declaration, name="lookup-declaration"),
    path("declarations/", include(FilingPages(DECLARATION).urls())),
    path("projects/", include(FilingPages(PROJECT).urls())),
]
