from django.db import models

from ca_auth.choices import Role, System


class Identity(models.Model):
    """One account acting in one system in one role for one enterprise. The only source of permission."""

    account = models.ForeignKey("ca_auth.Account", models.CASCADE, related_name="identities", verbose_name="账户")
    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, null=True, blank=True, related_name="identities", verbose_name="单位"
    )
    system = models.CharField("系统", max_length=12, choices=System.choices)
    role = models.CharField("角色", max_length=24, choices=Role.choices)
    scope = models.JSONField("范围", default=dict, blank=True)
    is_active = models.BooleanField("启用", default=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        verbose_name = "身份"
        verbose_name_plural = "身份"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "system", "role", "enterprise"], name="identity_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()}"

    @property
    def districts(self) -> tuple[str, ...]:
        """District letters a reviewer works for; empty for a municipal reviewer, who sees all."""
        return tuple(self.scope.get("districts", ()))

    @property
    def is_reviewer(self) -> bool:
        return self.role in {Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER}
