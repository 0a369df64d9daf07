"""``python -m ca_auth.softkey --store DIR --allow-origin http://localhost:8000``"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from ca_auth.softkey.agent import DEFAULT_PORT
from ca_auth.softkey.server import AgentServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="ca_auth.softkey", description="Stand-in for certificate driver and USB key")
    parser.add_argument("--store", type=Path, required=True, help="directory of the key files")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument(
        "--allow-origin", action="append", required=True, metavar="URL", help="may be given repeatedly"
    )
    options = parser.parse_args(arguments)
    try:
        server = AgentServer(options.store, origins=options.allow_origin, port=options.port)
    except (ValueError, OSError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server:
        print(f"softkey agent on {server.address} for {', '.join(sorted(server.agent.origins))}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
