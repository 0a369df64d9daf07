from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "portal.filing"
    label = "filing"
    verbose_name = "办件内核"
