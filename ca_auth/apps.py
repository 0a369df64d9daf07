from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class CaAuthConfig(AppConfig):
    default = True
    name = "ca_auth"
    verbose_name = "统一身份认证"

    def ready(self) -> None:
        from ca_auth import checks  # noqa: F401 - registers the system checks


class InternalAdminConfig(SimpleAdminConfig):
    """Django's admin on the internal site: second factor and administrator's identity required."""

    default = False
    default_site = "ca_auth.admin_site.InternalAdminSite"

    def ready(self) -> None:
        super().ready()
        self.module.autodiscover()
