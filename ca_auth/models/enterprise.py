from django.db import models

from ca_auth.choices import District


class EnterpriseKind(models.TextChoices):
    IMPLEMENTER = "implementer", "实施单位"
    CONTRACTOR = "contractor", "施工单位"
    SUBCONTRACTOR = "subcontractor", "分包单位"
    SUPERVISOR = "supervisor", "监理单位"
    DESIGNER = "designer", "设计单位"


class Enterprise(models.Model):
    """A firm or public body, known by its unified social credit code. All apps refer to the same row."""

    name = models.CharField("单位名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    org_code = models.CharField("组织机构代码", max_length=10, blank=True, default="")
    kind = models.CharField("单位类别", max_length=20, choices=EnterpriseKind.choices)
    district = models.CharField("注册区县", max_length=2, choices=District.choices, blank=True, default="")
    address = models.CharField("单位地址", max_length=200, blank=True, default="")
    postal_code = models.CharField("邮政编码", max_length=6, blank=True, default="")
    legal_representative = models.CharField("法定代表人", max_length=50, blank=True, default="")
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
