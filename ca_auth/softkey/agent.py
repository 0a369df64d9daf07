"""The protocol ``ca-agent/1``: who may ask, and what is answered. No sockets here.

The page never supplies the bytes that are signed. It names a nonce (and, for a 上报, a content hash); the origin in
the signed text is the one the browser reports, so a look-alike site gets a signature that the portal refuses.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ca_auth.pki.subject import COMMON_NAME
from ca_auth.pki.token import FORMAT, MAX_BODY, signed_text, submit_purpose
from ca_auth.softkey.store import KeyFile, KeyStore, KeyStoreError, is_pin

AGENT, VERSION, PROTOCOL = "softkey", "1.0", "ca-agent/1"
DEFAULT_PORT = 17880
STATUS_OF = {
    "bad_host": 421,
    "origin_not_allowed": 403,
    "json_only": 415,
    "too_large": 413,
    "bad_json": 400,
    "bad_nonce": 400,
    "bad_digest": 400,
    "bad_pin_format": 400,
    "not_found": 404,
    "method_not_allowed": 405,
    "key_not_found": 404,
    "pin_incorrect": 401,
    "pin_locked": 423,
    "busy": 409,
}
_NONCE = re.compile(r"[!-{}~]{43,128}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[1-9][0-9]{0,4})?|http://(localhost|127\.0\.0\.1)(:[1-9][0-9]{0,4})?")


@dataclass(frozen=True)
class Request:
    """``headers``: lower-case name -> every value sent under it; ``body`` None if larger than MAX_BODY."""

    method: str
    path: str
    headers: Mapping[str, list[str]]
    body: bytes | None = b""

    def only(self, name: str) -> str:
        """The header's value, or '' if it is missing or was sent twice."""
        values = self.headers.get(name, [])
        return values[0] if len(values) == 1 else ""


@dataclass(frozen=True)
class Reply:
    status: int
    payload: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def checked_origin(origin: str) -> str:
    """``origin`` if it may stand in the allow-list: https, or http on the loopback; else ValueError."""
    if _ORIGIN.fullmatch(origin) is None:
        raise ValueError(f"not an https origin nor http on the loopback, or not in canonical form: {origin}")
    return origin


class Agent:
    """``origins``: the portals that may ask; ``port``: where the agent listens, as it must stand in Host."""

    def __init__(self, store: KeyStore, *, origins: Collection[str], port: int) -> None:
        self.store = store
        self.origins = frozenset(checked_origin(origin) for origin in origins)
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self.calls: dict[str, tuple[str, Callable[[str, dict[str, Any]], dict[str, Any]]]] = {
            "/v1/status": ("GET", self._status),
            "/v1/keys": ("GET", self._keys),
            "/v1/sign-login": ("POST", self._sign_login),
            "/v1/sign-submit": ("POST", self._sign_submit),
            "/v1/change-pin": ("POST", self._change_pin),
        }

    def answer(self, request: Request) -> Reply:
        """The reply to any request; nothing of a refused request reaches a key."""
        if request.only("host") not in self.hosts:
            return _error(KeyStoreError("bad_host"))
        origin = request.only("origin")
        if origin not in self.origins:
            return _error(KeyStoreError("origin_not_allowed"))
        if request.method == "OPTIONS":
            reply = _preflight(request)
        else:
            try:
                reply = Reply(200, self._call(request, origin))
            except KeyStoreError as error:
                reply = _error(error)
        shared = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        return Reply(reply.status, reply.payload, {**reply.headers, **shared})

    def _call(self, request: Request, origin: str) -> dict[str, Any]:
        method, call = self.calls.get(request.path, ("", None))
        if call is None:
            raise KeyStoreError("not_found")
        if request.method != method:
            raise KeyStoreError("method_not_allowed")
        return call(origin, _fields(request) if method == "POST" else {})

    def _status(self, _origin: str, _fields: dict[str, Any]) -> dict[str, Any]:
        return {"agent": AGENT, "version": VERSION, "protocol": PROTOCOL, "keys": len(self.store.all_keys())}

    def _keys(self, _origin: str, _fields: dict[str, Any]) -> dict[str, Any]:
        return {"keys": [_shown(key) for key in self.store.all_keys()]}

    def _sign_login(self, origin: str, fields: dict[str, Any]) -> dict[str, Any]:
        return self._sign(origin, fields, "login")

    def _sign_submit(self, origin: str, fields: dict[str, Any]) -> dict[str, Any]:
        if not _matches(_DIGEST, fields.get("digest")):
            raise KeyStoreError("bad_digest")
        return self._sign(origin, fields, submit_purpose(fields["digest"]))

    def _sign(self, origin: str, fields: dict[str, Any], purpose: str) -> dict[str, Any]:
        if not _matches(_NONCE, fields.get("nonce")):
            raise KeyStoreError("bad_nonce")
        if not is_pin(fields.get("pin")):
            raise KeyStoreError("bad_pin_format")
        text = signed_text(purpose=purpose, origin=origin, nonce=fields["nonce"])
        key, signature = self.store.sign(fields.get("key_id"), fields["pin"], text)
        return {
            "format": FORMAT,
            "certificate": key.certificate,
            "algorithm": key.parsed_certificate().key.algorithm,
            "signature": _base64(signature),
            "agent": f"{AGENT}/{VERSION}",
        }

    def _change_pin(self, _origin: str, fields: dict[str, Any]) -> dict[str, Any]:
        if not is_pin(fields.get("old_pin")) or not is_pin(fields.get("new_pin")):
            raise KeyStoreError("bad_pin_format")
        left = self.store.change_pin(fields.get("key_id"), fields["old_pin"], fields["new_pin"])
        return {"retries_left": left}


def _base64(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _fields(request: Request) -> dict[str, Any]:
    # Only application/json makes the browser ask first (preflight) whether this origin may post at all.
    if request.only("content-type").partition(";")[0].strip().lower() != "application/json":
        raise KeyStoreError("json_only")
    if request.body is None or len(request.body) > MAX_BODY:
        raise KeyStoreError("too_large")
    try:
        fields = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise KeyStoreError("bad_json") from error
    if not isinstance(fields, dict):
        raise KeyStoreError("bad_json")
    return fields


def _shown(key: KeyFile) -> dict[str, Any]:
    certificate = key.parsed_certificate()
    names = certificate.attributes(COMMON_NAME)
    return {
        "key_id": key.key_id,
        "label": key.label,
        "algorithm": certificate.key.algorithm,
        "subject_cn": names[0] if names else "",
        "serial": f"{certificate.serial:x}",
        "not_after": certificate.not_after.isoformat(),
        "usage": key.usage,
        "retries_left": key.tries,
        "locked": key.tries <= 0,
        "certificate": key.certificate,
    }


def _preflight(request: Request) -> Reply:
    headers = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "content-type",
        "Access-Control-Max-Age": "600",
    }
    if request.only("access-control-request-private-network") == "true":  # Chromium kernels before 142
        headers["Access-Control-Allow-Private-Network"] = "true"
    return Reply(204, None, headers)


def _error(error: KeyStoreError) -> Reply:
    detail: dict[str, Any] = {"code": error.code}
    if error.retries_left is not None:
        detail["retries_left"] = error.retries_left
    return Reply(STATUS_OF[error.code], {"error": detail})
