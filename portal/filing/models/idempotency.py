from django.db import models


class IdempotencyKey(models.Model):
    """Written in the transaction of the act it stands for: the same form sent twice has one effect and one answer."""

    account = models.ForeignKey("ca_auth.Account", models.CASCADE, related_name="+", verbose_name="账户")
    key = models.UUIDField("幂等键")
    path = models.CharField("地址", max_length=300)
    location = models.CharField("结果地址", max_length=500, blank=True, default="")
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "重复提交保护"
        verbose_name_plural = "重复提交保护"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return str(self.key)
