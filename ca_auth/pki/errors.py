"""The one exception of the certificate checks, and the closed list of its codes."""

# Codes a person may be shown; the caller owns the sentences.
PUBLIC_CODES = frozenset(
    {
        "challenge_expired",
        "cert_parse",
        "bad_signature",
        "unknown_ca",
        "expired",
        "not_yet_valid",
        "revoked",
        "revocation_unknown",
        "key_usage",
    }
)
# Codes kept apart in the log only, and the public code each is shown as.
SHOWN_AS = {"oracle_disagrees": "unknown_ca", "bad_token": "cert_parse"}


class Refused(Exception):
    """A token, certificate, path or revocation list is not accepted.

    ``code`` is for programs (one of PUBLIC_CODES or SHOWN_AS), ``detail`` is English for the log and is never
    shown to the person who logs in.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        if code not in PUBLIC_CODES and code not in SHOWN_AS:
            raise AssertionError(f"unknown refusal code {code!r}")
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    @property
    def shown_code(self) -> str:
        """The code whose sentence the person reads."""
        return SHOWN_AS.get(self.code, self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code
