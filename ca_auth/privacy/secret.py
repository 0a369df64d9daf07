"""A value that shows only its mask, wherever it is printed, joined, logged or sent."""

from typing import Any, NoReturn

from django.utils.html import format_html

from ca_auth.privacy.cipher import Tampered
from ca_auth.privacy.masks import mask


class Secret(str):
    """A string whose text is the mask; the value itself comes only from ``clear()``.

    Being a ``str`` is what makes it safe: templates, f-strings, JSON and log records all take the text they find. Two
    secrets are equal when their clear values are, and so are a secret and the clear string.
    """

    __slots__ = ("_clear", "kind")

    def __new__(cls, clear: str, kind: str = "text") -> "Secret":
        if isinstance(clear, Secret):
            clear = clear.clear()
        self = super().__new__(cls, mask(clear, kind))
        self._clear, self.kind = clear, kind
        return self

    def clear(self) -> str:
        """The value itself: for snapshots, print sheets and validators.

        Raises:
            Tampered: the stored record does not belong to this row (see ``TamperedSecret``).
        """
        return self._clear

    def __repr__(self) -> str:
        return f"<Secret {self}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TamperedSecret):
            return self is other
        return isinstance(other, str) and self._clear == (other._clear if isinstance(other, Secret) else str(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._clear)

    def __bool__(self) -> bool:
        return bool(self._clear)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("受保护的值不能放入会话、缓存或任务")


class TamperedSecret(Secret):
    """What a reader sees in place of a record that does not open: a red sentence, never an error page."""

    __slots__ = ("record",)

    def __new__(cls, record: bytes, kind: str = "text") -> "TamperedSecret":
        self = str.__new__(cls, Tampered.message)
        self._clear, self.kind, self.record = "", kind, record
        return self

    def clear(self) -> NoReturn:
        raise Tampered

    def __html__(self) -> str:
        return format_html('<span class="text-danger">{}</span>', Tampered.message)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        return True


def clear_text(value: str | None) -> str:
    """Plain text of a form value that may be a kept ``Secret``, a newly typed string or nothing."""
    return value.clear() if isinstance(value, Secret) else value or ""
