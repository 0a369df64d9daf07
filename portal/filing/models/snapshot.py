import json
import uuid

from django.db import models

from ca_auth.privacy import decrypt_bytes, encrypt_bytes


class Snapshot(models.Model):
    """The content as submitted: labels, values, texts and file hashes. Prints, comparisons and checks read this."""

    uuid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    filing = models.ForeignKey("filing.Filing", models.PROTECT, related_name="snapshots", verbose_name="办件")
    number = models.PositiveSmallIntegerField("第几次上报")
    version = models.PositiveIntegerField("版本")
    sealed_content = models.BinaryField("内容（加密）")
    sha256 = models.CharField("内容摘要", max_length=64)
    changes = models.PositiveSmallIntegerField("较上次改动处数", default=0)
    created_at = models.DateTimeField("上报时间")
    signed_text = models.CharField("签名原文", max_length=300, blank=True, default="")
    signature = models.BinaryField("签名值", default=b"", blank=True)
    signature_algorithm = models.CharField("签名算法", max_length=10, blank=True, default="")
    certificate = models.BinaryField("签名证书", default=b"", blank=True)
    certificate_subject = models.CharField("证书主体", max_length=300, blank=True, default="")
    certificate_serial = models.CharField("证书序列号", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "上报内容"
        verbose_name_plural = "上报内容"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="snapshot_once_per_submission")]

    def __str__(self) -> str:
        return f"{self.filing} 第 {self.number} 次上报"

    def seal(self, canonical: str) -> None:
        """Store the canonical text encrypted for this row alone."""
        self.sealed_content = encrypt_bytes(canonical.encode(), aad=self._aad)

    @property
    def canonical(self) -> str:
        return decrypt_bytes(bytes(self.sealed_content), aad=self._aad).decode()

    @property
    def content(self) -> dict:
        return json.loads(self.canonical)

    @property
    def _aad(self) -> str:
        return f"filing.Snapshot.content|{self.uuid}"
