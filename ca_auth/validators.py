"""Checks on identity documents, phones and organisation codes, with the red texts the pages show.

Region codes inside resident numbers and unified codes are not compared with a list: districts are merged and their
codes retired, the documents stay valid.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone

from ca_auth.privacy import clear_text
from ca_auth.privacy.index import resident_check_character


class IdType(TextChoices):
    """Manual 000 §3.2 证件类型, in the manual's order."""

    RESIDENT = "resident", "身份证"
    OFFICER = "officer", "军官证"
    POLICE = "police", "警官证"
    OTHER = "other", "其他"
    HONG_KONG_MACAU = "hk_macau", "港澳同胞回乡证"
    TAIWAN = "taiwan", "台湾同胞证"
    PASSPORT = "passport", "护照"


_RESIDENT = re.compile(r"[0-9]{17}[0-9Xx]")
_DOCUMENTS = {
    IdType.OFFICER: re.compile(r"\S{4,20}"),
    IdType.POLICE: re.compile(r"\S{4,20}"),
    IdType.OTHER: re.compile(r"\S.{0,28}\S|\S"),
    IdType.HONG_KONG_MACAU: re.compile(r"[HMhm][0-9]{8}(?:[0-9]{2})?"),
    IdType.TAIWAN: re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
    IdType.PASSPORT: re.compile(r"[A-Za-z0-9]{5,17}"),
}
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(r"1[3-9][0-9]{9}|(?:0[0-9]{2,3}-?)?[0-9]{7,8}(?:-[0-9]{1,6})?")
_ORG_CODE = re.compile(r"[0-9A-Z]{8}-[0-9X]")


def is_resident_number(value: str) -> bool:
    """18 characters, a date of birth that has been, and the check character of GB 11643-1999."""
    if not _RESIDENT.fullmatch(value):
        return False
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    return (
        date(1900, 1, 1) <= born <= timezone.localdate() and resident_check_character(value[:17]) == value[17].upper()
    )


def is_identity_document(id_type: str, number: str) -> bool:
    """Whether ``number`` can be a document of ``id_type`` (a value of IdType); an unknown type has no valid number."""
    if id_type == IdType.RESIDENT:
        return is_resident_number(number)
    pattern = _DOCUMENTS.get(id_type)
    return pattern is not None and pattern.fullmatch(number) is not None


def validate_identity_document(id_type: str, number: str) -> None:
    """For ``clean()`` of forms and models: ``number`` is plain text or a Secret; nothing given is nothing wrong."""
    text = clear_text(number)
    if text and not is_identity_document(id_type, text):
        raise ValidationError("证件号码与证件类型不符！", code="id_mismatch")


def validate_resident_number(number: str) -> None:
    """For fields that take only 身份证."""
    validate_identity_document(IdType.RESIDENT, number)


def validate_mobile(number: str) -> None:
    if not _MOBILE.fullmatch(clear_text(number)):
        raise ValidationError("手机号码格式不正确！", code="mobile")


def validate_phone(number: str) -> None:
    """Mobile or landline, with area code and extension if need be."""
    if not _PHONE.fullmatch(clear_text(number)):
        raise ValidationError("联系电话格式不正确！", code="phone")


def validate_uscc(code: str) -> None:
    """统一社会信用代码 with its check character (GB 32100-2015)."""
    from ca_auth.pki.uscc import is_uscc

    if not is_uscc(code):
        raise ValidationError("统一社会信用代码不正确！", code="uscc")


def validate_org_code(code: str) -> None:
    """组织机构代码 by shape only: codes in use do not all pass the checksum."""
    if not _ORG_CODE.fullmatch(code):
        raise ValidationError("组织机构代码格式不正确！", code="org_code")
