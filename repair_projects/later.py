"""The steps after 项目信息报送. Whoever builds one says here where a project stands in it; the others say 尚未开放.

A higher app registers in AppConfig.ready(), so that this one never imports it:

    register_step(Step("合同信息报送", link=…, stage=…, cell=…))
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.filing.matrix import MatrixCell
from portal.filing.rows import Link


@dataclass(frozen=True)
class Step:
    """All three are asked about a project that is 已审核. `link` stands in every row of a list and must not query;
    `cell` may use what `prefetch` names (relations of a project); `stage` is drawn once per page."""

    label: str
    link: Callable[[object], Link]
    stage: Callable[[object], dict]
    cell: Callable[[object], MatrixCell]
    prefetch: tuple[str, ...] = ()


_steps: dict[str, Step] = {}


def register_step(step: Step) -> None:
    """Fill in the step of this label; registering again replaces it."""
    _steps[step.label] = step


def step_of(label: str) -> Step | None:
    return _steps.get(label)


def prefetched() -> list[str]:
    """Relations of a project that the cells of a table need, each once."""
    return list(dict.fromkeys(name for step in _steps.values() for name in step.prefetch))
