"""Addresses of the internal login; to be included under internal/."""

from django.urls import path

from ca_auth.views import account, staff

app_name = "staff"

urlpatterns = [
    path("login/", staff.Login.as_view(), name="login"),
    path("login/code/", staff.Code.as_view(), name="code"),
    path("password/", staff.Password.as_view(), name="password"),
    path("choose/", account.Choose.as_view(), name="choose"),
    path("session/", account.SessionClock.as_view(), name="session"),
    path("logout/", account.logout, name="logout"),
]
