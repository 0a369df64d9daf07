from django.urls import include, path

from portal.filing.pages import FilingPages
from repair_projects import views
from repair_projects.filings import COMPLETION, DECLARATION, PROJECT, START_REVIEW

app_name = "repair"

urlpatterns = [
    path("projects/lookup-declaration/", views.lookup_declaration, name="lookup-declaration"),
    path("declarations/", include(FilingPages(DECLARATION).urls())),
    path("projects/", include(FilingPages(PROJECT).urls())),
    path("start-reviews/", include(FilingPages(START_REVIEW, new=views.NewStagePage).urls())),
    path("completions/", include(FilingPages(COMPLETION, new=views.NewStagePage).urls())),
]
