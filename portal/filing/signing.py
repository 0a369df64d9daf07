"""From the token that the certificate helper made in the browser to a Signature that perform() accepts."""

from django.utils import timezone

from ca_auth.pki.errors import Refused as CertificateRefused
from ca_auth.refusals import text_of
from ca_auth.services import signatures
from portal.filing import snapshots
from portal.filing.snapshots import Signature
from portal.filing.workflow import Refused, Unmet


def signature_from(request, filing) -> Signature | None:
    """Verify the token in the form: certificate, path, revocation, challenge, holder. Raises Refused with the reason."""
    token = request.POST.get("token", "")
    if not token:
        return None
    digest = snapshots.digest_of(snapshots.next_content(filing))
    try:
        checked = signatures.verify_submission(token, request=request, digest=digest, now=timezone.now())
    except CertificateRefused as error:
        raise Refused(Unmet(f"签名未通过验证：{text_of(error.code)}", field="signature")) from error
    return Signature(
        digest=digest, text=checked.text, value=checked.signature, algorithm=checked.verified.algorithm,
        certificate=checked.verified.certificate.der, subject=checked.verified.subject.name,
        serial=checked.verified.serial_hex,
    )  # fmt: skip
