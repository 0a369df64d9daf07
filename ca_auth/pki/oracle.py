"""A second opinion on RSA and P-256 paths from the verifier of ``cryptography``, which shares no code with ours.

It knows neither SM2 nor revocation and is lenient about the leaf, so it can only say no once more, never yes instead.
"""

from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from ca_auth.pki.errors import Refused
from ca_auth.pki.path import Path


def require_second_opinion(path: Path, *, now: datetime) -> None:
    """Refused('oracle_disagrees') if the other verifier rejects a path without SM2; silent for one with SM2."""
    if any(certificate.key.kind == "sm2" for certificate in path):
        return
    leaf, *intermediates, anchor = (certificate.parsed for certificate in path)
    # Our own check allows the clock to lag behind not_before by minutes; the other one does not.
    moment = max(now, *(certificate.not_before for certificate in path))
    verifier = (
        PolicyBuilder()
        .store(Store([anchor]))
        .time(moment.replace(tzinfo=None))
        .extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=_leaf_policy())
        .build_client_verifier()
    )
    try:
        verifier.verify(leaf, intermediates)
    except VerificationError as error:
        raise Refused("oracle_disagrees", str(error)) from error


def _leaf_policy() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.KeyUsage, Criticality.AGNOSTIC, _may_sign)
        .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _may_authenticate)
    )


def _may_sign(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not usage.digital_signature:
        raise ValueError("keyUsage without digitalSignature")


def _may_authenticate(_policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None) -> None:
    wanted = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usage is not None and not wanted & set(usage):
        raise ValueError("extendedKeyUsage without clientAuth")
