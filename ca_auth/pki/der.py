"""A strict reader and a small writer of DER, for the parts ``cryptography`` does not show or does not know.

The reader accepts definite, minimal lengths and one-byte tags only, so that a structure has one encoding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTF8_STRING, PRINTABLE_STRING, T61_STRING, IA5_STRING, BMP_STRING = 0x0C, 0x13, 0x14, 0x16, 0x1E
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31


class DerError(ValueError):
    """The bytes are not the one DER encoding of what was expected."""


@dataclass(frozen=True, slots=True)
class Element:
    """One tag-length-value; ``raw`` includes tag and length."""

    tag: int
    content: bytes
    raw: bytes

    def children(self) -> list["Element"]:
        return read_all(self.content)


def read(data: bytes, offset: int = 0) -> tuple[Element, int]:
    """The element at ``offset`` and the offset behind it."""
    if offset + 2 > len(data):
        raise DerError("truncated")
    tag, length, start = data[offset], data[offset + 1], offset + 2
    if tag & 0x1F == 0x1F:
        raise DerError("multi-byte tag")
    if length >= 0x80:
        size = length & 0x7F
        octets = data[start : start + size]
        if not 1 <= size <= 4 or len(octets) != size:
            raise DerError("bad length")
        length = int.from_bytes(octets, "big")
        if length < 0x80 or octets[0] == 0:
            raise DerError("length not minimal")
        start += size
    end = start + length
    if end > len(data):
        raise DerError("truncated")
    return Element(tag, data[start:end], data[offset:end]), end


def read_all(data: bytes) -> list[Element]:
    """All elements lying side by side in ``data``."""
    elements, offset = [], 0
    while offset < len(data):
        element, offset = read(data, offset)
        elements.append(element)
    return elements


def read_one(data: bytes, tag: int) -> Element:
    """The only element of ``data``; anything behind it is an error."""
    element, end = read(data)
    if end != len(data) or element.tag != tag:
        raise DerError("one element of another kind was expected")
    return element


def expect(element: Element, tag: int) -> Element:
    if element.tag != tag:
        raise DerError(f"tag {element.tag:#04x} where {tag:#04x} was expected")
    return element


def read_integer(element: Element) -> int:
    octets = expect(element, INTEGER).content
    if not octets or (len(octets) > 1 and octets[0] in (0x00, 0xFF) and (octets[0] ^ octets[1]) < 0x80):
        raise DerError("integer not minimal")
    return int.from_bytes(octets, "big", signed=True)


def read_oid(element: Element) -> str:
    octets = expect(element, OID).content
    if not octets or octets[-1] & 0x80:
        raise DerError("truncated object identifier")
    arcs, value, fresh = [], 0, True
    for octet in octets:
        if fresh and octet == 0x80:
            raise DerError("object identifier not minimal")
        value, fresh = value << 7 | octet & 0x7F, not octet & 0x80
        if fresh:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def read_bits(element: Element) -> bytes:
    """The octets of a bit string that has no unused bits."""
    content = expect(element, BIT_STRING).content
    if not content or content[0] != 0:
        raise DerError("bit string with unused bits")
    return content[1:]


def read_pair(data: bytes) -> tuple[int, int]:
    """SEQUENCE(r, s), the form of an ECDSA or SM2 signature."""
    elements = read_one(data, SEQUENCE).children()
    if len(elements) != 2:
        raise DerError("two integers were expected")
    return read_integer(elements[0]), read_integer(elements[1])


def write(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*contents: bytes) -> bytes:
    return write(SEQUENCE, *contents)


def integer(value: int) -> bytes:
    magnitude = value if value >= 0 else ~value
    return write(INTEGER, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    return write(OID, b"".join(map(_base128, [40 * first + second, *rest])))


def bits(octets: bytes) -> bytes:
    return write(BIT_STRING, b"\x00", octets)


def octet_string(octets: bytes) -> bytes:
    return write(OCTET_STRING, octets)


def time(moment: datetime) -> bytes:
    """UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5); ``moment`` in UTC."""
    if 1950 <= moment.year < 2050:
        return write(UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return write(GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())


def explicit(number: int, *contents: bytes) -> bytes:
    return write(0xA0 | number, *contents)


def pair(r: int, s: int) -> bytes:
    return sequence(integer(r), integer(s))


def join(elements: Iterable[bytes]) -> bytes:
    return b"".join(elements)


def _base128(value: int) -> bytes:
    octets = [value & 0x7F]
    while value := value >> 7:
        octets.append(value & 0x7F | 0x80)
    return bytes(reversed(octets))
