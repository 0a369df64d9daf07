"""What the sheets hold: headings, which of them are needed, how a cell is read and where it goes."""

from dataclasses import dataclass

from ca_auth.models import (
    Enterprise,
    EnterpriseKind,
    Person,
    Qualification,
    QualificationKind,
    QualificationStatus,
)
from ca_auth.services.registers import cells
from ca_auth.services.registers.cells import Cleaner
from ca_auth.validators import IdType


@dataclass(frozen=True)
class Column:
    """`required` holds for the heading and for every row. `secret` is never quoted, only its mask is shown."""

    heading: str
    field: str
    clean: Cleaner
    required: bool = False
    secret: bool = False


@dataclass(frozen=True)
class Kind:
    """`title` is the name of the sheet."""

    name: str
    title: str
    model: type
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column:
        return next(one for one in self.columns if one.field == field)


ENTERPRISES = Kind(
    "enterprises",
    "单位",
    Enterprise,
    (
        Column("统一社会信用代码", "uscc", cells.uscc, required=True),
        Column("单位名称", "name", cells.text_up_to(100), required=True),
        Column("单位类别", "kind", cells.one_of(EnterpriseKind), required=True),
        Column("组织机构代码", "org_code", cells.org_code),
        Column("注册区县", "district", cells.district),
        Column("单位地址", "address", cells.text_up_to(200)),
        Column("邮政编码", "postal_code", cells.postal_code),
        Column("法定代表人", "legal_representative", cells.text_up_to(50)),
        Column("启用", "is_active", cells.yes_or_no),
    ),
)
PEOPLE = Kind(
    "people",
    "人员",
    Person,
    (
        Column("姓名", "name", cells.text_up_to(50), required=True),
        Column("证件类型", "id_type", cells.one_of(IdType)),
        Column("证件号码", "id_number", cells.document_number, required=True, secret=True),
        Column("手机号", "phone", cells.phone, secret=True),
        Column("所属单位统一社会信用代码", "enterprise", cells.uscc),
        Column("在册", "is_active", cells.yes_or_no),
    ),
)
QUALIFICATIONS = Kind(
    "qualifications",
    "资质证书",
    Qualification,
    (
        Column("单位统一社会信用代码", "enterprise", cells.uscc),
        Column("人员证件号码", "person", cells.document_number, secret=True),
        Column("类别", "kind", cells.one_of(QualificationKind), required=True),
        Column("证书编号", "number", cells.number_up_to(60), required=True),
        Column("专业及等级", "level", cells.text_up_to(100)),
        Column("发证机关", "issued_by", cells.text_up_to(100)),
        Column("有效期起", "valid_from", cells.day),
        Column("有效期止", "valid_to", cells.last_day),
        Column("状态", "status", cells.one_of(QualificationStatus)),
    ),
)
KINDS = {one.name: one for one in (ENTERPRISES, PEOPLE, QUALIFICATIONS)}
OF_ENTERPRISES = frozenset({QualificationKind.ENTERPRISE_GRADE, QualificationKind.SAFETY_LICENCE})
