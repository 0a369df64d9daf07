from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "portal_ui"
    verbose_name = "界面组件"
