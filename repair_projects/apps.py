from django.apps import AppConfig


class RepairProjectsConfig(AppConfig):
    name = "repair_projects"
    verbose_name = "住宅修缮项目"
