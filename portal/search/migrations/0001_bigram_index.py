"""The index behind the search of names, made for the database at hand."""

from django.db import migrations

from portal.search import postgresql, sqlite


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            sqlite.install(cursor)
        else:
            for statement in postgresql.INSTALL:
                cursor.execute(statement)


def remove(apps, schema_editor):
    statements = sqlite.REMOVE if schema_editor.connection.vendor == "sqlite" else postgresql.REMOVE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("filing", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
