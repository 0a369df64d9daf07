import uuid

from django.db import models
from django.db.models import F, Q

from ca_auth.choices import System


class AttachmentState(models.TextChoices):
    WAITING = "waiting", "待扫描"
    AVAILABLE = "available", "可用"
    QUARANTINED = "quarantined", "隔离"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, identity) -> "AttachmentQuerySet":
        """Files of visible filings; to reviewers only those that were submitted."""
        if identity is None:
            return self.none()
        filings = self.model._meta.get_field("filing").remote_field.model._default_manager
        found = self.filter(filing__in=filings.visible_to(identity))
        if identity.system == System.INTERNAL:
            return found.filter(first_submission__lte=F("filing__submission_count"))
        return found

    def current(self) -> "AttachmentQuerySet":
        """What lies in the slots now."""
        return self.filter(replaced_at=None, removed_at=None)

    def abandoned(self, before) -> "AttachmentQuerySet":
        """Taken out before `before` without ever having been submitted, or left behind by a dropped draft."""
        never_used = Q(first_submission=None) & (Q(replaced_at__lt=before) | Q(removed_at__lt=before))
        return self.filter(never_used | Q(filing=None, draft=None, uploaded_at__lt=before))


class Attachment(models.Model):
    """One stored file of a filing, or of a form that was never saved (then of its draft). Its bytes never change."""

    uuid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    filing = models.ForeignKey(
        "filing.Filing", models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name="办件"
    )
    draft = models.ForeignKey(
        "filing.Draft", models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name="暂存"
    )
    slot = models.CharField("栏目", max_length=50)
    original_name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("内容摘要", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    storage_name = models.CharField("存储名", max_length=40, unique=True, editable=False)
    sealed_key = models.BinaryField("文件密钥（加密）", editable=False)
    uploaded_by = models.ForeignKey(
        "ca_auth.Account", models.PROTECT, related_name="+", verbose_name="上传人", editable=False
    )
    uploaded_at = models.DateTimeField("上传时间", editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=AttachmentState.choices, default=AttachmentState.AVAILABLE, editable=False
    )
    replaced_at = models.DateTimeField("被替换时间", null=True, blank=True, editable=False)
    removed_at = models.DateTimeField("删除时间", null=True, blank=True, editable=False)
    # The number of the 上报 that first includes the file; emptied when it is taken out before that came.
    first_submission = models.PositiveSmallIntegerField("首次随第几次上报", null=True, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(filing=None) | Q(draft=None), name="attachment_of_filing_or_of_draft"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_has_content"),
        ]
        indexes = [models.Index(fields=["filing", "slot"], name="attachment_filing_slot")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_current(self) -> bool:
        return self.replaced_at is None and self.removed_at is None

    @property
    def is_available(self) -> bool:
        return self.state == AttachmentState.AVAILABLE
