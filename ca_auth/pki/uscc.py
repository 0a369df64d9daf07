"""统一社会信用代码 (GB 32100-2015) and the older 组织机构代码 (GB 11714-1997) inside it."""

import re

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_USCC = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_LEGACY = re.compile(r"[0-9A-Z]{8}-?[0-9X]")


def check_character(first_17: str) -> str:
    """The 18th character for the first 17 (weights 3^i, modulus 31)."""
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(first_17, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def is_uscc(code: str) -> bool:
    """Whether ``code`` has the shape and the check character of a 统一社会信用代码 (upper case, no blanks)."""
    return _USCC.fullmatch(code) is not None and check_character(code[:17]) == code[17]


def is_legacy_org_code(code: str) -> bool:
    """Whether ``code`` has the shape of an 组织机构代码, with or without the hyphen."""
    return _LEGACY.fullmatch(code) is not None


def org_code_of(uscc: str) -> str:
    """The nine characters of the 组织机构代码 that a 统一社会信用代码 carries."""
    return uscc[8:17]
