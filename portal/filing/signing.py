"""From the token that the certificate helper made in the browser to a Signature that perform() accepts."""

from django.utils import timezone

from ca_auth.messages import SUBMISSION_REFUSALS
from ca_auth.services.signatures import SignatureRefused, verify_submission
from portal.filing import snapshots
from portal.filing.snapshots import Signature
from portal.filing.workflow import Refused, Unmet


def signature_from(request, filing) -> Signature | None:
    """Verify the token in the form: certificate, path, revocation, challenge, holder. Raises Refused."""
    token = request.POST.get("token", "")
    if not token:
        return None
    digest = snapshots.digest_of(snapshots.next_content(filing))
    try:
        signed = verify_submission(
            token.encode(), session_key=request.session.session_key, digest=digest, identity=request.identity,
            now=timezone.now(),
        )  # fmt: skip
    except SignatureRefused as error:
        reason = SUBMISSION_REFUSALS.get(error.code, "签名验证失败")
        raise Refused(Unmet(f"签名未通过验证：{reason}")) from error
    return signature_of(signed, digest=digest)


def signature_of(signed, *, digest: str) -> Signature:
    """A verified signature as the kernel keeps it."""
    return Signature(
        digest=digest, text=signed.text, value=signed.value, algorithm=signed.verified.algorithm,
        certificate=signed.verified.certificate.der, subject=signed.verified.subject.name,
        serial=signed.verified.serial_hex,
    )  # fmt: skip
