from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        post_migrate.connect(keep_index, sender=apps.get_app_config("filing"), dispatch_uid="portal.search.keep_index")


def keep_index(sender, using: str, plan=(), **kwargs) -> None:
    """SQLite loses the triggers whenever a migration rebuilds the table they hang on."""
    from django.db import connections

    from portal.search import sqlite

    connection = connections[using]
    if connection.vendor == "sqlite" and "search_title" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            sqlite.install(cursor)
