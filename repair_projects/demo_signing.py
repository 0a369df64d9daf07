"""Signatures of the demo: made with the soft keys, over the text that a browser would have signed."""

from django.conf import settings

from ca_auth.demo import pki_directory
from ca_auth.demo_pki import load_manifest
from ca_auth.pki.token import signed_text, submit_purpose
from ca_auth.pki.verify import describe
from ca_auth.services.signatures import SubmissionSignature
from ca_auth.softkey.store import KeyStore
from portal.filing import snapshots
from portal.filing.signing import signature_of
from portal.filing.snapshots import Signature

NONCE_LENGTH = 43


def sign(filing, actor) -> Signature:
    """The owner's first good signing key over the content that the next 上报 freezes."""
    manifest = load_manifest(pki_directory())
    keys = [k for k in manifest["keys"] if k["uscc"] == filing.owner.uscc]
    key_id = next(key["key_id"] for key in keys if key["usage"] == "sign" and key["state"] == "good")
    digest = snapshots.digest_of(snapshots.next_content(filing))
    text = signed_text(purpose=submit_purpose(digest), origin=settings.PORTAL_ORIGINS[0], nonce=digest[:NONCE_LENGTH])
    key, value = KeyStore(pki_directory() / "keys").sign(key_id, manifest["pin"], text)
    verified = describe((key.parsed_certificate(),))
    return signature_of(SubmissionSignature(verified=verified, text=text.decode("ascii"), value=value), digest=digest)
