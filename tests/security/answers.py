"""Two answers side by side: what is left of them without what differs between any two."""

import re
from urllib.parse import quote, quote_plus

from tests.security.world import body_of

_CHANGING = re.compile(
    r'name="(?:csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|<meta name="csrf-token" content="[^"]*">'
    r'|"X-CSRFToken": "[^"]*"'
    r'|<span class="tnum">[0-9a-f]{16}</span>|\d{4}-\d\d-\d\dT[\d:.+]+|\d\d:\d\d(?::\d\d)?'
)
_OWN_HEADERS = {"X-Request-ID", "X-Session-Ends", "Content-Length"}


def comparable(response, *asked: object) -> tuple[int, str]:
    """Status, and headers and text without tokens, times and numbers of the request; `asked` are the ids that the two
    requests differed in, which an answer may repeat."""
    text = body_of(response).decode("utf-8", "replace")
    # The directives of the security policy come in any order.
    kept = [(name, value) for name, value in response.headers.items() if name not in _OWN_HEADERS]
    headers = sorted((name, sorted(value.split("; "))) for name, value in kept)
    content = f"{headers}\n{_CHANGING.sub('', text)}"
    for value in asked:
        spellings = (
            [f'value="{value}"'] if isinstance(value, int) else [str(value), quote(str(value)), quote_plus(str(value))]
        )
        for spelling in spellings:
            content = content.replace(spelling, "<id>")
    return response.status_code, content
