from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "合同信息报送"

    def ready(self) -> None:
        from contracts import project_file
        from contracts.progress import STEP
        from repair_projects.later import register_step

        register_step(STEP)
        project_file.register()
