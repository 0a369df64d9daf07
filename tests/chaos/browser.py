"""A browser without a screen: cookies, forms, a soft key, and the patience to send a form again."""

import http.client
import itertools
import json
import time
from base64 import b64encode
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_addresses = itertools.count(2)


@dataclass
class Answer:
    status: int
    location: str
    text: str


@dataclass
class Browser:
    """Each comes from an address of its own, as browsers do: limits per address are not what is tried here."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = field(default_factory=lambda: f"127.0.{next(_addresses) // 250}.{next(_addresses) % 250 + 1}")

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict) -> Answer:
        body = urlencode(fields, doseq=True)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }
        return self._ask("POST", path, body, headers)

    def post_json(self, path: str, fields: dict) -> dict:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies.get("csrftoken", "")}
        answer = self._ask("POST", path, json.dumps(fields), headers)
        return json.loads(answer.text) if answer.status == 200 else {"status": answer.status}

    def patiently(self, ask, most: int = 400) -> Answer:
        """Ask until there is an answer of the application: what a user does whose page did not come."""
        for _ in range(most):
            try:
                answer = ask()
                if answer.status < 500:
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise TimeoutError("the portal did not answer")

    def _ask(self, method: str, path: str, body: str | None, headers: dict) -> Answer:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=20, source_address=(self.address, 0)
        )  # fmt: skip
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, headers | ({"Cookie": cookies} if cookies else {}))
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            for line in response.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return Answer(response.status, response.headers.get("Location", ""), text)
        finally:
            connection.close()


@dataclass
class SoftKey:
    """The certificate helper in process: signs what the page would have it sign."""

    key_id: str
    pin: str
    origin: str
    store: object

    def token(self, purpose: str, nonce: str) -> dict:
        from ca_auth.pki.token import signed_text

        text = signed_text(purpose=purpose, origin=self.origin, nonce=nonce)
        key, value = self.store.sign(self.key_id, self.pin, text)
        return {
            "format": "ca-auth:1", "certificate": key.certificate, "signature": b64encode(value).decode(),
            "algorithm": key.parsed_certificate().key.algorithm, "agent": "softkey/drill",
        }  # fmt: skip
