"""A certificate read once and completely.

``cryptography`` decodes names and extensions only when they are asked for, so that a broken certificate fails in the
middle of a later step. Everything used anywhere is therefore read here, inside one try.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from ca_auth.pki import der
from ca_auth.pki.errors import Refused
from ca_auth.pki.keys import ALGORITHM_OF_OID, PublicKey, parse_public_key

MAX_DER = 8 * 1024
MAX_SERIAL_BITS = 160  # RFC 5280 §4.1.2.2: 20 octets
_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)
# Whether inner and outer algorithm carry parameters: NULL for RSA, none for ECDSA; SM2 authorities differ.
_PARAMETERS = {"RS256": {b"\x05\x00"}, "ES256": {b""}, "SM2SM3": {b"", b"\x05\x00"}}


@dataclass(frozen=True)
class Extension:
    """``value``: the DER inside the octet string."""

    oid: str
    critical: bool
    value: bytes


@dataclass(frozen=True)
class Certificate:
    """An immutable view; times in UTC, ``signature_algorithm`` an object identifier, ``key_usage`` None if absent."""

    der: bytes
    tbs: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    signature_algorithm: str
    serial: int
    issuer_der: bytes = field(repr=False)
    issuer_text: str
    subject_der: bytes = field(repr=False)
    subject_text: str
    subject_attributes: tuple[tuple[str, str], ...]
    not_before: datetime
    not_after: datetime
    key: PublicKey = field(repr=False)
    extensions: Mapping[str, Extension] = field(repr=False)
    is_ca: bool
    path_length: int | None
    key_usage: frozenset[str] | None
    extended_key_usage: frozenset[str] | None
    ski: bytes | None
    aki: bytes | None
    parsed: x509.Certificate = field(repr=False, compare=False)

    @classmethod
    def parse(cls, data: bytes) -> "Certificate":
        """Raises Refused('cert_parse') for anything that is not a sound X.509 v3 certificate in DER."""
        if len(data) > MAX_DER:
            raise Refused("cert_parse", "certificate too large")
        try:
            return cls(**_read(data))
        except Refused:
            raise
        # Whatever the parser below throws at hostile bytes means the same: this is no certificate for us.
        except Exception as error:
            raise Refused("cert_parse", f"{type(error).__name__}: {error}") from error

    @property
    def spki(self) -> bytes:
        return self.key.spki

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole certificate in hex, for display only: it can be changed without the key."""
        return sha256(self.der).hexdigest()

    @property
    def issued_with(self) -> str | None:
        """RS256, ES256 or SM2SM3, or None for a signature algorithm that is not accepted."""
        return ALGORITHM_OF_OID.get(self.signature_algorithm)

    def attributes(self, oid: str) -> list[str]:
        """The subject's values of one attribute type."""
        return [text for name, text in self.subject_attributes if name == oid]


def read_algorithm(element: der.Element) -> str:
    """The object identifier of a signature AlgorithmIdentifier, whose parameters must be those of its kind."""
    parts = der.expect(element, der.SEQUENCE).children()
    if not parts:
        raise der.DerError("empty algorithm")
    name = der.read_oid(parts[0])
    parameters = b"".join(part.raw for part in parts[1:])
    if name in ALGORITHM_OF_OID and parameters not in _PARAMETERS[ALGORITHM_OF_OID[name]]:
        raise der.DerError("unexpected signature parameters")
    return name


def _frame(data: bytes) -> tuple[list[der.Element], str, bytes]:
    """Parts of the signed body, signature algorithm and signature, after the checks of what must agree."""
    outer = der.read_one(data, der.SEQUENCE).children()
    if len(outer) != 3:
        raise der.DerError("three parts were expected")
    body = outer[0].children()
    if body[0].raw != b"\xa0\x03\x02\x01\x02":
        raise der.DerError("version 3 was expected")
    if body[2].raw != outer[1].raw:
        raise der.DerError("inner and outer signature algorithm differ")
    return [outer[0], *body], read_algorithm(outer[1]), der.read_bits(outer[2])


def _read(data: bytes) -> dict:
    (tbs, _version, serial, _inner, issuer, _validity, subject, spki, *_), algorithm, signature = _frame(data)
    number = der.read_integer(serial)
    if number <= 0 or number.bit_length() > MAX_SERIAL_BITS:
        raise der.DerError("serial number out of range")
    parsed = x509.load_der_x509_certificate(data)
    if parsed.public_bytes(Encoding.DER) != data or parsed.serial_number != number:
        raise der.DerError("not the one DER encoding")
    return {
        "der": data,
        "tbs": tbs.raw,
        "signature": signature,
        "signature_algorithm": algorithm,
        "serial": number,
        "issuer_der": issuer.raw,
        "issuer_text": parsed.issuer.rfc4514_string(),
        "subject_der": subject.raw,
        "subject_text": parsed.subject.rfc4514_string(),
        "subject_attributes": _texts(parsed.subject),
        "not_before": parsed.not_valid_before_utc,
        "not_after": parsed.not_valid_after_utc,
        "key": parse_public_key(spki.raw),
        "parsed": parsed,
        **_read_extensions(parsed),
    }


def _texts(name: x509.Name) -> tuple[tuple[str, str], ...]:
    return tuple((part.oid.dotted_string, part.value) for part in name if isinstance(part.value, str))


def _read_extensions(parsed: x509.Certificate) -> dict:
    found = {extension.oid: extension for extension in parsed.extensions}
    values = {oid: extension.value for oid, extension in found.items()}
    constraints = values.get(ExtensionOID.BASIC_CONSTRAINTS)
    usage = values.get(ExtensionOID.KEY_USAGE)
    extended = values.get(ExtensionOID.EXTENDED_KEY_USAGE)
    subject_key = values.get(ExtensionOID.SUBJECT_KEY_IDENTIFIER)
    authority_key = values.get(ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    return {
        "extensions": MappingProxyType(
            {
                oid.dotted_string: Extension(oid.dotted_string, extension.critical, extension.value.public_bytes())
                for oid, extension in found.items()
            }
        ),
        "is_ca": bool(constraints and constraints.ca),
        "path_length": constraints.path_length if constraints else None,
        "key_usage": frozenset(name for name in _KEY_USAGES if getattr(usage, name)) if usage else None,
        "extended_key_usage": frozenset(purpose.dotted_string for purpose in extended) if extended else None,
        "ski": subject_key.digest if subject_key else None,
        "aki": authority_key.key_identifier if authority_key else None,
    }
