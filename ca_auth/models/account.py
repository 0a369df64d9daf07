from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from ca_auth.privacy import BlindIndexField, EncryptedCharField


class AccountKind(models.TextChoices):
    ENTERPRISE = "enterprise", "企业证书用户"
    OPERATOR = "operator", "操作员"
    PERSON = "person", "个人"
    STAFF = "staff", "内网人员"


class AccountManager(BaseUserManager):
    def create_user(self, login_name: str, password: str | None = None, **fields) -> "Account":
        account = self.model(login_name=login_name, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, login_name: str, password: str | None = None, **fields) -> "Account":
        """For ``createsuperuser``: a staff account; what it may do still comes from an Identity."""
        fields |= {"kind": AccountKind.STAFF, "is_staff": True, "is_superuser": True}
        return self.create_user(login_name, password, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in. What they may do comes from an Identity, never from the account."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    login_name = models.CharField("登录名", max_length=60, unique=True)
    kind = models.CharField("账户类别", max_length=12, choices=AccountKind.choices, default=AccountKind.ENTERPRISE)
    name = models.CharField("姓名", max_length=50, blank=True, default="")
    enterprise = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="单位"
    )
    phone = EncryptedCharField("手机号", max_length=20, kind="phone", blank=True)
    phone_idx = BlindIndexField(source="phone")
    id_number = EncryptedCharField("证件号码", max_length=30, kind="id", blank=True)
    id_number_idx = BlindIndexField(source="id_number")
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进入系统管理", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    initial_password_expires_at = models.DateTimeField("初始密码失效时间", null=True, blank=True)
    two_factor_checked_at = models.DateTimeField("手机二要素核验时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "login_name"

    class Meta:
        verbose_name = "账户"
        verbose_name_plural = "账户"

    def __str__(self) -> str:
        return self.name or self.login_name

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
