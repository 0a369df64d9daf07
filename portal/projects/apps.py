from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "portal.projects"
    label = "projects"
    verbose_name = "项目档案"

    def ready(self) -> None:
        from portal.projects.menus import owners_menu, reviewers_menu
        from portal.ui import menu

        menu.register(owners_menu)
        menu.register(reviewers_menu)
