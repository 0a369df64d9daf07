from django.db import models


class Remark(models.Model):
    """A reviewer's remark on one field or attachment of one submission. Sent to the enterprise with the return."""

    filing = models.ForeignKey("filing.Filing", models.CASCADE, related_name="review_remarks", verbose_name="办件")
    submission = models.PositiveSmallIntegerField("第几次上报")
    target = models.CharField("对象", max_length=80, help_text="字段名，或 attachment:附件栏目")
    label = models.CharField("对象名称", max_length=100)
    text = models.CharField("意见", max_length=400)
    author = models.ForeignKey("ca_auth.Identity", models.PROTECT, related_name="+", verbose_name="审核人")
    created_at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    class Meta:
        verbose_name = "逐项意见"
        verbose_name_plural = "逐项意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "submission", "target"], name="remark_once_per_target")
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.text}"


class CannedReason(models.Model):
    """A return reason that reviewers pick instead of typing; maintained in the admin."""

    text = models.CharField("退回原因", max_length=200, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "常用退回原因"
        verbose_name_plural = "常用退回原因"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text
