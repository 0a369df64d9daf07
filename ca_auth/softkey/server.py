"""The agent behind a socket: HTTP on the loopback only, one thread per request."""

import json
import logging
from collections.abc import Collection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer

from ca_auth.pki.token import MAX_BODY
from ca_auth.softkey.agent import AGENT, DEFAULT_PORT, VERSION, Agent, Reply, Request
from ca_auth.softkey.store import KeyStore

logger = logging.getLogger(__name__)
_DRAIN = 16 * MAX_BODY


class AgentServer(ThreadingHTTPServer):
    """``port`` 0 takes a free one; ``address`` tells which."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, directory: Path, *, origins: Collection[str], port: int = DEFAULT_PORT) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        try:
            self.agent = Agent(KeyStore(directory), origins=origins, port=self.server_port)
        except ValueError:
            self.server_close()
            raise

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def server_bind(self) -> None:
        # HTTPServer would ask the name service for the machine's name, which may hang and is not needed.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class _Handler(BaseHTTPRequestHandler):
    timeout = 10
    server_version = f"{AGENT}/{VERSION}"
    sys_version = ""

    def _answer(self) -> None:
        # The body is read even if it is refused: closing over unread bytes would lose the reply on its way.
        body = self._body()
        headers: dict[str, list[str]] = {}
        for name, value in self.headers.items():
            headers.setdefault(name.lower(), []).append(value)
        self._send(self.server.agent.answer(Request(self.command, self.path, headers, body)))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit() and len(length) < 10):
            return None
        body = self.rfile.read(min(int(length), _DRAIN))
        return body if int(length) <= MAX_BODY else None

    def _send(self, reply: Reply) -> None:
        content = b"" if reply.payload is None else json.dumps(reply.payload, ensure_ascii=False).encode("utf-8")
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if reply.payload is not None:
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        logger.debug("%s %s", self.command, self.path.partition("?")[0])
