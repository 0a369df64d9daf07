from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The roof: desk, menus, management commands that join the apps."""

    name = "portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal import checks, desk  # noqa: F401 - the checks register themselves
        from portal.projects import menus
        from portal.ui import menu

        menu.register(desk.enterprise_menu)
        menu.register(menus.owners_menu)
        menu.register(menus.reviewers_menu)
