"""SM2 against the standard's own numbers, against OpenSSL, and at the edges of its ranges."""

import base64
import random
import subprocess

import pytest

from ca_auth.pki import der, sm2
from ca_auth.softkey.private_key import PrivateKey

# GB/T 32918.5-2017, annex A: signature with the recommended curve.
MESSAGE = b"message digest"
SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
PUBLIC = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
ZA = "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"
E = 0xF0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA


def test_curve_equations_hold():
    assert (sm2.G[1] ** 2 - sm2.G[0] ** 3 - sm2.A * sm2.G[0] - sm2.B) % sm2.P == 0
    assert sm2.public_point(sm2.N - 1) == (sm2.G[0], sm2.P - sm2.G[1])  # (n-1)G = -G, so G has order n


def test_standard_vector_sign():
    assert sm2.public_point(SECRET) == PUBLIC
    assert sm2.za(PUBLIC).hex().upper() == ZA
    assert sm2.message_digest(PUBLIC, MESSAGE) == E
    assert sm2.sign_digest(SECRET, E, K) == (R, S)


def test_standard_vector_verify():
    assert sm2.verify(PUBLIC, MESSAGE, der.pair(R, S))
    assert not sm2.verify(PUBLIC, MESSAGE + b".", der.pair(R, S))
    assert not sm2.verify(PUBLIC, MESSAGE, der.pair(R, S), b"another signer id")
    assert not sm2.verify(PUBLIC, MESSAGE, der.pair(S, R))


def test_sm3_standard_vector():
    assert sm2.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    ("r", "s"),
    [(0, S), (R, 0), (sm2.N, S), (R, sm2.N), (R + sm2.N, S), (R, S + sm2.N), (-R, S), (R, -S), (R, sm2.N - R)],
)
def test_numbers_out_of_range_are_refused(r, s):
    assert not sm2.verify(PUBLIC, MESSAGE, der.pair(r, s))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        R.to_bytes(32, "big") + S.to_bytes(32, "big"),
        der.pair(R, S) + b"\x00",
        der.pair(R, S)[:-1],
        der.sequence(der.integer(R)),
        der.sequence(der.integer(R), der.integer(S), der.integer(1)),
        der.sequence(
            der.write(der.INTEGER, b"\x00", der.read_one(der.integer(R), der.INTEGER).content), der.integer(S)
        ),
        b"\x30\x81" + der.pair(R, S)[1:],
    ],
    ids=["empty", "raw", "trailing", "cut", "one", "three", "leading-zero", "long-length"],
)
def test_other_encodings_are_refused(signature):
    assert not sm2.verify(PUBLIC, MESSAGE, signature)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x00",
        sm2.encode_point(PUBLIC)[:-1],
        sm2.encode_point(PUBLIC) + b"\x00",
        bytes([2 + PUBLIC[1] % 2]) + PUBLIC[0].to_bytes(32, "big"),
        sm2.encode_point((PUBLIC[0], PUBLIC[1] + 1)),
        sm2.encode_point((0, 0)),
        b"\x04" + sm2.P.to_bytes(32, "big") + PUBLIC[1].to_bytes(32, "big"),
        b"\x06" + sm2.encode_point(PUBLIC)[1:],
    ],
    ids=["empty", "infinity", "short", "long", "compressed", "off-curve", "zero", "not-reduced", "hybrid"],
)
def test_points_that_are_none(octets):
    with pytest.raises(ValueError, match="point"):
        sm2.decode_point(octets)


def test_a_coordinate_has_one_spelling():
    # A point with a small x could also be written as x + p; the prime is 3 mod 4, which makes roots a power.
    right = {x: (x**3 + sm2.A * x + sm2.B) % sm2.P for x in range(1, 20)}
    roots = {x: pow(square, (sm2.P + 1) // 4, sm2.P) for x, square in right.items()}
    x, y = next((x, y) for x, y in roots.items() if y * y % sm2.P == right[x])
    assert sm2.decode_point(sm2.encode_point((x, y))) == (x, y)
    with pytest.raises(ValueError, match="point"):
        sm2.decode_point(sm2.encode_point((x + sm2.P, y)))


def test_multiples_agree_with_repeated_addition():
    point, total = (*sm2.G, 1), (*sm2.G, 1)
    for scalar in range(2, 70):
        total = sm2._add(total, sm2.G)
        assert sm2._to_affine(total) == sm2.public_point(scalar)
    assert sm2._to_affine(point) == sm2.public_point(1)


def test_small_keys_and_extreme_scalars_sign_and_verify():
    for secret in (1, 2, 3, sm2.N - 2):
        public = sm2.public_point(secret)
        assert sm2.verify(public, MESSAGE, sm2.sign(secret, MESSAGE))


def test_every_flipped_bit_of_a_signature_is_noticed():
    signature = der.pair(R, S)
    generator = random.Random(1)
    for _ in range(60):
        position = generator.randrange(len(signature) * 8)
        octets = bytearray(signature)
        octets[position // 8] ^= 1 << position % 8
        assert not sm2.verify(PUBLIC, MESSAGE, bytes(octets))


def _pem(label: str, data: bytes) -> str:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(data).decode()}-----END {label}-----\n"


def _pkcs8(secret: int) -> bytes:
    point = sm2.encode_point(sm2.public_point(secret))
    private = der.sequence(
        der.integer(1), der.octet_string(secret.to_bytes(32, "big")), der.explicit(1, der.bits(point))
    )
    algorithm = der.sequence(der.oid("1.2.840.10045.2.1"), der.oid(sm2.CURVE_OID))
    return der.sequence(der.integer(0), algorithm, der.octet_string(private))


def _pkeyutl(openssl, folder, *arguments):
    command = [openssl, "pkeyutl", *arguments, "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def test_openssl_accepts_our_signatures_and_we_accept_its(openssl, tmp_path):
    for number in range(8):
        secret = sm2.generate()
        public = sm2.public_point(secret)
        message = f"CA-AUTH-V1|login|round {number}".encode() * (number + 1)
        (tmp_path / "private.pem").write_text(_pem("PRIVATE KEY", _pkcs8(secret)))
        (tmp_path / "public.pem").write_text(_pem("PUBLIC KEY", PrivateKey("sm2", secret).spki()))
        (tmp_path / "message").write_bytes(message)
        (tmp_path / "ours").write_bytes(sm2.sign(secret, message))
        check = ["-verify", "-pubin", "-inkey", "public.pem", "-in", "message", "-sigfile"]
        assert _pkeyutl(openssl, tmp_path, *check, "ours").returncode == 0
        made = _pkeyutl(openssl, tmp_path, "-sign", "-inkey", "private.pem", "-in", "message", "-out", "theirs")
        assert made.returncode == 0, made.stderr
        theirs = (tmp_path / "theirs").read_bytes()
        assert sm2.verify(public, message, theirs)
        assert not sm2.verify(public, message + b"x", theirs)
        (tmp_path / "message").write_bytes(message + b"x")
        assert _pkeyutl(openssl, tmp_path, *check, "ours").returncode != 0
