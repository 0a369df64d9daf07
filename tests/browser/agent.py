"""The certificate helper (the stand-in for driver and USB key) inside the test's own process."""

import shutil
import threading
from pathlib import Path

from ca_auth.softkey.client import AgentClient
from ca_auth.softkey.server import AgentServer
from tests.plugins.auth import DemoPki


def insert_key(pki: DemoPki, store: Path, key_id: str) -> None:
    """Put a key into the store, as if it were plugged in."""
    shutil.copy(pki.directory / pki.key(key_id)["file"], store)


class Helper:
    """The certificate helper on this computer; it can be started late."""

    def __init__(self, store: Path, origin: str) -> None:
        self.server = AgentServer(store, origins=[origin], port=0)
        self.address, self.origin, self.store = self.server.address, origin, store
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> "Helper":
        self.thread.start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def client(self) -> AgentClient:
        return AgentClient(self.address, self.origin)


def announce(settings, addresses: list[str]) -> None:
    """Tell the pages where the helper listens, and the browser that they may ask it."""
    settings.AGENT_URLS = addresses
    policy = settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        **policy,
        "DIRECTIVES": {**policy["DIRECTIVES"], "connect-src": ["'self'", *addresses]},
    }
