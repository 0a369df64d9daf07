import json
import uuid

from django.db import models

from ca_auth.privacy import decrypt_bytes, encrypt_bytes


class Notice(models.Model):
    """A message in the site: to all of an enterprise's identities, or to one identity."""

    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.CASCADE, null=True, blank=True, related_name="notices", verbose_name="单位"
    )
    identity = models.ForeignKey(
        "ca_auth.Identity", models.CASCADE, null=True, blank=True, related_name="notices", verbose_name="身份"
    )
    kind = models.CharField("类别", max_length=20)
    title = models.CharField("标题", max_length=260)
    text = models.TextField("内容", blank=True, default="")
    path = models.CharField("地址", max_length=300, blank=True, default="")
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["enterprise", "read_at", "-id"], name="notice_enterprise"),
            models.Index(fields=["identity", "read_at", "-id"], name="notice_identity"),
        ]

    def __str__(self) -> str:
        return self.title


class OutboxStatus(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class OutboxMessage(models.Model):
    """A text message, written in the transaction of the act and sent after commit. The row is the truth, no queue."""

    uuid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField("模板", max_length=40)
    sealed = models.BinaryField("号码与参数（加密）")
    masked = models.CharField("号码", max_length=20)
    status = models.CharField("状态", max_length=8, choices=OutboxStatus.choices, default=OutboxStatus.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("错误", max_length=200, blank=True, default="")
    created_at = models.DateTimeField("时间")
    due_at = models.DateTimeField("最早发送时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = "待发短信"
        verbose_name_plural = "待发短信"
        indexes = [models.Index(fields=["status", "due_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.template} → {self.masked}"

    def seal(self, *, phone: str, params: dict[str, str]) -> None:
        data = json.dumps({"phone": phone, "params": params}, ensure_ascii=False).encode()
        self.sealed = encrypt_bytes(data, aad=self._aad)

    def unseal(self) -> tuple[str, dict[str, str]]:
        data = json.loads(decrypt_bytes(bytes(self.sealed), aad=self._aad))
        return data["phone"], data["params"]

    @property
    def _aad(self) -> str:
        return f"notices.OutboxMessage.sealed|{self.uuid}"
