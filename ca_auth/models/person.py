from uuid import uuid4

from django.db import models

from ca_auth.privacy import BlindIndexField, EncryptedCharField
from ca_auth.validators import IdType


class Person(models.Model):
    """Somebody who is named in contracts, on sites and in qualifications. Not a login: see Account."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=50)
    id_type = models.CharField("证件类型", max_length=10, choices=IdType.choices, default=IdType.RESIDENT)
    id_number = EncryptedCharField("证件号码", max_length=30, kind="id", blank=True)
    id_number_idx = BlindIndexField(source="id_number")
    phone = EncryptedCharField("手机号", max_length=20, kind="phone", blank=True)
    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所属单位"
    )
    is_active = models.BooleanField("在册", default=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_idx"],
                name="person_id_number_once",
                violation_error_message="该证件号码的人员已登记。",
            )
        ]

    def __str__(self) -> str:
        return self.name
