"""Ends the printing processes when this folder's tests are over."""

from collections.abc import Iterator

import pytest

from portal.printing import pool


@pytest.fixture(scope="package", autouse=True)
def _no_children_left() -> Iterator[None]:
    yield
    pool.shut_down()


@pytest.fixture
def store_folder(settings, tmp_path):
    """An empty store for prints."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "prints"
