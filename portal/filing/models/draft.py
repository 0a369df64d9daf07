import json
import uuid

from django.db import models

from ca_auth.privacy import decrypt_bytes, encrypt_bytes


class Draft(models.Model):
    """Half-typed form data, kept so that nobody loses half an hour of typing. No filing: no number, no status,
    never seen by anybody but the account that typed it."""

    uuid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("ca_auth.Account", models.CASCADE, related_name="drafts", verbose_name="账户")
    identity = models.ForeignKey("ca_auth.Identity", models.CASCADE, related_name="+", verbose_name="身份")
    kind = models.CharField("事项", max_length=40)
    record = models.CharField("记录", max_length=36, blank=True, default="")
    version = models.PositiveIntegerField("记录版本", default=0)
    sealed_data = models.BinaryField("内容（加密）")
    saved_at = models.DateTimeField("暂存时间")

    class Meta:
        verbose_name = "暂存"
        verbose_name_plural = "暂存"
        constraints = [models.UniqueConstraint(fields=["identity", "kind", "record"], name="draft_once_per_form")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record or '新增'}"

    def seal(self, data: dict[str, list[str]]) -> None:
        self.sealed_data = encrypt_bytes(json.dumps(data, ensure_ascii=False).encode(), aad=self._aad)

    @property
    def data(self) -> dict[str, list[str]]:
        return json.loads(decrypt_bytes(bytes(self.sealed_data), aad=self._aad))

    @property
    def has_content(self) -> bool:
        return bool(self.data)

    @property
    def _aad(self) -> str:
        return f"filing.Draft.data|{self.uuid}"
