"""The authorities the operator has configured, as the pure checks want them."""

from functools import lru_cache

from django.conf import settings

from ca_auth.models import TrustedCA
from ca_auth.pki.certificate import Certificate
from ca_auth.pki.path import TrustStore


@lru_cache(maxsize=256)
def parsed(der: bytes) -> Certificate:
    """A certificate read once; Refused('cert_parse') if it is none."""
    return Certificate.parse(der)


def trust_store() -> TrustStore:
    """All enabled authorities; those of the demo only in demo mode."""
    rows = TrustedCA.objects.filter(enabled=True)
    if not settings.DEMO_MODE:
        rows = rows.filter(is_demo=False)
    anchors, intermediates, sm2_ids = [], [], {}
    for row in rows:
        certificate = parsed(bytes(row.der))
        (anchors if row.is_anchor else intermediates).append(certificate)
        sm2_ids[certificate.fingerprint] = row.sm2_id.encode("ascii")
    return TrustStore(tuple(anchors), tuple(intermediates), sm2_ids)


def add_trusted_ca(*, der: bytes, name: str = "", is_anchor: bool, is_demo: bool = False) -> TrustedCA:
    """Trust an authority from now on, switched off before or not; Refused('cert_parse') if ``der`` is none."""
    certificate = parsed(der)
    row, _ = TrustedCA.objects.update_or_create(
        fingerprint=certificate.fingerprint,
        defaults={
            "name": (name or certificate.subject_text)[:100],
            "der": der,
            "is_anchor": is_anchor,
            "is_demo": is_demo,
            "enabled": True,
            "not_after": certificate.not_after,
        },
    )
    return row
