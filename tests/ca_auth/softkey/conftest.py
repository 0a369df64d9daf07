"""A store of demo keys, built once and copied for every test."""

import shutil
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ca_auth.demo_pki import DemoHolder, build_demo_pki
from ca_auth.softkey.client import AgentClient
from ca_auth.softkey.server import AgentServer
from ca_auth.softkey.store import KeyStore

PAGE = "http://localhost:8000"


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("softkey")
    holders = [
        DemoHolder(f"示范企业{kind}", uscc="91310000MADEM00019", slug=kind, algorithm=kind)
        for kind in ("rsa", "ec", "sm2")
    ]
    build_demo_pki(directory, holders, now=datetime.now(UTC))
    return directory


@pytest.fixture
def store(demo_directory, tmp_path) -> KeyStore:
    shutil.copytree(demo_directory / "keys", tmp_path / "keys")
    return KeyStore(tmp_path / "keys")


@dataclass(frozen=True)
class Running:
    server: AgentServer
    client: AgentClient
    store: KeyStore


@pytest.fixture
def running(store):
    """An agent on a free port of the loopback, and a client on an allowed page."""
    with AgentServer(store.directory, origins=[PAGE, "https://portal.example.cn"], port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Running(server, AgentClient(server.address, PAGE), store)
        server.shutdown()
        thread.join()
