from django.apps import AppConfig
from django.core.checks import Error, register
from django.utils.module_loading import autodiscover_modules


class FilingConfig(AppConfig):
    name = "portal.filing"
    label = "filing"
    verbose_name = "办件内核"

    def ready(self) -> None:
        autodiscover_modules("filings")
        register(workflow_faults)


def workflow_faults(app_configs, **kwargs) -> list[Error]:
    """Mistakes in the tables of actions show at start-up."""
    from portal.filing.registry import registry

    return [Error(fault, id="filing.E001") for one in registry.types.values() for fault in one.workflow.faults()]
