"""The key store: one JSON file per key, its secret under the PIN, and a counter of tries that survives anything.

A try is written down, with fsync, before the PIN is looked at; so neither parallel guesses nor a pulled plug yield
more than MAX_TRIES. Only re-issuing a key unlocks it.
"""

import base64
import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import scrypt
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.softkey.private_key import PrivateKey

FORMAT = "ca-softkey:1"
MAX_TRIES = 6
LOCK_SECONDS = 15.0
SCRYPT = {"n": 1 << 14, "r": 8, "p": 1, "dklen": 32}
USAGES = ("sign", "encrypt")
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PIN = re.compile(r"[!-~]{6,16}")


class KeyStoreError(Exception):
    """``code`` as in the protocol; ``retries_left`` where the PIN is concerned."""

    def __init__(self, code: str, retries_left: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retries_left = retries_left


@dataclass(frozen=True)
class KeyFile:
    """What one file holds; octets as base64 text."""

    format: str
    key_id: str
    label: str
    kind: str
    usage: str
    certificate: str
    salt: str
    nonce: str
    secret: str
    tries: int
    max_tries: int

    def parsed_certificate(self) -> Certificate:
        return Certificate.parse(base64.b64decode(self.certificate))


@dataclass(frozen=True, repr=False)
class PinKey:
    """A key derived from a PIN. Deriving is slow on purpose; a demo's many keys with one PIN share one."""

    salt: bytes
    key: bytes

    @classmethod
    def derive(cls, pin: str, salt: bytes | None = None) -> "PinKey":
        salt = salt or os.urandom(16)
        return cls(salt, scrypt(pin.encode("ascii"), salt=salt, **SCRYPT))


def is_pin(pin: object) -> bool:
    """6–16 printable ASCII characters."""
    return isinstance(pin, str) and _PIN.fullmatch(pin) is not None


def write_key(
    directory: Path,
    *,
    key_id: str,
    label: str,
    usage: str,
    private: PrivateKey,
    certificate: bytes,
    pin_key: PinKey,
) -> Path:
    """Puts a key into the store (replacing, and thereby unlocking, one of the same id); returns its file."""
    if not _KEY_ID.fullmatch(key_id) or usage not in USAGES:
        raise ValueError("key id or usage")
    empty = KeyFile(FORMAT, key_id, label, private.kind, usage, _text(certificate), "", "", "", MAX_TRIES, MAX_TRIES)
    path = directory / f"{key_id}.json"
    _write(path, _sealed(empty, private.secret_bytes(), pin_key))
    return path


class KeyStore:
    """The keys in one directory. A key whose file is moved away is unplugged."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)

    def all_keys(self) -> list[KeyFile]:
        """All readable keys, by id; files that are none are passed over."""
        found = []
        for path in sorted(self.directory.glob("*.json")):
            try:
                found.append(self._load(path.stem))
            except KeyStoreError:
                continue
        return found

    def sign(self, key_id: str, pin: str, message: bytes) -> tuple[KeyFile, bytes]:
        """The key and its signature over ``message``; KeyStoreError for an unknown key or a wrong PIN."""
        with self._locked():
            key, secret = self._open(key_id, pin)
        return key, PrivateKey.load(key.kind, secret).sign(message)

    def change_pin(self, key_id: str, old_pin: str, new_pin: str) -> int:
        """Tries left afterwards."""
        with self._locked():
            key, secret = self._open(key_id, old_pin)
            _write(self._path(key_id), _sealed(key, secret, PinKey.derive(new_pin)))
        return key.tries

    def _path(self, key_id: str) -> Path:
        if not isinstance(key_id, str) or not _KEY_ID.fullmatch(key_id):
            raise KeyStoreError("key_not_found")
        return self.directory / f"{key_id}.json"

    def _load(self, key_id: str) -> KeyFile:
        try:
            key = KeyFile(**json.loads(self._path(key_id).read_bytes()))
            key.parsed_certificate()
        except (OSError, ValueError, TypeError, Refused) as error:
            raise KeyStoreError("key_not_found") from error
        if key.format != FORMAT or key.key_id != key_id:
            raise KeyStoreError("key_not_found")
        return key

    def _open(self, key_id: str, pin: str) -> tuple[KeyFile, bytes]:
        key = self._load(key_id)
        if key.tries <= 0:
            raise KeyStoreError("pin_locked", 0)
        spent = replace(key, tries=key.tries - 1)
        _write(self._path(key_id), spent)
        try:
            secret = _unsealed(spent, pin)
        except InvalidTag:
            raise KeyStoreError("pin_incorrect", spent.tries) from None
        restored = replace(key, tries=key.max_tries)
        _write(self._path(key_id), restored)
        return restored, secret

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One PIN check at a time, over threads and processes; 'busy' when the wait is too long."""
        if not self.directory.is_dir():
            raise KeyStoreError("key_not_found")
        deadline = time.monotonic() + LOCK_SECONDS
        with open(self.directory / ".lock", "w") as handle:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise KeyStoreError("busy") from None
                    time.sleep(0.01)
            yield


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _bound(key: KeyFile) -> bytes:
    return f"{key.format}|{key.key_id}|{key.kind}".encode("ascii")


def _sealed(key: KeyFile, secret: bytes, pin_key: PinKey) -> KeyFile:
    nonce = os.urandom(12)
    ciphertext = AESGCM(pin_key.key).encrypt(nonce, secret, _bound(key))
    return replace(key, salt=_text(pin_key.salt), nonce=_text(nonce), secret=_text(ciphertext))


def _unsealed(key: KeyFile, pin: str) -> bytes:
    pin_key = PinKey.derive(pin, base64.b64decode(key.salt))
    return AESGCM(pin_key.key).decrypt(base64.b64decode(key.nonce), base64.b64decode(key.secret), _bound(key))


def _write(path: Path, key: KeyFile) -> None:
    """Replaces the file atomically; on return the new content is on the disk."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(asdict(key), handle, ensure_ascii=False, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
