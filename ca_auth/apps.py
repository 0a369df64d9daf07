from django.apps import AppConfig


class CaAuthConfig(AppConfig):
    name = "ca_auth"
    verbose_name = "统一身份认证"
