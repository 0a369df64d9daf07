from django.db import models


class LoginChallenge(models.Model):
    """A number to be signed once. It lives in a row of its own because a value in a session can be spent twice."""

    nonce = models.CharField("随机数", max_length=64, unique=True)
    session_bind = models.CharField("会话摘要", max_length=64)
    origin = models.CharField("站点", max_length=300)
    purpose = models.CharField("用途", max_length=80)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("失效时间", db_index=True)
    consumed_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "登录质询"
        verbose_name_plural = "登录质询"
        indexes = [models.Index(fields=["session_bind", "purpose"], name="challenge_of_session")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M:%S}"
