"""Whose certificates are trusted, which are revoked, and which the portal has seen."""

from django.db import models


class TrustedCA(models.Model):
    """An issuer the operator of the portal has configured; what a client sends along never counts."""

    name = models.CharField("名称", max_length=100)
    der = models.BinaryField("证书")
    fingerprint = models.CharField("SHA-256 指纹", max_length=64, unique=True)
    is_anchor = models.BooleanField("信任锚", default=False)
    is_demo = models.BooleanField("演示用", default=False)
    sm2_id = models.CharField("SM2 签名者标识", max_length=64, default="1234567812345678")
    enabled = models.BooleanField("启用", default=True)
    not_after = models.DateTimeField("证书有效期止")
    added_at = models.DateTimeField("添加时间", auto_now_add=True)

    class Meta:
        verbose_name = "受信证书机构"
        verbose_name_plural = "受信证书机构"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Crl(models.Model):
    """The newest revocation list of an issuer, per distribution point; checked once, at import."""

    ca = models.ForeignKey(TrustedCA, models.CASCADE, related_name="crls", verbose_name="证书机构")
    distribution_point = models.CharField("分发点", max_length=300, blank=True, default="")
    number_hex = models.CharField("编号", max_length=42, blank=True, default="")
    this_update = models.DateTimeField("发布时间")
    next_update = models.DateTimeField("下次更新")
    der = models.BinaryField("原文")
    imported_at = models.DateTimeField("导入时间", auto_now=True)

    class Meta:
        verbose_name = "证书吊销列表"
        verbose_name_plural = "证书吊销列表"
        constraints = [models.UniqueConstraint(fields=["ca", "distribution_point"], name="crl_once_per_point")]

    def __str__(self) -> str:
        return f"{self.ca} #{self.number_hex or '—'}"


class RevokedSerial(models.Model):
    """One entry of a revocation list, indexed: looking into a list of 100,000 entries is linear."""

    crl = models.ForeignKey(Crl, models.CASCADE, related_name="entries", verbose_name="吊销列表")
    serial_hex = models.CharField("序列号", max_length=40)
    revoked_at = models.DateTimeField("吊销时间")
    reason = models.CharField("原因", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "已吊销证书"
        verbose_name_plural = "已吊销证书"
        constraints = [models.UniqueConstraint(fields=["crl", "serial_hex"], name="revoked_serial_once")]

    def __str__(self) -> str:
        return self.serial_hex


class CertificateStatus(models.TextChoices):
    ACTIVE = "active", "有效"
    SUSPENDED = "suspended", "停用"
    REVOKED = "revoked", "吊销"
    SUPERSEDED = "superseded", "已换发"


class Certificate(models.Model):
    """A certificate the portal has met, keyed by issuer and serial: a fingerprint can be altered, those cannot."""

    issuer_der_sha256 = models.CharField("颁发者摘要", max_length=64)
    serial_hex = models.CharField("序列号", max_length=40)
    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name="单位"
    )
    account = models.ForeignKey(
        "ca_auth.Account", models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name="账户"
    )
    holder = models.CharField("持有人标签", max_length=60, blank=True, default="")
    status = models.CharField(
        "状态", max_length=12, choices=CertificateStatus.choices, default=CertificateStatus.ACTIVE
    )
    status_reason = models.CharField("状态说明", max_length=200, blank=True, default="")
    subject = models.CharField("主题", max_length=300, blank=True, default="")
    algorithm = models.CharField("算法", max_length=10)
    fingerprint = models.CharField("SHA-256 指纹", max_length=64)
    spki_sha256 = models.CharField("公钥摘要", max_length=64)
    not_before = models.DateTimeField("有效期起")
    not_after = models.DateTimeField("有效期止")
    der = models.BinaryField("证书")
    first_seen = models.DateTimeField("首次使用", auto_now_add=True)
    last_used = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = "数字证书"
        verbose_name_plural = "数字证书"
        ordering = ["-first_seen"]
        constraints = [
            models.UniqueConstraint(fields=["issuer_der_sha256", "serial_hex"], name="certificate_once_per_issuer")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise or self.account or self.subject} · {self.masked_serial}"

    @property
    def masked_serial(self) -> str:
        return f"{self.serial_hex[:4]}••••{self.serial_hex[-4:]}".upper()
