"""How personal data are shown to those who need not see them whole."""

import re
from collections.abc import Callable

_RESIDENT = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_MOBILE = re.compile(r"1[0-9]{10}")
_TOWN = re.compile(r".*?(?:街道|镇|乡)")
_DISTRICT = re.compile(r".*?[区县]")
_SHORT = 6
_COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳上官司马诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒司空夏侯轩辕端木百里南宫闻人申屠太史公冶澹台淳于独孤",
    )
)


def _keep(value: str, first: int, last: int) -> str:
    return value[:first] + "*" * (len(value) - first - last) + (value[-last:] if last else "")


def _all_but_last(value: str, last: int) -> str:
    """Stars for all but ``last`` characters; a value that would stay readable that way keeps one, or none."""
    if len(value) > last:
        return _keep(value, 0, last)
    return _keep(value, 0, 1 if len(value) > 1 else 0)


def mask_id_number(value: str) -> str:
    """Resident numbers keep 3 + 4 characters, other documents 1 + 3, short ones the last; the length stays."""
    if _RESIDENT.fullmatch(value):
        return _keep(value, 3, 4)
    return _keep(value, 1, 3) if len(value) > _SHORT else _all_but_last(value, 1)


def mask_phone(value: str) -> str:
    """Mobile numbers as 138****5678, landlines the last four digits."""
    return _keep(value, 3, 4) if _MOBILE.fullmatch(value) else _all_but_last(value, 4)


def mask_account(value: str) -> str:
    """Bank accounts: the last four digits."""
    return _all_but_last(value, 4)


def mask_address(value: str) -> str:
    """Down to the street or town level; without one, down to the district."""
    found = _TOWN.match(value) or _DISTRICT.match(value)
    return (found.group() if found else "") + "***" if value else ""


def mask_name(value: str) -> str:
    """For public pages: 张*, 张*明, 欧阳**."""
    if value[:2] in _COMPOUND_SURNAMES and len(value) > 2:
        return _keep(value, 2, 0)
    return _keep(value, 1, 1 if len(value) > 2 else 0) if len(value) > 1 else "*" * len(value)


def mask_text(value: str) -> str:
    """Nothing, not even the length."""
    return "***" if value else ""


MASKS: dict[str, Callable[[str], str]] = {
    "id": mask_id_number,
    "phone": mask_phone,
    "account": mask_account,
    "address": mask_address,
    "text": mask_text,
}


def mask(value: str, kind: str) -> str:
    """The shown form of ``value``; ``kind`` is one of MASKS."""
    return MASKS[kind](value)
