"""Who is named in a contract: chosen from the register, or typed by hand as manual 000 §3.2 says."""

from uuid import uuid4

from django.db import models

from ca_auth.privacy import EncryptedCharField
from ca_auth.validators import IdType, validate_phone, validate_uscc
from contracts.choices import ALL_POSTS, Discipline, StaffRole
from portal.filing.modelfields import ChoiceField, DayField, TextField


class StaffRef(models.Model):
    """A person of the register in a role of the contract, with the certificate as it was at 保存."""

    contract = models.ForeignKey(
        "contracts.ContractFiling", models.CASCADE, related_name="staff", verbose_name="合同信息报送"
    )
    role = ChoiceField("岗位", max_length=20, choices=StaffRole.choices)
    person = models.ForeignKey("ca_auth.Person", models.PROTECT, related_name="contract_posts", verbose_name="人员")
    name = TextField("姓名", max_length=50)
    certificate_no = TextField("证书编号", max_length=60, blank=True, default="")
    level = TextField("专业及等级", max_length=100, blank=True, default="")
    certificate_expiry = DayField("证书有效期至", null=True, blank=True)
    safety_certificate_no = TextField("安全生产考核证", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "合同人员"
        verbose_name_plural = "合同人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "role", "person"], name="contract_staff_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"

    def described(self) -> str:
        """顾晓岚（安全生产考核C3证，沪建安C3（2020）0013702）."""
        told = "，".join(part for part in (self.level, self.certificate_no, self.safety_certificate_no) if part)
        return f"{self.name}（{told}）" if told else self.name


class TypedPerson(models.Model):
    """What somebody types about a person: the columns of manual 000 §3.2."""

    uuid = models.UUIDField("标识", default=uuid4, unique=True, editable=False)
    name = TextField("姓名", max_length=50)
    id_type = ChoiceField("证件类型", max_length=10, choices=IdType.choices)
    id_no = EncryptedCharField("证件号", max_length=30, kind="id")
    certificate_no = TextField("证书编号", max_length=60)
    phone = EncryptedCharField("联系电话", max_length=20, kind="phone", validators=[validate_phone])

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SiteManager(TypedPerson):
    """施工现场主要管理人员 or 项目监理机构人员: the six columns of manual 000 §3.2, typed by hand."""

    contract = models.ForeignKey(
        "contracts.ContractFiling", models.CASCADE, related_name="site_managers", verbose_name="合同信息报送"
    )
    post = ChoiceField("岗位", max_length=20, choices=ALL_POSTS)

    class Meta(TypedPerson.Meta):
        verbose_name = "现场管理人员"
        verbose_name_plural = "现场管理人员"


class Specialist(TypedPerson):
    """专业负责人 of a design contract."""

    contract = models.ForeignKey(
        "contracts.DesignContract", models.CASCADE, related_name="specialists", verbose_name="设计合同"
    )
    discipline = ChoiceField("专业", max_length=14, choices=Discipline.choices)

    class Meta(TypedPerson.Meta):
        verbose_name = "专业负责人"
        verbose_name_plural = "专业负责人"


class ConsortiumMember(models.Model):
    """联合体成员: the contractor itself is the first party and is not repeated here."""

    contract = models.ForeignKey(
        "contracts.ContractFiling", models.CASCADE, related_name="members", verbose_name="合同信息报送"
    )
    name = TextField("单位名称", max_length=100)
    uscc = TextField("统一社会信用代码", max_length=18, validators=[validate_uscc])
    duty = TextField("承担工作", max_length=100)

    class Meta:
        verbose_name = "联合体成员"
        verbose_name_plural = "联合体成员"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
