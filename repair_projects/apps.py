from django.apps import AppConfig

from ca_auth.choices import System


class RepairProjectsConfig(AppConfig):
    name = "repair_projects"
    verbose_name = "住宅修缮项目"

    def ready(self) -> None:
        from portal.filing.matrix import register_matrix
        from repair_projects import progress

        register_matrix(System.REPAIR, progress.matrix)
