"""Where the enterprise's code is found in certificates of different authorities."""

import pytest
from cryptography import x509

from ca_auth.demo_pki import issue
from ca_auth.pki import der
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.subject import COMMON_NAME, DEFAULT_USCC_OIDS, ORGANISATION, PERSON_OID, subject_identity

CODE, OTHER = "91310000MADEM00019", "91330100799655058B"
PERSON = "11010519491231002X"
NAME = (COMMON_NAME, "示范企业")


def identity(world, *, subject=(NAME,), extensions=(), **options):
    data = world.leaf(subject=issue.name(subject), extensions=[*world.signing_extensions(), *extensions])
    return subject_identity(Certificate.parse(data), **options)


def text_extension(oid: str, text: str, tag: int = der.PRINTABLE_STRING) -> issue.Extension:
    return issue.Extension(oid, der.write(tag, text.encode("utf-16-be" if tag == der.BMP_STRING else "utf-8")))


@pytest.mark.parametrize("oid", DEFAULT_USCC_OIDS)
@pytest.mark.parametrize("tag", [der.PRINTABLE_STRING, der.UTF8_STRING, der.IA5_STRING, der.BMP_STRING])
def test_code_in_an_extension(ec_world, oid, tag):
    found = identity(ec_world, extensions=[text_extension(oid, CODE, tag)])
    assert (found.uscc, found.org_code, found.name) == (CODE, CODE[8:17], "示范企业")


@pytest.mark.parametrize("oid", [*DEFAULT_USCC_OIDS, "2.5.4.97", "2.5.4.5", "2.5.4.11"])
def test_code_in_the_subject(ec_world, oid):
    assert identity(ec_world, subject=[NAME, (oid, CODE)]).uscc == CODE


def test_dedicated_place_goes_before_the_general_ones(ec_world):
    found = identity(
        ec_world, subject=[NAME, ("2.5.4.5", OTHER)], extensions=[text_extension(DEFAULT_USCC_OIDS[0], CODE)]
    )
    assert found.uscc == CODE


def test_two_different_codes_count_as_none(ec_world):
    extensions = [text_extension(DEFAULT_USCC_OIDS[0], CODE), text_extension(DEFAULT_USCC_OIDS[1], OTHER)]
    assert identity(ec_world, extensions=extensions).uscc == ""
    assert identity(ec_world, subject=[NAME, ("2.5.4.5", CODE), ("2.5.4.11", OTHER)]).uscc == ""


def test_a_malformed_dedicated_code_is_not_replaced_by_a_guess(ec_world):
    found = identity(
        ec_world, subject=[NAME, ("2.5.4.5", CODE)], extensions=[text_extension(DEFAULT_USCC_OIDS[0], "9131000")]
    )
    assert found.uscc == ""


def test_lower_case_and_blanks_are_repaired(ec_world):
    assert identity(ec_world, subject=[NAME, ("2.5.4.11", f" {CODE.lower()} ")]).uscc == CODE


def test_older_organisation_code(ec_world):
    found = identity(ec_world, subject=[NAME, ("2.5.4.11", "79965505-8")])
    assert (found.uscc, found.org_code) == ("", "799655058")


def test_other_places_may_be_configured(ec_world):
    extension = text_extension("1.2.156.10260.4.4", CODE)
    assert identity(ec_world, extensions=[extension]).uscc == ""
    assert identity(ec_world, extensions=[extension], uscc_oids=["1.2.156.10260.4.4"]).uscc == CODE


@pytest.mark.parametrize(
    "value",
    [
        der.write(der.PRINTABLE_STRING, PERSON.encode()),
        der.write(0x80, PERSON.encode()),
        der.write(0xA0, der.write(der.PRINTABLE_STRING, PERSON.encode())),
    ],
    ids=["plain", "implicit", "explicit"],
)
def test_person_number(ec_world, value):
    found = identity(ec_world, extensions=[issue.Extension(PERSON_OID, value)])
    assert (found.person_id, found.uscc) == (PERSON, "")


@pytest.mark.parametrize(
    "value", [b"", b"\x13", b"\x0c\x02\xff\xfe", b"\x02\x01\x05", b"\xa0\x00", b"\xa0\x02\x13\x05", PERSON.encode()]
)
def test_extensions_that_hold_no_text(ec_world, value):
    assert identity(ec_world, extensions=[issue.Extension(PERSON_OID, value)]).person_id == ""


def test_organisation_is_the_name_where_there_is_no_common_name(ec_world):
    assert identity(ec_world, subject=[(ORGANISATION, "示范企业")]).name == "示范企业"
    assert identity(ec_world, subject=[]).name == ""


def test_alternative_names_are_no_source(ec_world):
    names = issue.known(x509.SubjectAlternativeName([x509.DNSName(CODE)]))
    assert identity(ec_world, extensions=[names]).uscc == ""
