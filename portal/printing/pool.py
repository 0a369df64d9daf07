"""Warm printing processes: started when needed, used again, ended when they run over a limit or have done enough.

One pool per web or worker process; a forked process starts with an empty one. A child that was idle too long has ended
by itself, and a child whose parent dies reads end-of-file and ends, so nothing has to be cleaned up after a kill.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

from portal.printing.errors import PrintBusy, PrintFailed, PrintForbidden, PrintTooLarge

SYSTEM_FONTS = Path("/usr/share/fonts/opentype/noto")
MAX_REPLY = 50_000_000
REFUSALS = {"forbidden": PrintForbidden, "too_large": PrintTooLarge, "failed": PrintFailed}


@dataclass(frozen=True)
class Limits:
    """Seconds one document may take: by the clock and of processor time."""

    wall: float = 20
    cpu: float = 15


WEB = Limits()
BACKGROUND = Limits(wall=180, cpu=150)


def own_fonts() -> Path:
    return Path(settings.BASE_DIR) / "static_vendor" / "fonts"


class Child:
    """Handle of one process; used by one thread at a time."""

    def __init__(self) -> None:
        self.jobs = 0
        self._folder = tempfile.TemporaryDirectory(prefix="portal-print-")
        folder = Path(self._folder.name)
        config = folder / "fonts.conf"
        cache = Path(settings.DATA_DIR) / "fontconfig"
        config.write_text(_font_config(own_fonts(), SYSTEM_FONTS, cache=cache), "utf-8")
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-X", "utf8", str(Path(__file__).with_name("child.py")),
             str(own_fonts()), str(SYSTEM_FONTS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"TMPDIR": str(folder), "HOME": str(folder), "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(config)},
            start_new_session=True,
        )  # fmt: skip

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def run(self, job: dict, parts: list[bytes], *, wall: float) -> tuple[dict, bytes]:
        """Send one job and wait for its answer. EOFError when the process has ended meanwhile."""
        self.jobs += 1
        watchdog = threading.Timer(wall, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(job).encode("ascii") + b"\n" + b"".join(parts))
            self._process.stdin.flush()
            line = self._process.stdout.readline(65536)
            reply = json.loads(line) if line.endswith(b"\n") else None
            if reply is None or not 0 <= reply["size"] <= MAX_REPLY:
                raise EOFError
            pdf = self._process.stdout.read(reply["size"])
        except BrokenPipeError as error:
            raise EOFError from error
        finally:
            watchdog.cancel()
        if len(pdf) != reply["size"]:
            raise EOFError
        return reply, pdf

    def close(self) -> int:
        """End the process and give its exit status; a negative one is the signal that ended it."""
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                continue
        try:
            status = self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._folder.cleanup()
        return status


class Pool:
    def __init__(self, *, size: int, jobs_per_child: int) -> None:
        self._free = threading.BoundedSemaphore(size)
        self._idle: list[Child] = []
        self._jobs_per_child = jobs_per_child

    def render(self, html: str, assets: Mapping[str, bytes], identifier: str, limits: Limits) -> tuple[bytes, dict]:
        """Give the PDF and the child's facts about it, or raise a PrintError."""
        if not self._free.acquire(timeout=limits.wall):
            raise PrintBusy
        try:
            return self._render(html, assets, identifier, limits)
        finally:
            self._free.release()

    def _render(self, html: str, assets: Mapping[str, bytes], identifier: str, limits: Limits) -> tuple[bytes, dict]:
        body = html.encode("utf-8")
        sizes = [[name, len(content)] for name, content in assets.items()]
        job = {"html": len(body), "assets": sizes, "identifier": identifier, "cpu": limits.cpu}
        parts = [body, *assets.values()]
        child, was_idle = self._take()
        try:
            reply, pdf = child.run(job, parts, wall=limits.wall)
        except EOFError:
            status = child.close()
            if status == 0 and was_idle:  # it had ended by itself, out of idleness
                return self._render(html, assets, identifier, limits)
            raise (PrintTooLarge if status < 0 else PrintFailed)(detail=f"exit status {status}") from None
        except BaseException:
            child.close()
            raise
        if refusal := reply.get("error"):
            self._keep(child, sound=refusal != "too_large")
            raise REFUSALS.get(refusal, PrintFailed)(detail=reply.get("detail", ""))
        self._keep(child, sound=True)
        return pdf, reply

    def _take(self) -> tuple[Child, bool]:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child, True
            child.close()
        return Child(), False

    def _keep(self, child: Child, *, sound: bool) -> None:
        if sound and child.jobs < self._jobs_per_child:
            self._idle.append(child)
        else:
            child.close()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


_current: Pool | None = None
_guard = threading.Lock()


def pool() -> Pool:
    global _current  # noqa: PLW0603 - one per process is the point
    with _guard:
        if _current is None:
            _current = Pool(
                size=getattr(settings, "PRINT_CHILDREN", 2),
                jobs_per_child=getattr(settings, "PRINT_JOBS_PER_CHILD", 200),
            )
        return _current


def shut_down() -> None:
    """End the idle children; the next print starts new ones."""
    global _current  # noqa: PLW0603
    with _guard:
        if _current is not None:
            _current.close()
            _current = None


def _forget_after_fork() -> None:
    global _current, _guard  # noqa: PLW0603
    _current, _guard = None, threading.Lock()


atexit.register(shut_down)
os.register_at_fork(after_in_child=_forget_after_fork)


def _font_config(*folders: Path, cache: Path) -> str:
    """Only the portal's fonts and Noto: the same print on every machine, whatever else is installed there."""
    rows = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    caches = f"<cachedir>/var/cache/fontconfig</cachedir><cachedir>{escape(str(cache))}</cachedir>"
    return f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{rows}{caches}</fontconfig>\n'
