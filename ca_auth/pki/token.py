"""What is signed, and the envelope in which certificate and signature travel.

The envelope carries no nonce, origin, chain or time: the server knows these itself, so a correct signature over
its own text already proves them.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from ca_auth.pki.errors import Refused

FORMAT = "ca-auth:1"
MAX_BODY = 16 * 1024
MAX_CERTIFICATE = 8 * 1024
MAX_SIGNATURE = 1024
MAX_AGENT = 64
SECRET_NAMES = frozenset({"pin", "password", "passwd", "pwd"})

_PURPOSE = re.compile(r"[a-z]{1,16}(:[0-9a-f]{64})?")
_ORIGIN = re.compile(r"https?://([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[1-9][0-9]{0,4})?")
_NONCE = re.compile(r"[!-{}~]{43,128}")


class MalformedToken(Refused, ValueError):
    """The envelope itself is wrong: no JSON object, a field missing, not strict base64, too large."""

    def __init__(self, detail: str) -> None:
        super().__init__("bad_token", detail)


class ForbiddenKey(MalformedToken):
    """The envelope carries a PIN or password, which must never reach the server."""


@dataclass(frozen=True)
class SignedToken:
    """``certificate``: DER; ``signature``: raw for RSA, DER (r, s) otherwise; ``agent``: for the log only."""

    certificate: bytes
    algorithm: str
    signature: bytes
    agent: str


def submit_purpose(sha256_hex: str) -> str:
    """The purpose under which a 上报 with this content hash (64 lower-case hex digits) is signed."""
    return f"submit:{sha256_hex}"


def signed_text(*, purpose: str, origin: str, nonce: str) -> bytes:
    """The one ASCII line the certificate holder signs; ValueError for a field that could be read as another."""
    rules = (("purpose", _PURPOSE, purpose), ("origin", _ORIGIN, origin), ("nonce", _NONCE, nonce))
    for name, pattern, value in rules:
        if pattern.fullmatch(value) is None:
            raise ValueError(f"not a {name} in canonical form")
    return f"CA-AUTH-V1|{purpose}|{origin}|{nonce}".encode("ascii")


def parse_token(raw: bytes | dict[str, Any]) -> SignedToken:
    """The token of a request body (or of its already decoded JSON object).

    Raises ForbiddenKey for a PIN or password anywhere in it, MalformedToken for anything else that is wrong.
    """
    fields = parse_object(raw)
    if fields.get("format") != FORMAT:
        raise MalformedToken("unknown format")
    algorithm, agent = fields.get("algorithm"), fields.get("agent", "")
    if not isinstance(algorithm, str) or not isinstance(agent, str):
        raise MalformedToken("algorithm or agent is not text")
    return SignedToken(
        certificate=_octets(fields, "certificate", MAX_CERTIFICATE),
        algorithm=algorithm,
        signature=_octets(fields, "signature", MAX_SIGNATURE),
        agent="".join(character for character in agent[:MAX_AGENT] if " " <= character <= "~"),
    )


def parse_object(raw: bytes | dict[str, Any]) -> dict[str, Any]:
    """The JSON object of a body sent by the login page; ForbiddenKey and MalformedToken as for ``parse_token``."""
    fields = _decode_body(raw) if isinstance(raw, bytes) else raw
    if not isinstance(fields, dict):
        raise MalformedToken("not a JSON object")
    _refuse_secrets(fields)
    return fields


def _decode_body(body: bytes) -> Any:
    if len(body) > MAX_BODY:
        raise MalformedToken("body too large")
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_unique)
    except MalformedToken:
        raise
    except (ValueError, RecursionError) as error:
        raise MalformedToken("not JSON") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedToken("a key occurs twice")
    return fields


def _refuse_secrets(fields: Any) -> None:
    pending = [fields]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if any(str(name).strip().lower() in SECRET_NAMES for name in value):
                raise ForbiddenKey("a PIN or password was sent")
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _octets(fields: dict[str, Any], name: str, limit: int) -> bytes:
    text = fields.get(name)
    if not isinstance(text, str) or not text or len(text) > (limit + 2) // 3 * 4:
        raise MalformedToken(f"{name} missing or too large")
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedToken(f"{name} is not base64") from error
    if len(octets) > limit or base64.b64encode(octets).decode("ascii") != text:
        raise MalformedToken(f"{name} is not strict base64 or too large")
    return octets
