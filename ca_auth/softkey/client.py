"""Speaks to the agent as the login page does; for tests and tools without a browser."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


class AgentRefused(Exception):
    """The agent's error: HTTP ``status``, ``code`` and, where the PIN is concerned, ``retries_left``."""

    def __init__(self, status: int, code: str, retries_left: int | None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.retries_left = retries_left


@dataclass(frozen=True)
class AgentClient:
    """``address``: where the agent listens; ``origin``: the page's origin, which a browser would send by itself."""

    address: str
    origin: str
    timeout: float = 30.0

    def status(self) -> dict[str, Any]:
        return self._ask("GET", "/v1/status")

    def list_keys(self) -> list[dict[str, Any]]:
        return self._ask("GET", "/v1/keys")["keys"]

    def sign_login(self, key_id: str, pin: str, nonce: str) -> dict[str, Any]:
        """The token for POST /auth/cert/verify."""
        return self._ask("POST", "/v1/sign-login", {"key_id": key_id, "pin": pin, "nonce": nonce})

    def sign_submit(self, key_id: str, pin: str, digest: str, nonce: str) -> dict[str, Any]:
        """The token that confirms the 上报 of content with this SHA-256 (64 lower-case hex digits)."""
        fields = {"key_id": key_id, "pin": pin, "digest": digest, "nonce": nonce}
        return self._ask("POST", "/v1/sign-submit", fields)

    def change_pin(self, key_id: str, old_pin: str, new_pin: str) -> int:
        fields = {"key_id": key_id, "old_pin": old_pin, "new_pin": new_pin}
        return self._ask("POST", "/v1/change-pin", fields)["retries_left"]

    def _ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=self.timeout)
        headers = {"Origin": self.origin}
        if fields is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, None if fields is None else json.dumps(fields), headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise AgentRefused(response.status, answer["error"]["code"], answer["error"].get("retries_left"))
        return answer
