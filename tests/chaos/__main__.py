"""`make drill`: the large runs, one after the other, each bounded in time. Ends with 1 if a promise was broken."""

import subprocess
import sys
import time

from tests.chaos.servers import ROOT

DRILLS = (
    (
        "kill_submit",
        "--kills",
        "200",
        "--filings",
        "1000",
        "--double-click",
        "--postmaster",
        "10",
        "--seconds",
        "1500",
    ),
    ("duel_reviewers", "--pairs", "1000"),
    ("kill_upload", "--kills", "200"),
)
MOST_SECONDS = 1800


def main() -> None:
    broken = []
    for name, *options in DRILLS:
        print(f"· {name} {' '.join(options)}", flush=True)
        began = time.monotonic()
        command = [sys.executable, "-m", f"tests.chaos.{name}", *options]
        try:
            done = subprocess.run(command, cwd=ROOT, timeout=MOST_SECONDS, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            done = False
        print(f"  {'kept' if done else 'BROKEN'} after {time.monotonic() - began:.0f} s", flush=True)
        broken += [] if done else [name]
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
