from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The roof: desk, menus, management commands that join the apps."""

    name = "portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal import checks  # noqa: F401  registers the checks
