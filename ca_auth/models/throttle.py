from django.db import models


class ThrottleBucket(models.Model):
    """How often something was tried in one window of time; counted by a single conditional UPDATE."""

    scope = models.CharField("范围", max_length=30)
    key_hmac = models.CharField("对象摘要", max_length=64)
    window_start = models.DateTimeField("窗口起点", db_index=True)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "限流计数"
        verbose_name_plural = "限流计数"
        constraints = [
            models.UniqueConstraint(fields=["scope", "key_hmac", "window_start"], name="throttle_bucket_once")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"
