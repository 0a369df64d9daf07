from django.db import models


class NumberSequence(models.Model):
    """The last number given out under a prefix."""

    prefix = models.CharField("前缀", max_length=30, unique=True)
    value = models.PositiveIntegerField("当前值")

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"

    def __str__(self) -> str:
        return f"{self.prefix} {self.value}"
