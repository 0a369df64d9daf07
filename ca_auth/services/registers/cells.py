"""One cell at a time: from what people type and spreadsheets make of it to a clean value, or Unusable."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from openpyxl.utils.datetime import from_excel

from ca_auth import validators
from ca_auth.choices import District
from ca_auth.privacy.index import normalise
from ca_auth.services.registers.faults import Unusable, quoted

Cleaner = Callable[[object], object]


class Formula:
    """Stands where a cell holds a formula: its result is whatever some program has last made of it."""

    def __str__(self) -> str:
        return "="


# Spreadsheets keep 15 digits of a number and make zeros of the rest.
_EXACT = 10**15
_SERIALS = range(20_000, 80_000)  # days of the spreadsheet's calendar: 1954 to 2119
_ENDLESS = {"长期", "长期有效", "永久", "永久有效", "无固定期限"}
_DATE = re.compile(r"([12][0-9]{3})[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12][0-9]|0?[1-9])日?(?:[ T]0?0:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"([12][0-9]{3})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_YES, _NO = {"是", "1", "TRUE", "Y", "√", "启用", "在册"}, {"否", "0", "FALSE", "N", "×", "停用", "不在册"}
_WIDE = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0D)
}


def plain(value: object) -> str:
    """Text without full-width letters and digits, invisible characters and blanks at the ends; Chinese brackets and
    commas belong to names and certificate numbers and stay. Raises Unusable for a formula, an error or a number whose
    last digits are lost."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str | int | float | Formula):
        raise Unusable("是日期或时间，请将该列设为“文本”格式后重新填写")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= _EXACT:
        raise Unusable("以数值保存，末几位可能已丢失，请将该列设为“文本”格式后重新填写")
    text = str(value).translate(_WIDE)
    text = "".join(
        " " if one.isspace() else one for one in text if one.isspace() or unicodedata.category(one)[0] != "C"
    )
    text = re.sub(" +", " ", text).strip()
    if text.startswith("="):
        raise Unusable("是公式，请复制后“选择性粘贴—数值”再导入")
    return text


def text_up_to(most: int) -> Cleaner:
    def clean(value: object) -> str:
        text = plain(value)
        if len(text) > most:
            raise Unusable(f"不能超过 {most} 个字，现有 {len(text)} 个字")
        return text

    return clean


def number_up_to(most: int) -> Cleaner:
    """A number of a certificate: one spelling of blanks, that is none."""
    measured = text_up_to(most)
    return lambda value: str(measured(value)).replace(" ", "")


def uscc(value: object) -> str:
    code = normalise(plain(value), "text")
    _valid(validators.validate_uscc, code, f"{quoted(code)}不是正确的统一社会信用代码，请核对 18 位代码及校验位")
    return code


def org_code(value: object) -> str:
    code = normalise(plain(value), "text")
    code = f"{code[:8]}-{code[8]}" if len(code) == 9 else code  # noqa: PLR2004 - eight and one, hyphen left out
    _valid(validators.validate_org_code, code, "格式不正确，应为 8 位代码、连字符和校验位，如 12345678-9")
    return code


def postal_code(value: object) -> str:
    code = normalise(plain(value), "text")
    if not re.fullmatch("[0-9]{6}", code):
        raise Unusable("必须为6位数字")
    return code


def document_number(value: object) -> str:
    """Checked against the kind of document by the row, which knows it. Old resident numbers get 18 digits."""
    return normalise(plain(value))


def phone(value: object) -> str:
    number = normalise(plain(value), "text")
    _valid(validators.validate_phone, number, "联系电话格式不正确，请填写手机号或带区号的固定电话")
    return number


def yes_or_no(value: object) -> bool:
    text = plain(value).upper()
    if text not in _YES | _NO:
        raise Unusable(f"{quoted(text)}无法识别，请填写“是”或“否”")
    return text in _YES


def one_of(choices: type[TextChoices]) -> Cleaner:
    """By the word that pages show, or by the code."""
    known = {one.label: one for one in choices} | {one.value: one for one in choices}

    def clean(value: object) -> str:
        text = plain(value).replace(" ", "")
        if text not in known:
            raise Unusable(f"{quoted(text)}无法识别，可填写：{'、'.join(choices.labels)}")
        return known[text].value

    return clean


def district(value: object) -> str:
    """虹口 is 虹口区, and 浦东 is 浦东新区."""
    text = plain(value).replace(" ", "").removeprefix("上海市")
    for spelling in (text, f"{text}区", f"{text}新区"):
        if spelling in District.labels:
            return District.values[District.labels.index(spelling)]
    return str(one_of(District)(text))


def day(value: object) -> date:
    """Dates of the spreadsheet, its day numbers, and the usual spellings with the year first."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and value in _SERIALS:
        return from_excel(int(value)).date()
    text = unicodedata.normalize("NFKC", plain(value))
    text = re.sub(r"\s*([-/.年月日])\s*", r"\1", text)
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        raise Unusable(f"{quoted(text)}不是有效日期，请按 2026-09-30 的样式填写") from None


def last_day(value: object) -> date | None:
    """None for what never expires."""
    return None if isinstance(value, str) and plain(value) in _ENDLESS else day(value)


def _valid(validate: Callable[[str], None], value: str, text: str) -> None:
    try:
        validate(value)
    except ValidationError:
        raise Unusable(text) from None
