"""Colour and icon of every state a record can be in. Never colour alone: a chip always has icon, word and colour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """`tone` is one of slate, blue, red, violet, green, amber (classes chip-<tone>)."""

    tone: str
    icon: str


LOOKS: dict[str, Look] = {
    "draft": Look("slate", icon="pencil-square"),
    "saved": Look("slate", icon="pencil-square"),
    "submitted": Look("blue", icon="send-check"),
    "returned": Look("red", icon="arrow-return-left"),
    "accepted": Look("violet", icon="clipboard-check"),
    "approved": Look("green", icon="check-circle-fill"),
    # records that are no five-state filing
    "pending": Look("amber", icon="hourglass-split"),
    "active": Look("green", icon="check-circle-fill"),
    "confirmed": Look("green", icon="check-circle-fill"),
    "closed": Look("slate", icon="archive"),
    "rejected": Look("red", icon="x-circle-fill"),
    "revoked": Look("red", icon="slash-circle"),
    "expired": Look("red", icon="calendar-x"),
    "expiring": Look("amber", icon="clock"),
    "locked": Look("slate", icon="lock"),
}
PLAIN = Look("slate", icon="circle")


def look_of(status: str) -> Look:
    """A state nobody gave a look yet is shown plainly rather than not at all."""
    return LOOKS.get(str(status), PLAIN)
