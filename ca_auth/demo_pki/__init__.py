"""Issues the demo authorities, certificates and keys. For development and tests; production never imports it."""

from ca_auth.demo_pki.build import DEFAULT_PIN, DemoHolder, build_demo_pki
from ca_auth.demo_pki.crls import open_demo_pki, reissue_crls, revoke
from ca_auth.demo_pki.files import load_manifest

__all__ = ["DEFAULT_PIN", "DemoHolder", "build_demo_pki", "load_manifest", "open_demo_pki", "reissue_crls", "revoke"]
