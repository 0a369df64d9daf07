"""Where the demo PKI lies: ``ca/`` (authorities, with keys), ``keys/`` (the key store), ``manifest.json``."""

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from ca_auth.demo_pki.issue import Authority
from ca_auth.pki.certificate import Certificate
from ca_auth.softkey.private_key import PrivateKey

MANIFEST = "manifest.json"
AUTHORITIES, KEYS = "ca", "keys"


@dataclass
class StoredAuthority:
    """``name``: the file name without ending; ``revoked``: serial number -> time of revocation."""

    name: str
    is_anchor: bool
    authority: Authority
    crl_number: int
    revoked: dict[int, datetime]

    @property
    def crl_path(self) -> str:
        return f"{AUTHORITIES}/{self.name}.crl"

    @property
    def fingerprint(self) -> str:
        return self.authority.certificate.fingerprint

    def save(self, directory: Path) -> None:
        """Writes the private state (0600) and, for people, the certificate as PEM."""
        state = {
            "name": self.name,
            "is_anchor": self.is_anchor,
            "kind": self.authority.key.kind,
            "secret": _text(self.authority.key.secret_bytes()),
            "certificate": _text(self.authority.certificate.der),
            "crl_number": self.crl_number,
            "revoked": {f"{serial:x}": date.isoformat() for serial, date in self.revoked.items()},
        }
        write_private(directory / AUTHORITIES / f"{self.name}.json", json.dumps(state).encode())
        write_private(directory / AUTHORITIES / f"{self.name}.pem", pem(self.authority.certificate).encode())

    @classmethod
    def load(cls, path: Path) -> "StoredAuthority":
        state = json.loads(path.read_bytes())
        key = PrivateKey.load(state["kind"], base64.b64decode(state["secret"]))
        return cls(
            name=state["name"],
            is_anchor=state["is_anchor"],
            authority=Authority(Certificate.parse(base64.b64decode(state["certificate"])), key),
            crl_number=state["crl_number"],
            revoked={int(serial, 16): datetime.fromisoformat(date) for serial, date in state["revoked"].items()},
        )


def stored_authorities(directory: Path) -> list[StoredAuthority]:
    return [StoredAuthority.load(path) for path in sorted((directory / AUTHORITIES).glob("*.json"))]


def load_manifest(directory: Path) -> dict[str, Any] | None:
    """The manifest of the demo PKI in ``directory``, or None if there is none."""
    try:
        return json.loads((Path(directory) / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def save_manifest(directory: Path, manifest: dict[str, Any]) -> None:
    content = json.dumps(manifest, ensure_ascii=False, indent=1)
    write_private(directory / MANIFEST, content.encode("utf-8"))


def write_private(path: Path, content: bytes) -> None:
    """Replaces the file atomically, readable by its owner only."""
    temporary = path.with_name(f"{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    os.replace(temporary, path)


def pem(certificate: Certificate) -> str:
    return certificate.parsed.public_bytes(Encoding.PEM).decode("ascii")


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
