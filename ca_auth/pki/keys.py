"""Public keys of the three kinds that may log in: RSA, P-256 and SM2, and how strong they must be.

The signature algorithm follows from the key; what a token or a certificate says about it must merely agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from ca_auth.pki import der, sm2
from ca_auth.pki.errors import Refused

KeyKind = Literal["rsa", "ec", "sm2"]

RSA_OID = "1.2.840.113549.1.1.1"
EC_OID = "1.2.840.10045.2.1"
P256_OID = "1.2.840.10045.3.1.7"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RSA_BITS = range(2048, 8193)
RSA_EXPONENTS = range(65537, 1 << 32)

ALGORITHM_OF_KIND: dict[KeyKind, str] = {"rsa": "RS256", "ec": "ES256", "sm2": "SM2SM3"}
# Signature algorithms of certificates and revocation lists.
ALGORITHM_OF_OID = {
    "1.2.840.113549.1.1.11": "RS256",
    "1.2.840.10045.4.3.2": "ES256",
    sm2.SIGNATURE_OID: "SM2SM3",
}


@dataclass(frozen=True)
class PublicKey:
    """``spki``: the DER SubjectPublicKeyInfo; ``material``: the key object, or the point of an SM2 key."""

    kind: KeyKind
    spki: bytes
    material: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | sm2.Point

    @property
    def algorithm(self) -> str:
        return ALGORITHM_OF_KIND[self.kind]


def parse_public_key(spki: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo; Refused('cert_parse') for another kind, a weak key or a doubtful form."""
    try:
        parts = der.read_one(spki, der.SEQUENCE).children()
        if len(parts) != 2:
            raise der.DerError("algorithm and key were expected")
        algorithm = der.expect(parts[0], der.SEQUENCE).children()
        names = [der.read_oid(element) for element in algorithm if element.tag == der.OID]
        octets = der.read_bits(parts[1])
        if names == [RSA_OID] and [element.raw for element in algorithm[1:]] == [b"\x05\x00"]:
            return PublicKey("rsa", spki, _rsa_key(spki))
        if names == [EC_OID, P256_OID] and len(algorithm) == 2:
            return PublicKey("ec", spki, _p256_key(octets))
        if names == [EC_OID, sm2.CURVE_OID] and len(algorithm) == 2:
            return PublicKey("sm2", spki, sm2.decode_point(octets))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refused("cert_parse", f"public key: {error}") from error
    raise Refused("cert_parse", f"public key algorithm {names} is not accepted")


def verify_signature(
    key: PublicKey, algorithm: str, signature: bytes, message: bytes, *, sm2_id: bytes = sm2.DEFAULT_ID
) -> None:
    """Refused('bad_signature') unless ``signature`` over ``message`` is right and ``algorithm`` is the key's own.

    ``sm2_id`` is the signer's identifier of an SM2 signature; other kinds ignore it.
    """
    if algorithm != key.algorithm:
        raise Refused("bad_signature", f"algorithm {algorithm[:32]!r} with a key of kind {key.kind}")
    if not _CHECKS[key.kind](key, signature, message, sm2_id):
        raise Refused("bad_signature", f"{algorithm} signature does not verify")


def _rsa_key(spki: bytes) -> rsa.RSAPublicKey:
    key = load_der_public_key(spki)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    numbers = key.public_numbers()
    if key.key_size not in RSA_BITS or numbers.e not in RSA_EXPONENTS or not numbers.e & numbers.n & 1:
        raise ValueError("weak RSA key")
    return key


def _p256_key(octets: bytes) -> ec.EllipticCurvePublicKey:
    if len(octets) != 65 or octets[0] != 0x04:
        raise ValueError("an uncompressed point was expected")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets)


def _rsa_signature_is_right(key: PublicKey, signature: bytes, message: bytes, _sm2_id: bytes) -> bool:
    try:
        key.material.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _ec_signature_is_right(key: PublicKey, signature: bytes, message: bytes, _sm2_id: bytes) -> bool:
    try:
        r, s = der.read_pair(signature)
        if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
            return False
        key.material.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except (der.DerError, InvalidSignature):
        return False
    return True


def _sm2_signature_is_right(key: PublicKey, signature: bytes, message: bytes, sm2_id: bytes) -> bool:
    return sm2.verify(key.material, message, signature, sm2_id)


_CHECKS: dict[KeyKind, Callable[[PublicKey, bytes, bytes, bytes], bool]] = {
    "rsa": _rsa_signature_is_right,
    "ec": _ec_signature_is_right,
    "sm2": _sm2_signature_is_right,
}
