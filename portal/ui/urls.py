"""The style guide; the roof includes it only when DEBUG is on."""

from django.urls import path

from portal.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.styleguide, name="styleguide"),
    path("pick/", views.pick, name="pick"),
]
