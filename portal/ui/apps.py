from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look: template tags, crispy layout objects, the menu. Knows no filing and no domain app."""

    name = "portal.ui"
    label = "portal_ui"
    verbose_name = "界面"
