"""The whole pipeline: what the signature binds (T08, T10), algorithms (T20), encodings (T21), second opinion."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ca_auth.demo_pki import issue
from ca_auth.pki import der, oracle, sm2, verify
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import PUBLIC_CODES, SHOWN_AS, Refused
from ca_auth.pki.keys import EC_OID, P256_ORDER, RSA_OID, parse_public_key
from ca_auth.pki.token import submit_purpose

DAY = timedelta(days=1)
ORDERS = {"ec": P256_ORDER, "sm2": sm2.N}


def refusal(world, token, **changes) -> str:
    with pytest.raises(Refused) as caught:
        world.verify(token, **changes)
    return caught.value.code


def test_result_names_certificate_and_holder(world):
    result = world.verify(world.token(), revocation=world.revocation())
    certificate = world.certificate
    assert result.subject.name == "示范建设集团有限公司"
    assert (result.subject.uscc, result.subject.org_code) == ("91310000MADEM00019", "MADEM0001")
    assert result.algorithm == {"rsa": "RS256", "ec": "ES256", "sm2": "SM2SM3"}[world.kind]
    assert result.issuer_sha256 == sha256(world.issuing.certificate.subject_der).hexdigest()
    assert int(result.serial_hex, 16) == certificate.serial
    assert result.spki_sha256 == sha256(world.key.spki()).hexdigest()
    assert result.fingerprint == sha256(certificate.der).hexdigest()
    assert (result.not_before, result.not_after) == (world.now - 30 * DAY, world.now + 365 * DAY)


@pytest.mark.parametrize(
    "origin",
    [
        "https://portal.example.cn.evil.cn",
        "https://portal.example.com",
        "https://portal.example.cn:8443",
        "http://portal.example.cn",
        "https://xn--prtal-0qa.example.cn",
        "https://portal-example.cn",
    ],
)
def test_t08_signature_for_another_origin(world, origin):
    assert refusal(world, world.token(origin=origin)) == "bad_signature"


@pytest.mark.parametrize(
    "text", ["https://portal.example.cn/", "https://PORTAL.example.cn", "https://portal.example.cn."]
)
def test_t08_signature_over_another_spelling_of_our_origin(world, text):
    message = f"CA-AUTH-V1|login|{text}|{world.nonce}".encode()
    assert refusal(world, replace(world.token(), signature=world.key.sign(message))) == "bad_signature"


def test_signature_for_another_nonce(world):
    assert refusal(world, world.token(nonce="x" * 43)) == "bad_signature"


def test_t10_signature_made_for_a_submission_does_not_log_in_and_vice_versa(world):
    purpose = submit_purpose("ab" * 32)
    assert refusal(world, world.token(purpose=purpose)) == "bad_signature"
    assert refusal(world, world.token(), purpose=purpose) == "bad_signature"
    assert refusal(world, world.token(purpose=submit_purpose("cd" * 32)), purpose=purpose) == "bad_signature"
    assert world.verify(world.token(purpose=purpose), purpose=purpose)


def test_signature_by_another_key(world):
    assert refusal(world, world.token(key=world.spare)) == "bad_signature"


# T20


@pytest.mark.parametrize("algorithm", ["none", "", "None", "HS256", "RS1", "rs256", "RS512", "ES384", "SM2"])
def test_t20_algorithm_names_outside_the_list(world, algorithm):
    assert refusal(world, replace(world.token(), algorithm=algorithm)) == "bad_signature"


def test_t20_algorithm_of_another_kind_of_key(world):
    for algorithm in {"RS256", "ES256", "SM2SM3"} - {world.key.algorithm}:
        assert refusal(world, replace(world.token(), algorithm=algorithm)) == "bad_signature"


def test_t20_an_algorithm_the_operator_has_switched_off(world):
    allowed = [name for name in verify.DEFAULT_ALGORITHMS if name != world.key.algorithm]
    assert refusal(world, world.token(), allowed_algorithms=allowed) == "bad_signature"


@pytest.mark.parametrize("weak", [hashes.SHA1(), hashes.SHA224(), hashes.SHA512()], ids=lambda weak: weak.name)
def test_t20_possession_with_another_hash(worlds, weak):
    text = b"CA-AUTH-V1|login|" + worlds["rsa"].origin.encode() + b"|" + worlds["rsa"].nonce.encode()
    rsa_signature = worlds["rsa"].key.material.sign(text, padding.PKCS1v15(), weak)
    assert refusal(worlds["rsa"], replace(worlds["rsa"].token(), signature=rsa_signature)) == "bad_signature"
    ec_signature = worlds["ec"].key.material.sign(text, ec.ECDSA(weak))
    assert refusal(worlds["ec"], replace(worlds["ec"].token(), signature=ec_signature)) == "bad_signature"


def test_t20_pss_is_not_pkcs1(rsa_world):
    text = f"CA-AUTH-V1|login|{rsa_world.origin}|{rsa_world.nonce}".encode()
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    signature = rsa_world.key.material.sign(text, pss, hashes.SHA256())
    assert refusal(rsa_world, replace(rsa_world.token(), signature=signature)) == "bad_signature"


@pytest.mark.parametrize(
    ("oid", "weak"),
    [("1.2.840.113549.1.1.5", hashes.SHA1()), ("1.2.840.113549.1.1.4", hashes.MD5())],
    ids=["sha1", "md5"],
)
def test_t20_certificate_rightly_signed_with_a_broken_hash(rsa_world, oid, weak):
    parts = der.read_one(rsa_world.certificate.der, der.SEQUENCE).children()[0].children()
    algorithm = der.sequence(der.oid(oid), der.write(der.NULL))
    tbs = der.sequence(*(algorithm if number == 2 else part.raw for number, part in enumerate(parts)))
    signature = rsa_world.issuing.key.material.sign(tbs, padding.PKCS1v15(), weak)
    leaf = der.sequence(tbs, algorithm, der.bits(signature))
    assert refusal(rsa_world, rsa_world.token(leaf)) == "unknown_ca"


def _rsa_spki(modulus: int, exponent: int) -> bytes:
    key = der.sequence(der.integer(modulus), der.integer(exponent))
    return der.sequence(der.sequence(der.oid(RSA_OID), der.write(der.NULL)), der.bits(key))


def _spki(public) -> bytes:
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _ec_spki(parameters: bytes, point: bytes) -> bytes:
    return der.sequence(der.sequence(der.oid(EC_OID), parameters), der.bits(point))


def _explicit_p256() -> bytes:
    """The parameters of P-256 written out, which some parsers take for the named curve."""
    prime = 2**256 - 2**224 + 2**192 + 2**96 - 1
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    generator = ec.derive_private_key(1, ec.SECP256R1()).public_key()
    point = generator.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return der.sequence(
        der.integer(1),
        der.sequence(der.oid("1.2.840.10045.1.1"), der.integer(prime)),
        der.sequence(der.octet_string((prime - 3).to_bytes(32, "big")), der.octet_string(b.to_bytes(32, "big"))),
        der.octet_string(point),
        der.integer(P256_ORDER),
        der.integer(1),
    )


P256_POINT = ec.derive_private_key(5, ec.SECP256R1()).public_key()
P256_OCTETS = P256_POINT.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
P256 = der.oid("1.2.840.10045.3.1.7")
SM2_POINT = sm2.public_point(5)
SM2_CURVE = der.oid(sm2.CURVE_OID)
MODULUS = (1 << 2047) + 1
DOUBTFUL_KEYS = {
    "rsa-1024": lambda: _spki(rsa.generate_private_key(65537, 1024).public_key()),
    "rsa-2047-bits": lambda: _rsa_spki((1 << 2046) + 1, 65537),
    "rsa-huge": lambda: _rsa_spki((1 << 16384) + 1, 65537),
    "rsa-e3": lambda: _rsa_spki(MODULUS, 3),
    "rsa-e1": lambda: _rsa_spki(MODULUS, 1),
    "rsa-even-e": lambda: _rsa_spki(MODULUS, 65538),
    "rsa-even-n": lambda: _rsa_spki(MODULUS + 1, 65537),
    "rsa-negative": lambda: _rsa_spki(-MODULUS, 65537),
    "p384": lambda: _spki(ec.generate_private_key(ec.SECP384R1()).public_key()),
    "secp256k1": lambda: _spki(ec.generate_private_key(ec.SECP256K1()).public_key()),
    "explicit-p256": lambda: _ec_spki(_explicit_p256(), P256_OCTETS),
    "p256-compressed": lambda: _ec_spki(P256, P256_POINT.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)),
    "p256-off-curve": lambda: _ec_spki(P256, P256_OCTETS[:-1] + bytes([P256_OCTETS[-1] ^ 1])),
    "p256-infinity": lambda: _ec_spki(P256, b"\x00"),
    "sm2-off-curve": lambda: _ec_spki(SM2_CURVE, sm2.encode_point((SM2_POINT[0], SM2_POINT[1] ^ 1))),
    "sm2-point-on-p256": lambda: _ec_spki(P256, sm2.encode_point(SM2_POINT)),
    "p256-point-on-sm2": lambda: _ec_spki(SM2_CURVE, P256_OCTETS),
    "sm2-form-b": lambda: der.sequence(der.sequence(SM2_CURVE), der.bits(sm2.encode_point(SM2_POINT))),
    "sm2-no-curve": lambda: _ec_spki(b"", sm2.encode_point(SM2_POINT)),
    "sm2-null": lambda: _ec_spki(SM2_CURVE + der.write(der.NULL), sm2.encode_point(SM2_POINT)),
    "ed25519": lambda: _spki(ed25519.Ed25519PrivateKey.generate().public_key()),
    "empty": lambda: der.sequence(),
}


@pytest.mark.parametrize("name", DOUBTFUL_KEYS)
def test_t20_doubtful_keys(ec_world, name):
    spki = DOUBTFUL_KEYS[name]()
    with pytest.raises(Refused) as caught:
        parse_public_key(spki)
    assert caught.value.code == "cert_parse"
    assert refusal(ec_world, ec_world.token(ec_world.leaf(spki=spki))) == "cert_parse"


# T21


def _pair_variants(kind: str, signature: bytes) -> dict[str, bytes]:
    r, s = der.read_pair(signature)
    order = ORDERS[kind]
    padded = der.write(der.INTEGER, b"\x00", der.read_one(der.integer(r), der.INTEGER).content)
    return {
        "raw": r.to_bytes(32, "big") + s.to_bytes(32, "big"),
        "leading-zero": der.sequence(padded, der.integer(s)),
        "r-zero": der.pair(0, s),
        "s-zero": der.pair(r, 0),
        "both-zero": der.pair(0, 0),
        "r-order": der.pair(order, s),
        "s-order": der.pair(r, order),
        "r-plus-order": der.pair(r + order, s),
        "s-plus-order": der.pair(r, s + order),
        "negative": der.pair(r - order, s),
        "trailing": signature + b"\x00",
        "trailing-inside": der.sequence(der.integer(r), der.integer(s), der.write(der.NULL)),
        "long-length": b"\x30\x81" + signature[1:],
        "empty": b"",
    }


def test_t21_encodings_of_a_pair(worlds):
    for kind in ("ec", "sm2"):
        token = worlds[kind].token()
        for name, signature in _pair_variants(kind, token.signature).items():
            assert refusal(worlds[kind], replace(token, signature=signature)) == "bad_signature", (kind, name)


def test_t21_encodings_of_an_rsa_signature(rsa_world):
    token = rsa_world.token()
    number, modulus = int.from_bytes(token.signature, "big"), rsa_world.key.material.public_key().public_numbers().n
    variants = [b"", b"\x00" + token.signature, token.signature + b"\x00", token.signature[:-1], bytes(256)]
    variants.append((number + modulus).to_bytes(257, "big"))
    for signature in variants:
        assert refusal(rsa_world, replace(token, signature=signature)) == "bad_signature"


# Certificates that break parsers


def _recoded(world, position: int, element: bytes) -> bytes:
    """The world's certificate with one part of its body replaced, rightly signed."""
    parts = der.read_one(world.certificate.der, der.SEQUENCE).children()[0].children()
    raw = [element if number == position else part.raw for number, part in enumerate(parts)]
    return issue.signed(der.sequence(*raw), world.issuing.key)


def _name_of(tag: int, text: bytes) -> bytes:
    return der.sequence(der.write(der.SET, der.sequence(der.oid("2.5.4.3"), der.write(tag, text))))


BROKEN_PARTS = {
    "version-1": (0, der.explicit(0, der.integer(0))),
    "version-4": (0, der.explicit(0, der.integer(3))),
    "serial-zero": (1, der.integer(0)),
    "serial-negative": (1, der.integer(-5)),
    "serial-too-long": (1, der.integer(1 << 160)),
    "inner-algorithm": (2, der.sequence(der.oid("1.2.840.10045.4.3.3"))),
    "gbk-in-t61": (5, _name_of(der.T61_STRING, "企业".encode("gbk"))),
    "chinese-in-printable": (5, _name_of(der.PRINTABLE_STRING, "企业".encode())),
    "invalid-utf8": (5, _name_of(der.UTF8_STRING, b"\xff\xfe")),
    "extensions-not-a-list": (7, der.explicit(3, der.integer(1))),
    "duplicate-extension": (7, der.explicit(3, der.sequence(*[issue.client_auth().encoded()] * 2))),
    "broken-key-usage": (7, der.explicit(3, der.sequence(issue.Extension("2.5.29.15", b"\x04\x00").encoded()))),
    "broken-constraints": (7, der.explicit(3, der.sequence(issue.Extension("2.5.29.19", b"\x30\x01").encoded()))),
}


@pytest.mark.parametrize("name", BROKEN_PARTS)
def test_certificates_that_break_parsers_are_refused(world, name):
    assert refusal(world, world.token(_recoded(world, *BROKEN_PARTS[name]))) == "cert_parse"


def test_other_wrapping_of_a_certificate_is_refused(world):
    data = world.certificate.der
    for changed in (b"", data[:-1], data + b"\x00", data[1:], b"\x30\x84\x00\x00" + data[2:], bytes(9000)):
        with pytest.raises(Refused) as caught:
            Certificate.parse(changed)
        assert caught.value.code == "cert_parse"


def test_chinese_names_in_bmp_strings_are_read(ec_world):
    data = _recoded(ec_world, 5, _name_of(der.BMP_STRING, "企业".encode("utf-16-be")))
    assert ec_world.verify(ec_world.token(data)).subject.name == "企业"


# The second opinion


def test_second_opinion_can_say_no(worlds, monkeypatch):
    def no(path, *, now):
        raise Refused("oracle_disagrees", "test")

    monkeypatch.setattr(verify, "require_second_opinion", no)
    for world in worlds.values():
        assert refusal(world, world.token()) == "oracle_disagrees"
    assert Refused("oracle_disagrees").shown_code == "unknown_ca"


@pytest.mark.parametrize("case", ["expired", "stranger", "encryption"])
def test_second_opinion_rejects_by_itself(worlds, case):
    for kind in ("rsa", "ec"):
        world = worlds[kind]
        leaf, root, now = world.certificate, world.root.certificate, world.now
        if case == "expired":
            now = leaf.not_after + DAY
        elif case == "stranger":
            root = world.self_signed().certificate
        else:
            usage = issue.key_usage("key_encipherment")
            leaf = Certificate.parse(world.leaf(extensions=[usage, *world.signing_extensions()[1:]]))
        with pytest.raises(Refused) as caught:
            oracle.require_second_opinion((leaf, world.issuing.certificate, root), now=now)
        assert caught.value.code == "oracle_disagrees"


def test_second_opinion_is_silent_on_sm2(sm2_world):
    path = (sm2_world.certificate, sm2_world.root.certificate)
    assert oracle.require_second_opinion(path, now=sm2_world.now) is None


# The rest


def test_codes_are_a_closed_list():
    assert set(SHOWN_AS.values()) <= PUBLIC_CODES
    with pytest.raises(AssertionError):
        Refused("no_such_code")


def test_nothing_here_imports_django():
    program = (
        "import sys, ca_auth.demo_pki, ca_auth.pki.verify, ca_auth.softkey.__main__, ca_auth.softkey.client;"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
