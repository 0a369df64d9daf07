"""`make bench`: the promises about speed as ratios, with pass or fail. Measured in rounds, peers in the same rounds.

python -m tests.bench                       PostgreSQL (a server made for it) and SQLite, 100,000 filings each
python -m tests.bench --database-url URL    one database; it is filled up to --rows and kept
python -m tests.bench --only pages,search   some parts
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.chaos.servers import ROOT, Postgres

PARTS = {"pages": 30, "searching": 20, "acts": 60, "login": 30, "papers": 8}
SAVED_IN = ROOT / "docs" / "performance.md"
HEAD = "| promise | measured | ratio | bound | | in this run |\n|---|---|---|---|---|---|"


def measure(url: str, rows: int, parts: list[str], data: str) -> list[str]:
    """Fill the database up to `rows` and measure; lines of a table."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DATABASE_URL": url, "DATA_DIR": data,
        "LOG_LEVEL": "CRITICAL",
    }  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils.module_loading import import_string

    from portal.filing.models import Filing
    from portal.scale import add_generated

    for command in ("migrate", "demo_pki"):
        call_command(command, verbosity=0, skip_checks=True, stdout=sys.stderr)
    call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
    there = Filing.objects.count()
    if there < rows:
        add_generated(rows - there, progress=lambda done: print(f"  {done} filings", file=sys.stderr, flush=True))
    table = []
    for part in parts:
        for line in import_string(f"tests.bench.{part}.lines")(PARTS[part]):
            table.append(f"| {' | '.join(line.cells())} |")
            print(table[-1], flush=True)
    return table


def report(url: str, rows: int, parts: list[str]) -> str:
    """A section of the page: where, when, on what, and the table."""
    name = "PostgreSQL" if url.startswith("postgres") else "SQLite"
    load = os.getloadavg()[0]
    print(f"\n{name}, {rows:,} filings, load {load:.1f}\n\n{HEAD}", flush=True)
    command = [sys.executable, "-m", "tests.bench", "--measure", url, "--rows", str(rows), "--only", ",".join(parts)]
    with tempfile.TemporaryFile("w+") as table:
        done = subprocess.run(command, cwd=ROOT, stdout=table, check=False)
        table.seek(0)
        text = table.read()
    print(text, flush=True)
    if done.returncode:
        raise SystemExit(f"{name}: the measuring ended with {done.returncode}")
    after = os.getloadavg()[0]
    loads = f"Load of the machine at the start {load:.1f}, at the end {after:.1f}."
    return f"## {name}, {rows:,} filings\n\n{loads}\n\n{HEAD}\n{text}"


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()  # fmt: skip
    return (
        f"Measured {date.today():%Y-%m-%d} on {os.cpu_count()} cores, {memory:.0f} GB, "
        f"Python {platform.python_version()}, commit {commit or 'unknown'}."
    )


def save(sections: list[str]) -> None:
    """The generated part of docs/performance.md; what stands above the line is written by hand."""
    mark = "<!-- written by make bench -->"
    head = SAVED_IN.read_text("utf-8").partition(mark)[0] if SAVED_IN.exists() else "# Performance\n\n"
    SAVED_IN.write_text(f"{head}{mark}\n\n{machine()}\n\n" + "\n".join(sections), "utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--database-url", action="append", help="filled up to --rows and kept; may be repeated")
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--only", default=",".join(PARTS), help="parts, by comma: " + ", ".join(PARTS))
    options.add_argument("--save", action="store_true", help="write the tables to docs/performance.md")
    options.add_argument("--measure", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    parts = [part for part in PARTS if part in chosen.only.split(",")]
    data = os.environ.get("BENCH_DATA_DIR")
    if chosen.measure:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            measure(chosen.measure, chosen.rows, parts, data or folder)
        return
    if chosen.database_url:
        sections = [report(url, chosen.rows, parts) for url in chosen.database_url]
    else:
        with Postgres() as server, tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            lite = f"sqlite:///{Path(folder) / 'portal.sqlite3'}"
            sections = [report(url, chosen.rows, parts) for url in (server.url, lite)]
    if chosen.save:
        save(sections)
    print(machine())


if __name__ == "__main__":
    main()
