from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from portal.ui import menu

        menu.register_unread(unread_of)


def unread_of(request) -> int:
    """For the bell; people of the office get no notices."""
    from ca_auth.choices import System
    from portal.notices import services

    identity = getattr(request, "identity", None)
    if identity is None or identity.system == System.INTERNAL:
        return 0
    return services.unread_count(identity)
