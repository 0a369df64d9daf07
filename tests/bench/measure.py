"""Interleaved rounds: each visits every target a few times, so that noise hits all alike. Only ratios are judged."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Target = Callable[[], object]


def rounds(targets: dict[str, Target], *, count: int, each: int = 3, dropped: int = 1) -> dict[str, list[float]]:
    """Milliseconds of every call by target, without the first rounds."""
    taken: dict[str, list[float]] = {name: [] for name in targets}
    for number in range(count + dropped):
        for name, call in targets.items():
            for _ in range(each):
                began = time.perf_counter()
                call()
                if number >= dropped:
                    taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def p50(values: list[float]) -> float:
    return median(values)


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


@dataclass(frozen=True)
class Line:
    """One promise: what was measured, as a ratio, against its bound. `least` turns the comparison round."""

    promise: str
    what: str
    ratio: float
    bound: float
    least: bool = False
    detail: str = ""

    @property
    def kept(self) -> bool:
        return self.ratio >= self.bound if self.least else self.ratio <= self.bound

    def cells(self) -> tuple[str, str, str, str, str, str]:
        sign = "≥" if self.least else "≤"
        return (
            self.promise, self.what, f"{self.ratio:.2f}", f"{sign} {self.bound:g}", "pass" if self.kept else "FAIL",
            self.detail,
        )  # fmt: skip
