"""C1 at the gate: real servers, real clicks, twenty kills and a power cut of the database. `make drill` kills more."""

import os
import subprocess
import sys

import pytest

from tests.chaos.servers import ROOT


@pytest.mark.postgres
@pytest.mark.slow
def test_c1_what_was_acknowledged_is_there_once_and_whole():
    options = ["--kills", "20", "--filings", "30", "--double-click", "--postmaster", "1", "--seconds", "80"]
    quiet = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.kill_submit", *options], cwd=ROOT, env=quiet, timeout=150, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, doubled 0, half 0, gaps 0" in done.stdout
