from datetime import date

from django.db import models
from django.db.models import Q

from ca_auth.choices import ADMIN_ROLES, Role, System


class IdentityQuerySet(models.QuerySet):
    def usable(self, day: date) -> "IdentityQuerySet":
        """Switched on, within its dates, and of an account and enterprise that are switched on."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        in_service = Q(enterprise__isnull=True) | Q(enterprise__is_active=True)
        return self.filter(begun & not_ended & in_service, is_active=True, account__is_active=True)


class Identity(models.Model):
    """One account acting in one system in one role for one enterprise. The only source of permission."""

    account = models.ForeignKey("ca_auth.Account", models.CASCADE, related_name="identities", verbose_name="账户")
    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, null=True, blank=True, related_name="identities", verbose_name="单位"
    )
    system = models.CharField("系统", max_length=12, choices=System.choices)
    role = models.CharField("角色", max_length=24, choices=Role.choices)
    project_ref = models.CharField("限于项目", max_length=20, blank=True, default="")
    scope = models.JSONField("范围", default=dict, blank=True)
    is_active = models.BooleanField("启用", default=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    granted_by = models.ForeignKey(
        "ca_auth.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="授权人"
    )

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "身份"
        verbose_name_plural = "身份"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "system", "role", "enterprise", "project_ref"], name="identity_once"
            ),
            # NULLs differ from each other, and SQLite knows no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                fields=["account", "system", "role", "project_ref"],
                condition=Q(enterprise__isnull=True),
                name="identity_once_without_enterprise",
            ),
            # GB/T 22239: running the system, granting rights and reading the audit log are three hands.
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(role__in=ADMIN_ROLES),
                name="identity_one_admin_role",
                violation_error_message="系统管理员、安全管理员、审计管理员不得由同一账户兼任。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise or self.account} · {self.get_role_display()}"

    @property
    def districts(self) -> tuple[str, ...]:
        """District letters a reviewer works for; empty for a municipal reviewer, who sees all."""
        return tuple(self.scope.get("districts", ()))

    @property
    def is_reviewer(self) -> bool:
        return self.role in {Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER}

    @property
    def organisation(self) -> str:
        """The enterprise, or for internal staff the office they act for."""
        return self.enterprise.name if self.enterprise_id else self.scope.get("office", self.get_role_display())

    @property
    def is_admin(self) -> bool:
        return self.role in ADMIN_ROLES

    def is_usable_on(self, day: date) -> bool:
        """As ``usable()``, for a row that is already at hand; the account is the caller's to check."""
        begun = self.valid_from is None or self.valid_from <= day
        not_ended = self.valid_to is None or day <= self.valid_to
        in_service = self.enterprise is None or self.enterprise.is_active
        return self.is_active and begun and not_ended and in_service
