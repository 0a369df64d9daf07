"""Keeps the demo's revocation lists fresh, revokes, and opens the demo PKI for verification."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ca_auth.demo_pki import issue
from ca_auth.demo_pki.files import StoredAuthority, load_manifest, save_manifest, stored_authorities, write_private
from ca_auth.pki.path import TrustStore
from ca_auth.pki.revocation import CrlRevocation, parse_crl

LIFETIME = timedelta(days=30)
REISSUE_WITHIN = timedelta(days=7)


def issue_crl(directory: Path, stored: StoredAuthority, *, now: datetime) -> dict[str, Any]:
    """Writes the authority's next list and state; returns the list's fields of the manifest."""
    stored.crl_number += 1
    data = issue.revocation_list(
        stored.authority,
        revoked=stored.revoked.items(),
        this_update=now,
        next_update=now + LIFETIME,
        number=stored.crl_number,
    )
    write_private(directory / stored.crl_path, data)
    stored.save(directory)
    return {
        "crl": stored.crl_path,
        "crl_number": stored.crl_number,
        "crl_next_update": (now + LIFETIME).isoformat(),
    }


def reissue_crls(directory: Path, *, now: datetime, within: timedelta = REISSUE_WITHIN) -> list[str]:
    """Renews the lists that end within that time and returns the names of their authorities."""
    manifest = _manifest(directory)
    ending = {
        entry["fingerprint"]
        for entry in manifest["authorities"]
        if datetime.fromisoformat(entry["crl_next_update"]) - now <= within
    }
    return _renew(Path(directory), manifest, ending, now)


def revoke(directory: Path, serial_hex: str, *, now: datetime) -> str:
    """Revokes an issued demo certificate, renews its authority's list and returns that authority's name.

    KeyError for a serial number the demo PKI has not issued.
    """
    manifest = _manifest(directory)
    issuers = {entry["serial"]: entry["issuer"] for entry in manifest["keys"]}
    issuer = issuers[serial_hex]
    for entry in manifest["keys"]:
        if entry["serial"] == serial_hex:
            entry["state"] = "revoked"
    return _renew(Path(directory), manifest, {issuer}, now, revoked=int(serial_hex, 16))[0]


def open_demo_pki(directory: Path, *, now: datetime) -> tuple[TrustStore, CrlRevocation]:
    """Trust store and revocation source straight from the files, for tests and tools without a database."""
    stored = stored_authorities(Path(directory))
    store = TrustStore(
        anchors=tuple(entry.authority.certificate for entry in stored if entry.is_anchor),
        intermediates=tuple(entry.authority.certificate for entry in stored if not entry.is_anchor),
    )
    lists = {
        entry.fingerprint: parse_crl(
            (Path(directory) / entry.crl_path).read_bytes(), issuer=entry.authority.certificate, now=now
        )
        for entry in stored
    }
    return store, CrlRevocation(lists)


def _manifest(directory: Path) -> dict[str, Any]:
    manifest = load_manifest(directory)
    if manifest is None:
        raise FileNotFoundError(f"no demo PKI in {directory}")
    return manifest


def _renew(
    directory: Path, manifest: dict[str, Any], fingerprints: set[str], now: datetime, *, revoked: int | None = None
) -> list[str]:
    entries = {entry["fingerprint"]: entry for entry in manifest["authorities"]}
    names = []
    for stored in stored_authorities(directory):
        if stored.fingerprint not in fingerprints:
            continue
        if revoked is not None:
            stored.revoked[revoked] = now
        entries[stored.fingerprint].update(issue_crl(directory, stored, now=now))
        names.append(stored.name)
    save_manifest(directory, manifest)
    return names
