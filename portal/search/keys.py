"""One spelling for searching: both databases index and compare the same text."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def name_key(text: str) -> str:
    """NFKC, case folded, without spaces. Chinese has no case, so `contains` on this never needs `icontains`."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())


def bigrams(key: str) -> list[str]:
    """The pairs of neighbouring characters, each once, in the order of the text: 彭浦新村 -> 彭浦 浦新 新村."""
    return list(dict.fromkeys(key[i : i + 2] for i in range(len(key) - 1)))
