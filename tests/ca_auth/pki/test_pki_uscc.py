import string

import pytest

from ca_auth.pki.subject import is_person_id
from ca_auth.pki.uscc import check_character, is_legacy_org_code, is_uscc, org_code_of


@pytest.mark.parametrize("code", ["91330100799655058B", "9144030071526726XG", "91310000MADEM00019"])
def test_sound_codes(code):
    assert is_uscc(code)
    assert check_character(code[:17]) == code[17]
    assert org_code_of(code) == code[8:17]


def test_every_wrong_check_character_is_noticed():
    for character in string.digits + string.ascii_uppercase:
        assert is_uscc("91330100799655058" + character) == (character == "B")


def test_every_single_wrong_digit_is_noticed():
    code = "91330100799655058B"
    for position in range(18):
        for character in string.digits:
            changed = code[:position] + character + code[position + 1 :]
            assert is_uscc(changed) == (changed == code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91330100799655058",
        "91330100799655058BB",
        "91330100799655058b",
        " 91330100799655058B",
        "9133010079965505８B",
        "IO330100799655058B",
        "91330100799655058B\n",
    ],
)
def test_other_shapes(code):
    assert not is_uscc(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("799655058", True),
        ("79965505-8", True),
        ("71526726X", True),
        ("71526726A", False),
        ("71526726", False),
        ("71526726x", False),
        ("", False),
    ],
)
def test_legacy_shape(code, expected):
    assert is_legacy_org_code(code) is expected


def test_person_number_check_character():
    assert is_person_id("11010519491231002X")
    assert not is_person_id("110105194912310021")
    assert not is_person_id("11010519491231002x")
    assert not is_person_id("")
