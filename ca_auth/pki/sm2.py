"""SM2 signatures with SM3 (GB/T 32918.2, curve of GB/T 32918.5), which ``cryptography`` does not offer.

Verification handles public data only. ``sign`` is not constant-time: it serves the demo key and the demo CA, and
nothing on the server calls it.
"""

import secrets
from functools import cache

from cryptography.hazmat.primitives import hashes

from ca_auth.pki import der

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
DEFAULT_ID = b"1234567812345678"
CURVE_OID = "1.2.156.10197.1.301"
SIGNATURE_OID = "1.2.156.10197.1.501"

Point = tuple[int, int]
_Jacobian = tuple[int, int, int]
_INFINITY: _Jacobian = (1, 1, 0)
_WIDTH_G, _WIDTH_POINT = 7, 5


def sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def za(public: Point, signer_id: bytes = DEFAULT_ID) -> bytes:
    """Hash of signer id, curve and public key that precedes every message (GB/T 32918.2 §5.5)."""
    numbers = (A, B, *G, *public)
    return sm3((len(signer_id) * 8).to_bytes(2, "big") + signer_id + b"".join(n.to_bytes(32, "big") for n in numbers))


def message_digest(public: Point, message: bytes, signer_id: bytes = DEFAULT_ID) -> int:
    return int.from_bytes(sm3(za(public, signer_id) + message), "big")


def decode_point(octets: bytes) -> Point:
    """The public key of an uncompressed point; ValueError unless it lies on the curve."""
    if len(octets) != 65 or octets[0] != 0x04:
        raise ValueError("an uncompressed point was expected")
    x, y = int.from_bytes(octets[1:33], "big"), int.from_bytes(octets[33:], "big")
    if x >= P or y >= P or (y * y - (x * x + A) * x - B) % P:
        raise ValueError("the point is not on the curve")
    return x, y


def encode_point(point: Point) -> bytes:
    return b"\x04" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


def verify(public: Point, message: bytes, signature: bytes, signer_id: bytes = DEFAULT_ID) -> bool:
    """Whether ``signature`` (DER, GM/T 0009) over ``message`` was made with the key of ``public``."""
    try:
        r, s = der.read_pair(signature)
    except der.DerError:
        return False
    if not (0 < r < N and 0 < s < N) or (t := (r + s) % N) == 0:
        return False
    point = _sum((_naf(s, _WIDTH_G), _table_of_g()), (_naf(t, _WIDTH_POINT), _odd_multiples(public, _WIDTH_POINT)))
    if point[2] == 0:
        return False
    return (message_digest(public, message, signer_id) + _to_affine(point)[0]) % N == r


def sign(secret: int, message: bytes, signer_id: bytes = DEFAULT_ID) -> bytes:
    """A DER signature with a fresh random number."""
    digest = message_digest(public_point(secret), message, signer_id)
    while (numbers := sign_digest(secret, digest, secrets.randbelow(N - 1) + 1)) is None:
        continue
    return der.pair(*numbers)


def sign_digest(secret: int, digest: int, k: int) -> tuple[int, int] | None:
    """(r, s) for the random number ``k``, or None where the standard asks for another k."""
    r = (digest + public_point(k)[0]) % N
    s = pow(1 + secret, -1, N) * (k - r * secret) % N
    return (r, s) if r and s and r + k != N else None


def generate() -> int:
    """A private key in [1, n-2]."""
    return secrets.randbelow(N - 2) + 1


def public_point(secret: int) -> Point:
    return _to_affine(_sum((_naf(secret, _WIDTH_G), _table_of_g())))


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    delta, gamma = z * z % P, y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def _add(point: _Jacobian, affine: Point) -> _Jacobian:
    x, y, z = point
    if z == 0:
        return *affine, 1
    zz = z * z % P
    h, r = (affine[0] * zz - x) % P, (affine[1] * z * zz - y) % P
    if h == 0:
        return _double(point) if r == 0 else _INFINITY
    hh = h * h % P
    hhh, v = h * hh % P, x * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - y * hhh) % P, z * h % P


def _to_affine(point: _Jacobian) -> Point:
    inverse = pow(point[2], -1, P)
    square = inverse * inverse % P
    return point[0] * square % P, point[1] * square * inverse % P


def _odd_multiples(point: Point, width: int) -> list[Point]:
    """1, 3, 5 … times the point, as the digits of ``_naf`` need them; one inversion for all."""
    twice = _to_affine(_double((*point, 1)))
    multiples: list[_Jacobian] = [(*point, 1)]
    while len(multiples) < 1 << (width - 2):
        multiples.append(_add(multiples[-1], twice))
    products = [1]
    for multiple in multiples:
        products.append(products[-1] * multiple[2] % P)
    inverse, affine = pow(products.pop(), -1, P), []
    for (x, y, z), product in zip(reversed(multiples), reversed(products), strict=True):
        own, inverse = inverse * product % P, inverse * z % P
        affine.append((x * own * own % P, y * own * own * own % P))
    return affine[::-1]


@cache
def _table_of_g() -> list[Point]:
    return _odd_multiples(G, _WIDTH_G)


def _naf(scalar: int, width: int) -> list[int]:
    """Signed digits, least significant first: zero or odd, at most one of ``width`` neighbours not zero."""
    digits, half = [], 1 << (width - 1)
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar & (2 * half - 1)
            digit -= 2 * half if digit >= half else 0
            scalar -= digit
        digits.append(digit)
        scalar >>= 1
    return digits


def _sum(*terms: tuple[list[int], list[Point]]) -> _Jacobian:
    """The sum of several multiples with one common run of doublings (Straus)."""
    total = _INFINITY
    for position in range(max(len(digits) for digits, _ in terms) - 1, -1, -1):
        if total[2]:
            total = _double(total)
        for digits, table in terms:
            digit = digits[position] if position < len(digits) else 0
            if digit > 0:
                total = _add(total, table[digit >> 1])
            elif digit < 0:
                x, y = table[-digit >> 1]
                total = _add(total, (x, P - y))
    return total
