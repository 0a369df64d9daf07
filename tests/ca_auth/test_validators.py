"""Identity documents, phones, codes; the red texts byte for byte."""

import pytest
from django.core.exceptions import ValidationError

from ca_auth import validators
from ca_auth.privacy import Secret
from ca_auth.validators import IdType, is_identity_document, is_resident_number

GOOD = [
    (IdType.RESIDENT, "11010519491231002X"),
    (IdType.RESIDENT, "11010519491231002x"),
    (IdType.RESIDENT, "310199197408260116"),
    (IdType.PASSPORT, "E12345678"),
    (IdType.PASSPORT, "12345"),
    (IdType.PASSPORT, "A" * 17),
    (IdType.HONG_KONG_MACAU, "H12345678"),
    (IdType.HONG_KONG_MACAU, "m1234567801"),
    (IdType.TAIWAN, "12345678"),
    (IdType.TAIWAN, "1234567890"),
    (IdType.TAIWAN, "1234567890B"),
    (IdType.OFFICER, "军字第1234号"),
    (IdType.POLICE, "1234"),
    (IdType.POLICE, "警" * 20),
    (IdType.OTHER, "1"),
    (IdType.OTHER, "X" * 30),
    (IdType.OTHER, "居住证 12"),
]
BAD = [
    (IdType.RESIDENT, "110105194912310021"),
    (IdType.RESIDENT, "110105491231002"),
    (IdType.RESIDENT, "11010519490231002X"),
    (IdType.RESIDENT, "11010519491231002X\n"),
    (IdType.RESIDENT, "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X"),
    (IdType.RESIDENT, "1101051949123100２X"),
    (IdType.PASSPORT, "1234"),
    (IdType.PASSPORT, "A" * 18),
    (IdType.PASSPORT, "E1234-678"),
    (IdType.HONG_KONG_MACAU, "A12345678"),
    (IdType.HONG_KONG_MACAU, "H123456789"),
    (IdType.TAIWAN, "123456789"),
    (IdType.TAIWAN, "12345678B"),
    (IdType.OFFICER, "123"),
    (IdType.POLICE, "警" * 21),
    (IdType.OTHER, "X" * 31),
    (IdType.OTHER, " "),
    ("driving_licence", "11010519491231002X"),
    ("", "1"),
]


def test_the_seven_types_in_the_manuals_order():
    assert IdType.labels == ["身份证", "军官证", "警官证", "其他", "港澳同胞回乡证", "台湾同胞证", "护照"]


@pytest.mark.parametrize(("id_type", "number"), GOOD)
def test_accepted(id_type, number):
    assert is_identity_document(id_type, number)
    validators.validate_identity_document(id_type, Secret(number, "id"))


@pytest.mark.parametrize(("id_type", "number"), BAD)
def test_refused(id_type, number):
    assert not is_identity_document(id_type, number)
    with pytest.raises(ValidationError) as refusal:
        validators.validate_identity_document(id_type, number)
    assert refusal.value.messages == ["证件号码与证件类型不符！"]


def test_every_single_digit_error_is_found():
    number = "310199197408260116"
    for place in range(18):
        for digit in "0123456789":
            changed = number[:place] + digit + number[place + 1 :]
            assert is_resident_number(changed) == (changed == number)


def test_nobody_is_born_tomorrow(time_machine):
    born = "310199" + "20260301" + "001"
    number = born + validators.resident_check_character(born)
    time_machine.move_to("2026-02-28T15:59:00+00:00")
    assert not is_resident_number(number)
    time_machine.move_to("2026-02-28T16:01:00+00:00")
    assert is_resident_number(number)


@pytest.mark.parametrize("number", ["13812345678", "19912345678"])
def test_mobiles(number):
    validators.validate_mobile(number)
    validators.validate_phone(number)


@pytest.mark.parametrize(
    "number", ["021-64750000", "02164750000", "64750000", "0571-8888888-12", "6475000", "64750000-1"]
)
def test_landlines_are_phones_but_no_mobiles(number):
    validators.validate_phone(number)
    with pytest.raises(ValidationError) as refusal:
        validators.validate_mobile(number)
    assert refusal.value.messages == ["手机号码格式不正确！"]


@pytest.mark.parametrize(
    "number", ["", "12812345678", "138123456789", "021--64750000", "64750000-", "13812345678\n", "abc"]
)
def test_refused_phones(number):
    with pytest.raises(ValidationError) as refusal:
        validators.validate_phone(number)
    assert refusal.value.messages == ["联系电话格式不正确！"]


def test_unified_code():
    validators.validate_uscc("91350100M000100Y43")
    for code in ("91350100M000100Y44", "91350100M000100Y4", "91350100M000100y43", "9135010IM000100Y43"):
        with pytest.raises(ValidationError) as refusal:
            validators.validate_uscc(code)
        assert refusal.value.messages == ["统一社会信用代码不正确！"]


def test_org_code_is_checked_by_shape_only():
    validators.validate_org_code("12345678-X")
    with pytest.raises(ValidationError) as refusal:
        validators.validate_org_code("12345678X")
    assert refusal.value.messages == ["组织机构代码格式不正确！"]
