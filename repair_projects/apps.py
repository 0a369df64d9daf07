from django.apps import AppConfig

from ca_auth.choices import System


class RepairProjectsConfig(AppConfig):
    name = "repair_projects"
    verbose_name = "住宅修缮项目"

    def ready(self) -> None:
        from portal.filing.matrix import register_matrix
        from portal.scale import register_maker
        from repair_projects import progress
        from repair_projects.generated import Makers

        register_matrix(System.REPAIR, progress.matrix)
        makers = Makers()
        register_maker("repair.declaration", makers.declaration)
        register_maker("repair.project", makers.project)
