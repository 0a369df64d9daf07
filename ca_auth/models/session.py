from django.db import models


class Site(models.TextChoices):
    """The two faces of the portal; a session of one is worth nothing on the other."""

    PUBLIC = "public", "办事平台"
    INTERNAL = "internal", "内网"


class EndReason(models.TextChoices):
    LOGOUT = "logout", "主动退出"
    IDLE = "idle", "长时间未操作"
    ABSOLUTE = "absolute", "超过最长使用时间"
    REPLACED = "replaced", "在别处登录"
    KILLED = "killed", "管理员结束"
    REVOKED = "revoked", "证书或账户已停用"


class LoginSessionQuerySet(models.QuerySet):
    def live(self) -> "LoginSessionQuerySet":
        return self.filter(ended_at__isnull=True)


class LoginSession(models.Model):
    """A signed-in browser. Ending the row ends the login at the next request, whatever the cookie says."""

    site = models.CharField("站点", max_length=10, choices=Site.choices)
    key_hmac = models.CharField("会话摘要", max_length=64, unique=True)
    account = models.ForeignKey("ca_auth.Account", models.CASCADE, related_name="login_sessions", verbose_name="账户")
    identity = models.ForeignKey(
        "ca_auth.Identity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="身份"
    )
    certificate = models.ForeignKey(
        "ca_auth.Certificate", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="证书"
    )
    method = models.CharField("登录方式", max_length=20)
    ip = models.GenericIPAddressField("IP 地址", null=True, blank=True)
    user_agent = models.CharField("浏览器", max_length=200, blank=True, default="")
    started_at = models.DateTimeField("登录时间")
    last_seen_at = models.DateTimeField("最近操作")
    checked_at = models.DateTimeField("证书状态核验时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_why = models.CharField("结束原因", max_length=10, choices=EndReason.choices, blank=True, default="")

    objects = LoginSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["account", "ended_at"], name="session_of_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.started_at:%Y-%m-%d %H:%M}"
