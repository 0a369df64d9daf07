from django.apps import AppConfig

from ca_auth.choices import System


class RepairProjectsConfig(AppConfig):
    name = "repair_projects"
    verbose_name = "住宅修缮项目"

    def ready(self) -> None:
        from portal.filing.matrix import register_matrix
        from repair_projects import progress, project_file
        from repair_projects.later import register_step
        from repair_projects.progress_stages import STAGES

        register_matrix(System.REPAIR, progress.matrix)
        for stage in STAGES.values():
            register_step(stage.step())
        project_file.register()
