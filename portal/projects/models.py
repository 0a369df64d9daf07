"""Archives that the background worker makes. The document itself is a sealed file; this row is the truth about it."""

import uuid

from django.db import models


class ArchiveJob(models.Model):
    """The archive of one project for one reader: asked for again it is made again, in the same row.

    `attempts` counts claims and names the owner of a running job: who finds another number there has lost it.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "生成中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    uuid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(
        "filing.Filing", models.CASCADE, related_name="+", verbose_name="项目信息报送", editable=False
    )
    identity = models.ForeignKey(
        "ca_auth.Identity", models.CASCADE, related_name="+", verbose_name="申请人", editable=False
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    attempts = models.PositiveIntegerField("次数", default=0)
    detail = models.CharField("失败原因", max_length=200, blank=True, default="")
    content = models.CharField("内容摘要", max_length=64, blank=True, default="")
    stored_as = models.CharField("存储名", max_length=40, blank=True, default="")
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    pages = models.PositiveIntegerField("页数", default=0)
    created_at = models.DateTimeField("申请时间")
    touched_at = models.DateTimeField("最近处理时间")
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)

    class Meta:
        verbose_name = "项目归档"
        verbose_name_plural = "项目归档"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["project", "identity"], name="archive_once_per_reader")]
        indexes = [models.Index(fields=["expires_at"], name="archive_expires")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_status_display()}"
