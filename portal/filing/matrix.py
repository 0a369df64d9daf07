"""Projects × stages on the home page: the app that owns projects provides the rows, the roof shows them."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MatrixCell:
    """`state` as in components/stage_matrix.html: a status, or open, locked, none. `text` says what is waited for."""

    state: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class MatrixRow:
    label: str
    url: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class Matrix:
    """`total` counts all projects, of which the rows are the first."""

    columns: tuple[str, ...] = ()
    rows: list[MatrixRow] = field(default_factory=list)
    total: int = 0
    all_url: str = ""


Provider = Callable[[object], Matrix]
_providers: dict[str, Provider] = {}


def register_matrix(system: str, provider: Provider) -> None:
    """`provider(identity)` gives the matrix of the identity's system; call it in AppConfig.ready()."""
    _providers[system] = provider


def matrix_of(identity) -> Matrix:
    provider = _providers.get(identity.system)
    return provider(identity) if provider else Matrix()
