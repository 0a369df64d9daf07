"""Prints that the background worker makes. The document itself is a file; this row is the truth about the work."""

from django.db import models


class PrintJob(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "生成中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    key = models.CharField("文件键", max_length=64, unique=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    detail = models.CharField("失败原因", max_length=200, blank=True, default="")
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    touched_at = models.DateTimeField("最近处理时间")

    class Meta:
        verbose_name = "后台打印"
        verbose_name_plural = "后台打印"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.get_status_display()}"
