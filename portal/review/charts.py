"""Bars as SVG: plain numbers for attributes, no styles, no scripts. The table beside it says the same in figures."""

from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT, FOOT, BAR, GAP, LABEL = 360, 150, 20, 14, 4, 46
_MOST_MONTHS = 24


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    height: float
    css: str
    title: str


@dataclass(frozen=True)
class Label:
    x: float
    text: str


class Bars:
    """Two bars a month, sent and approved; of a longer period the last two years."""

    def __init__(self, months: list):
        self.months = months[-_MOST_MONTHS:]
        self.most = max((max(one.submitted, one.approved) for one in self.months), default=0) or 1
        self.slot = WIDTH / max(len(self.months), 1)
        self.bar = round(min(BAR, (self.slot - GAP) / 2), 1)
        self.width, self.height, self.base = WIDTH, HEIGHT, HEIGHT - FOOT

    @property
    def bars(self) -> list[Bar]:
        found = []
        for place, month in enumerate(self.months):
            left = place * self.slot + self.slot / 2 - self.bar
            found.append(self._bar(left, month.submitted, "is-sent", f"{month.label} 上报 {month.submitted} 件"))
            found.append(
                self._bar(left + self.bar, month.approved, "is-done", f"{month.label} 审核通过 {month.approved} 件")
            )
        return found

    def _bar(self, x: float, count: int, css: str, title: str) -> Bar:
        height = round((self.base - 20) * count / self.most, 1)
        return Bar(round(x, 1), round(self.base - height, 1), height, css, title)

    @property
    def labels(self) -> list[Label]:
        """Every month, or so few that they do not run into each other."""
        every = ceil(LABEL / self.slot)
        return [
            Label(round(place * self.slot + self.slot / 2, 1), month.label)
            for place, month in enumerate(self.months)
            if place % every == 0
        ]
