from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "portal.printing"
    label = "printing"
    verbose_name = "打印"

    def ready(self) -> None:
        from portal.printing import checks  # noqa: F401  registers the checks
