"""Addresses of the public login."""

from django.urls import path

from ca_auth.views import account, certificate

app_name = "auth"

urlpatterns = [
    path("auth/", certificate.login_page, name="login"),
    path("auth/cert/challenge", certificate.challenge, name="cert_challenge"),
    path("auth/cert/verify", certificate.verify, name="cert_verify"),
    path("auth/choose/", account.Choose.as_view(), name="choose"),
    path("auth/session/", account.SessionClock.as_view(), name="session"),
    path("auth/logout/", account.logout, name="logout"),
    path("help/driver/", certificate.driver_help, name="driver_help"),
]
