"""What happened at the door. Append-only; kept at least six months."""

from django.db import models

from ca_auth.models.base import AppendOnly


class LoginMethod(models.TextChoices):
    CERTIFICATE = "cert", "数字证书"
    STAFF = "staff", "内网密码与动态口令"


class LoginAttempt(AppendOnly):
    """One row for every outcome of every attempt to log in, good or bad."""

    method = models.CharField("方式", max_length=12, choices=LoginMethod.choices)
    outcome = models.CharField("结果", max_length=30)
    account = models.ForeignKey(
        "ca_auth.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="账户"
    )
    certificate = models.ForeignKey(
        "ca_auth.Certificate", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="证书"
    )
    subject_hint = models.CharField("对象（已遮盖）", max_length=60, blank=True, default="")
    subject_hmac = models.CharField("对象摘要", max_length=64, blank=True, default="", db_index=True)
    detail = models.CharField("技术细节", max_length=200, blank=True, default="")
    ip = models.GenericIPAddressField("IP 地址", null=True, blank=True)
    user_agent = models.CharField("浏览器", max_length=200, blank=True, default="")
    session_hmac = models.CharField("会话摘要", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "登录记录"
        verbose_name_plural = "登录记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"


class SecurityEventKind(models.TextChoices):
    REFUSED = "refused", "访问被拒绝"
    LINKED = "linked", "证书关联单位"
    CERTIFICATE_STATUS = "certificate_status", "证书状态变更"
    IDENTITY_CHOSEN = "identity_chosen", "选择身份"
    SESSION_ENDED = "session_ended", "会话结束"
    CRL_IMPORTED = "crl_imported", "导入吊销列表"
    PASSWORD_CHANGED = "password_changed", "修改密码"


class SecurityEvent(AppendOnly):
    """Acts about access that are no login: refusals, links, revocations, ended sessions."""

    kind = models.CharField("事件", max_length=24, choices=SecurityEventKind.choices)
    account = models.ForeignKey(
        "ca_auth.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="操作人"
    )
    identity = models.ForeignKey(
        "ca_auth.Identity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="身份"
    )
    subject = models.CharField("对象", max_length=200, blank=True, default="")
    facts = models.JSONField("内容", default=dict, blank=True)
    ip = models.GenericIPAddressField("IP 地址", null=True, blank=True)

    class Meta:
        verbose_name = "安全事件"
        verbose_name_plural = "安全事件"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
