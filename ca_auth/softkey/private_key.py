"""Private keys of the demo USB key and the demo authorities. The portal itself never holds one."""

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from ca_auth.pki import der, sm2
from ca_auth.pki.keys import ALGORITHM_OF_KIND, EC_OID, KeyKind

RSA_BITS = 2048


@dataclass(frozen=True, repr=False)
class PrivateKey:
    """``material``: a key object of ``cryptography``, or the number of an SM2 key."""

    kind: KeyKind
    material: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | int

    @classmethod
    def generate(cls, kind: KeyKind) -> "PrivateKey":
        if kind == "rsa":
            return cls(kind, rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS))
        if kind == "ec":
            return cls(kind, ec.generate_private_key(ec.SECP256R1()))
        return cls(kind, sm2.generate())

    @classmethod
    def load(cls, kind: KeyKind, secret: bytes) -> "PrivateKey":
        """The key of ``secret_bytes``."""
        if kind == "sm2":
            return cls(kind, int.from_bytes(secret, "big"))
        return cls(kind, load_der_private_key(secret, password=None))

    @property
    def algorithm(self) -> str:
        return ALGORITHM_OF_KIND[self.kind]

    def secret_bytes(self) -> bytes:
        """PKCS#8 in DER, or the 32 octets of an SM2 number; unencrypted."""
        if self.kind == "sm2":
            return self.material.to_bytes(32, "big")
        return self.material.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def spki(self) -> bytes:
        if self.kind == "sm2":
            algorithm = der.sequence(der.oid(EC_OID), der.oid(sm2.CURVE_OID))
            return der.sequence(algorithm, der.bits(sm2.encode_point(sm2.public_point(self.material))))
        return self.material.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        """RSA PKCS#1 v1.5 with SHA-256, or DER (r, s) of ECDSA with SHA-256 or SM2 with SM3."""
        if self.kind == "rsa":
            return self.material.sign(message, padding.PKCS1v15(), hashes.SHA256())
        if self.kind == "ec":
            return self.material.sign(message, ec.ECDSA(hashes.SHA256()))
        return sm2.sign(self.material, message)
