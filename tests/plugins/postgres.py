"""What is marked `postgres` runs only where settings point to a PostgreSQL server, and fails elsewhere instead of
passing on SQLite by accident. `scripts/test` makes a server and runs `pytest -m postgres` with TEST_DATABASE_URL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections


@pytest.fixture(autouse=True)
def _real_server(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.fail("needs PostgreSQL: run scripts/test, or set TEST_DATABASE_URL")


@pytest.fixture
def together() -> Callable[..., list]:
    """Call functions at the same moment, each in a thread with a connection of its own.

    Returns what each returned, in the order given; an exception is returned, not raised.
    """

    def run(*functions: Callable[[], object]) -> list:
        barrier = Barrier(len(functions), timeout=30)

        def call(function: Callable[[], object]) -> object:
            try:
                barrier.wait()
                return function()
            except Exception as error:  # the loser's exception is what such tests look at
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(call, functions))

    return run
