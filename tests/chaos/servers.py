"""A PostgreSQL server and a web server of one's own, made for a drill, killed at will, thrown away at the end."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Postgres:
    """Listens on a socket in its own folder only. Commits reach the disk, unlike in the suite."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            raise SystemExit("no PostgreSQL server under /usr/lib/postgresql: run scripts/setup.sh --tests")
        self.programs = found[-1]
        self.home = Path(tempfile.mkdtemp(prefix="portal-drill-"))
        self.url = f"postgresql://portal@/portal?host={self.home}"

    def __enter__(self) -> "Postgres":
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.home, account.pw_uid, account.pw_gid)
        self._run("initdb", "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()
        self.create("portal")
        return self

    def __exit__(self, *error: object) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "-s", "stop", must=False)
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.home} -c max_connections=200"
        self._run("pg_ctl", "-l", str(self.home / "log"), "-w", "-t", "60", "-s", "start", "-o", options)

    def create(self, name: str) -> str:
        """A further empty database; its address."""
        subprocess.run(
            [self.programs / "createdb", "-h", self.home, "-U", "portal", name], check=True, capture_output=True
        )
        return f"postgresql://portal@/{name}?host={self.home}"

    def kill(self) -> None:
        """As if the power went: no process of the server gets to say anything."""
        number = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        for one in [number, *map(int, children)]:
            _kill(one)
        while Path(f"/proc/{number}").exists():
            time.sleep(0.02)
        self.start()

    def _run(self, program: str, *options: str, must: bool = True) -> None:
        command = [str(self.programs / program), "-D", str(self.home / "data"), *options]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if must and done.returncode:
            raise SystemExit(f"{program}: {done.stderr.decode()}")


class Web:
    """The portal as it runs in service: gunicorn with its own settings. Loaded once, so that a new worker is there in
    no time and the next kill meets a request."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.environment = environment | {"PORT": str(self.port)}

    def __enter__(self) -> "Web":
        command = [
            sys.executable, "-m", "gunicorn", "-c", "scripts/gunicorn.conf.py", "portal.wsgi", "--preload",
            "--log-level", "critical",
        ]  # fmt: skip
        # What it says while the database is away is expected.
        self.master = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)
        self._wait()
        return self

    def __exit__(self, *error: object) -> None:
        self.master.terminate()
        self.master.wait(30)

    def workers(self) -> list[int]:
        path = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        return [int(number) for number in path.read_text().split()]

    def kill_worker(self) -> bool:
        """kill -9 one of the workers; False when there is none at the moment."""
        workers = self.workers()
        return bool(workers) and _kill(random.choice(workers))

    def _wait(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(600):
            try:
                opener.open(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the web server did not start")


def _kill(number: int) -> bool:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
