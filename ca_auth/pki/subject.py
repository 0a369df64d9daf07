"""Who a certificate speaks for: the enterprise's 统一社会信用代码 or a person's 身份证号.

Certificates of different authorities and years keep the code at different places (GB/T 20518, SHECA's own
identifiers), so the list of places is an argument.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ca_auth.pki import der
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.uscc import is_legacy_org_code, is_uscc, org_code_of

DEFAULT_USCC_OIDS = ("1.2.156.10260.4.1.4", "1.2.156.112570.11.210", "1.2.156.1.8888.148")
PERSON_OID = "1.2.156.10260.4.1.1"
COMMON_NAME, ORGANISATION = "2.5.4.3", "2.5.4.10"
# organizationIdentifier, serialNumber, OU: asked only where no dedicated place holds a code.
FALLBACK_OIDS = ("2.5.4.97", "2.5.4.5", "2.5.4.11")

_TEXT_CODECS = {
    der.UTF8_STRING: "utf-8",
    der.PRINTABLE_STRING: "ascii",
    der.IA5_STRING: "ascii",
    der.BMP_STRING: "utf-16-be",
}
_PERSON_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class SubjectIdentity:
    """``uscc``, ``org_code`` and ``person_id`` are '' where the certificate names none that is well-formed.

    ``org_code`` is the nine characters inside ``uscc``, or the certificate's own where it has only the older code.
    """

    name: str
    uscc: str
    org_code: str
    person_id: str


def subject_identity(certificate: Certificate, *, uscc_oids: Sequence[str] = DEFAULT_USCC_OIDS) -> SubjectIdentity:
    """Reads the subject; two different codes of equal rank count as none."""
    dedicated = [text for oid in uscc_oids for text in _values(certificate, oid)]
    codes = dedicated or [text for oid in FALLBACK_OIDS for text in _values(certificate, oid)]
    uscc = _only({text for text in codes if is_uscc(text)})
    legacy = _only({text.replace("-", "") for text in codes if is_legacy_org_code(text)})
    names = certificate.attributes(COMMON_NAME) or certificate.attributes(ORGANISATION)
    return SubjectIdentity(
        name=names[0] if names else "",
        uscc=uscc,
        org_code=org_code_of(uscc) if uscc else legacy,
        person_id=_only({text for text in _values(certificate, PERSON_OID) if is_person_id(text)}),
    )


def is_person_id(text: str) -> bool:
    """Whether ``text`` has the shape and the check character of an 18-digit 公民身份号码 (GB 11643)."""
    if _PERSON_ID.fullmatch(text) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _PERSON_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[17]


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def _values(certificate: Certificate, oid: str) -> list[str]:
    """The texts kept under ``oid``, as an extension or as a subject attribute, upper case and without blanks."""
    texts = list(certificate.attributes(oid))
    extension = certificate.extensions.get(oid)
    if extension is not None:
        texts.extend(_extension_texts(extension.value))
    return [text.strip().upper() for text in texts]


def _extension_texts(value: bytes) -> Iterable[str]:
    """A string, or a CHOICE of tagged strings as GB/T 20518 defines for persons; anything else yields nothing."""
    try:
        element, end = der.read(value)
        if end != len(value):
            return
        if element.tag & 0xE0 == 0xA0:  # explicit tag around the string
            element = der.read_all(element.content)[0]
        codec = _TEXT_CODECS.get(element.tag) or ("utf-8" if element.tag & 0xE0 == 0x80 else None)
        if codec:
            yield element.content.decode(codec)
    except (ValueError, IndexError):
        return
