import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ca_auth.pki import der


@example(-128)
@example(128)
@given(st.integers(min_value=-(1 << 300), max_value=1 << 300))
def test_integers_come_back(value):
    assert der.read_integer(der.read_one(der.integer(value), der.INTEGER)) == value


@given(st.lists(st.integers(min_value=0, max_value=1 << 40), min_size=0, max_size=8), st.integers(0, 2))
def test_object_identifiers_come_back(arcs, first):
    dotted = ".".join(map(str, [first, 39, *arcs]))
    assert der.read_oid(der.read_one(der.oid(dotted), der.OID)) == dotted


@given(st.integers(0, 70000))
def test_lengths_come_back(size):
    element = der.read_one(der.octet_string(bytes(size)), der.OCTET_STRING)
    assert len(element.content) == size


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        elements = der.read_all(data)
    except der.DerError:
        return
    assert b"".join(element.raw for element in elements) == data


@pytest.mark.parametrize(
    "data",
    [
        "30",
        "3080020101 0000",
        "30810 3020101",
        "30820003020101",
        "3003020101 00",
        "3004020101",
        "1f810100",
        "3085000000000000",
    ],
    ids=["no-length", "indefinite", "long-form", "leading-zero", "trailing", "cut", "multi-byte-tag", "five-octets"],
)
def test_other_than_der_is_refused(data):
    with pytest.raises(der.DerError):
        der.read_one(bytes.fromhex(data.replace(" ", "")), der.SEQUENCE)


@pytest.mark.parametrize("content", ["", "0001", "007f", "ffff", "ff80"])
def test_padded_integers_are_refused(content):
    with pytest.raises(der.DerError):
        der.read_integer(der.Element(der.INTEGER, bytes.fromhex(content), b""))


@pytest.mark.parametrize("content", ["", "8001", "2a80", "2a8001"])
def test_padded_object_identifiers_are_refused(content):
    with pytest.raises(der.DerError):
        der.read_oid(der.Element(der.OID, bytes.fromhex(content), b""))
