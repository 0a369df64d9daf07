from datetime import date

from django.db import models
from django.db.models import Q


class QualificationKind(models.TextChoices):
    """What contracts and site rosters ask for (manual 000 §3.2)."""

    ENTERPRISE_GRADE = "enterprise_grade", "企业资质证书"
    SAFETY_LICENCE = "safety_licence", "安全生产许可证"
    CONSTRUCTOR = "constructor", "注册建造师"
    SUPERVISION_ENGINEER = "supervision_engineer", "注册监理工程师"
    ARCHITECT = "architect", "注册建筑师"
    STRUCTURAL_ENGINEER = "structural_engineer", "注册结构工程师"
    SAFETY_A = "safety_a", "安全生产考核A证"
    SAFETY_B = "safety_b", "安全生产考核B证"
    SAFETY_C = "safety_c", "安全生产考核C证"
    SPECIAL_OPERATION = "special_operation", "特种作业操作证"
    POST = "post", "岗位证书"


class QualificationStatus(models.TextChoices):
    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂扣"
    REVOKED = "revoked", "吊销"


class QualificationQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "QualificationQuerySet":
        """Neither suspended nor revoked and within its dates; an open end never expires."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(begun & not_ended, status=QualificationStatus.VALID)


class Qualification(models.Model):
    """One licence or certificate of an enterprise or of a person, with its validity."""

    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.CASCADE, null=True, blank=True, related_name="qualifications", verbose_name="单位"
    )
    person = models.ForeignKey(
        "ca_auth.Person", models.CASCADE, null=True, blank=True, related_name="qualifications", verbose_name="人员"
    )
    kind = models.CharField("类别", max_length=24, choices=QualificationKind.choices)
    level = models.CharField("专业及等级", max_length=100, blank=True, default="")
    number = models.CharField("证书编号", max_length=60)
    issued_by = models.CharField("发证机关", max_length=100, blank=True, default="")
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=QualificationStatus.choices, default=QualificationStatus.VALID
    )

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = "资质证书"
        verbose_name_plural = "资质证书"
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="qualification_number_once"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, person__isnull=True)
                | Q(enterprise__isnull=True, person__isnull=False),
                name="qualification_one_holder",
                violation_error_message="资质证书须属于一个单位或一名人员。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="qualification_dates_in_order",
                violation_error_message="有效期止不得早于有效期起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def holder(self):
        """The Enterprise or Person it belongs to."""
        return self.enterprise if self.enterprise_id else self.person

    def is_valid_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return self.status == QualificationStatus.VALID and begun and (self.valid_to is None or day <= self.valid_to)
