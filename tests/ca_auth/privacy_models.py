"""Models of the privacy tests, in a registry of their own so that the product's migrations never see them."""

import uuid

from django.db import connection, models
from django.test.utils import isolate_apps

from ca_auth.privacy import BlindIndexField, EncryptedCharField, EncryptedJSONField
from ca_auth.validators import validate_mobile

with isolate_apps("ca_auth"):

    class Holder(models.Model):
        uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
        id_number = EncryptedCharField("证件号码", max_length=30, kind="id", blank=True)
        id_number_idx = BlindIndexField(source="id_number")
        phone = EncryptedCharField(
            "手机号码", max_length=20, kind="phone", index=True, blank=True, validators=[validate_mobile]
        )
        account = EncryptedCharField("银行账号", max_length=30, kind="account", null=True, blank=True)
        note = EncryptedCharField("备注", max_length=50, blank=True)
        extra = EncryptedJSONField(null=True)

        class Meta:
            app_label = "ca_auth"
            constraints = [models.UniqueConstraint(fields=["id_number_idx"], name="holder_once")]

        def __str__(self) -> str:
            return str(self.id_number)

    class Member(Holder):
        title = models.CharField(max_length=20, blank=True)
        home_phone = EncryptedCharField("住宅电话", max_length=20, kind="phone", blank=True)

        class Meta:
            app_label = "ca_auth"

        def __str__(self) -> str:
            return self.title

    class Rowless(models.Model):
        number = EncryptedCharField()

        class Meta:
            app_label = "ca_auth"

        def __str__(self) -> str:
            return str(self.number)


def create_tables() -> None:
    """By plain SQL: the schema editor of SQLite refuses to work inside a test's transaction."""
    editor = connection.schema_editor()
    editor.deferred_sql = []
    with connection.cursor() as cursor:
        for model in (Holder, Member):
            sql, params = editor.table_sql(model)
            cursor.execute(sql, params or None)
