"""Session engines with one kind of session per site.

Stored data is signed under a salt made from the class name, and cached under a prefix of the site: a cookie of one
site, moved to the other, opens nothing there.
"""

from typing import Any


class RefuseUnknownKey:
    """Neither the other site's key nor one thought up by the client is ever adopted."""

    def load(self) -> dict[str, Any]:
        data = super().load()
        if not data:
            self._session_key = None
        return data
