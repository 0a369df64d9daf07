"""One spelling for searching: both databases index and compare the same text."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def name_key(text: str) -> str:
    """NFKC, case folded, without spaces. Chinese has no case, so `contains` on this never needs `icontains`."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())
