"""D1: no request gives a failure. The full run is for PostgreSQL, which refuses more than SQLite does."""

import pytest

from tests.fuzz import http_fuzz
from tests.security.conftest import _same_browsers, built, no_printing, quiet, world  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet", "no_printing")]


@pytest.mark.slow
def test_spoilt_requests_are_answered(world):  # noqa: F811
    run(world, number=1_500, seed=11)


@pytest.mark.slow
@pytest.mark.postgres
def test_ten_thousand_spoilt_requests_are_answered_on_a_real_server(world):  # noqa: F811
    run(world, number=10_000, seed=7)


def run(world, *, number: int, seed: int) -> None:  # noqa: F811
    result = http_fuzz.run(world, number=number, seed=seed)
    assert result.failures == []
    # The requests get somewhere: pages are shown, acts are done, forms are refused with reasons.
    assert result.statuses[200] > number / 10
    assert result.statuses[302] > number / 20
    assert result.statuses[422] > 0
