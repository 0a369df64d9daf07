"""Two people act on one filing at the same moment, a thousand times each way. One wins, the other is told.

python -m tests.chaos.duel_reviewers --pairs 1000
"""

import argparse
import os
import sys
import tempfile
import time

from tests.chaos.servers import Postgres


def duel(pairs: int) -> bool:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    from portal.filing import audit
    from tests.concurrency import duels

    kept = True
    for name in duels.DUELS:
        began = time.monotonic()
        tally = duels.fight(name, pairs)
        print(
            f"{name}: {tally.pairs} pairs, {tally.wins}, faults {len(tally.faults)}, {time.monotonic() - began:.0f} s"
        )
        print(*tally.faults[:10], sep="\n", end="\n" if tally.faults else "")
        kept = kept and not tally.faults and sum(tally.wins.values()) == pairs
    found = list(audit.faults())
    print(f"audit faults {len(found)}")
    return kept and not found


def main(arguments: list[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=1000)
    chosen = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="duel-") as folder, Postgres() as database:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "CHAOS_FOLDER": folder,
            "TEST_DATABASE_URL": database.url,
        }  # fmt: skip
        kept = duel(chosen.pairs)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
