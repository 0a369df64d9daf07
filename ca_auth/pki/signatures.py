"""Whether one certificate has signed another, remembered: with SM2 in plain Python this is most of a login's work."""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from ca_auth.pki.certificate import Certificate
from ca_auth.pki.errors import Refused
from ca_auth.pki.keys import verify_signature

CACHE_SIZE = 4096
_verified: OrderedDict[bytes, None] = OrderedDict()
_lock = Lock()


def is_signed_by(child: Certificate, authority: Certificate, *, sm2_id: bytes) -> bool:
    """Whether ``authority``'s key made ``child``'s signature. Only a yes is remembered, so that no stream of forged
    certificates can fill the memory with noes."""
    algorithm = child.issued_with
    if algorithm is None:
        return False
    parts = (authority.spki, sm2_id, algorithm.encode(), child.signature, child.tbs)
    key = sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
    with _lock:
        if key in _verified:
            _verified.move_to_end(key)
            return True
    try:
        verify_signature(authority.key, algorithm, child.signature, child.tbs, sm2_id=sm2_id)
    except Refused:
        return False
    with _lock:
        _verified[key] = None
        while len(_verified) > CACHE_SIZE:
            _verified.popitem(last=False)
    return True


def forget() -> None:
    """Empties the memory (for measurements and tests)."""
    with _lock:
        _verified.clear()
