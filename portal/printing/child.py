"""The process that draws. Started by pool.py as a script with an empty environment; the only importer of weasyprint.

It knows nothing of Django, settings or secrets. It reads jobs from standard input and writes PDFs to standard output,
each as a line of JSON followed by as many bytes as the line announces. WeasyPrint, the fonts and the style sheets stay
warm from job to job; limits on CPU, memory and file size make sure that no document can hurt the web server.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
import re
import resource
import select
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable

IDLE_SECONDS = 600
MEMORY = 1_500_000_000
FILE_SIZE = 50_000_000
DATA_URL = re.compile(r"data:(image/(?:png|jpeg|svg\+xml))(?:;charset=utf-8)?(;base64)?,(.*)", re.I | re.S)
FORBIDDEN_EVENTS = {
    "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname",
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "ftplib.connect",
}  # fmt: skip


def limit_resources() -> None:
    for kind, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE_SIZE), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def limit_cpu(seconds: float) -> None:
    """Let this job use `seconds` more; the kernel ends the process when they are spent."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def lock_down(*readable: str) -> None:
    """From here on this process opens no connection, starts no program and no file outside `readable`. Irrevocable."""
    roots = tuple(f"{root.rstrip('/')}/" for root in readable)

    def refuse(event: str, arguments: tuple) -> None:
        if event in FORBIDDEN_EVENTS:
            raise PermissionError(f"forbidden in the printing process: {event}")
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode("utf-8", "replace")
            if "/../" in path or not path.startswith(roots):
                raise PermissionError(f"forbidden in the printing process: {path}")

    sys.addaudithook(refuse)


class Renderer:
    """WeasyPrint with one font configuration and one parsed copy of each style sheet for the life of the process."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

        class AssetFetcher(URLFetcher):
            """Only `asset:<name>` from the job and pictures as `data:`; anything else ends the rendering.

            WeasyPrint swallows even fatal errors while it draws an SVG, therefore the refusal is also kept.
            """

            def __init__(self, assets: dict[str, bytes]) -> None:
                super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
                self.assets = assets
                self.refused = ""

            def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
                content = resolve(url, self.assets)
                if content is None:
                    self.refused = url[:200]
                    raise FatalURLFetchingError(url[:200])
                body, mime = content
                return URLFetcherResponse(url[:200], body, {"Content-Type": mime})

        self.weasyprint, self.fatal, self.fetcher = weasyprint, FatalURLFetchingError, AssetFetcher
        self.fonts = FontConfiguration()
        self.sheets: dict[str, weasyprint.CSS] = {}

    def style_sheet(self, content: bytes):
        key = hashlib.sha256(content).hexdigest()
        if key not in self.sheets:
            if len(self.sheets) >= 32:
                self.sheets.clear()
            self.sheets[key] = self.weasyprint.CSS(
                string=content.decode("utf-8"), url_fetcher=self.fetcher({}), font_config=self.fonts
            )
        return self.sheets[key]

    def render(self, html: str, assets: dict[str, bytes], identifier: bytes) -> tuple[bytes, dict]:
        """The PDF and what the log wants to know of it: pages and the characters drawn with a fallback font."""
        sheets = [self.style_sheet(content) for name, content in assets.items() if name.endswith(".css")]
        fetcher = self.fetcher(assets)
        source = self.weasyprint.HTML(string=html, url_fetcher=fetcher)
        document = source.render(font_config=self.fonts, stylesheets=sheets)
        output = io.BytesIO()
        document.write_pdf(output, pdf_identifier=identifier, pdf_variant="pdf/a-2a")
        if fetcher.refused:
            raise self.fatal(fetcher.refused)
        return output.getvalue(), {"pages": len(document.pages), "fallback": fallback_characters(document.fonts)}


def fallback_characters(fonts: dict) -> dict[str, str]:
    """Characters that none of the portal's own fonts has, by the family that drew them."""
    found: dict[str, str] = {}
    for font in fonts.values():
        if not font.family.startswith("Portal"):
            found[font.family] = "".join(sorted(set("".join(font.to_unicode.values()))))[:100]
    return found


def resolve(url: str, assets: dict[str, bytes]) -> tuple[bytes, str] | None:
    if url.startswith("asset:"):
        name = url.removeprefix("asset:")
        mime = "text/css" if name.endswith(".css") else "application/octet-stream"
        return (assets[name], mime) if name in assets else None
    if match := DATA_URL.fullmatch(url):
        mime, encoded, body = match.groups()
        raw = urllib.parse.unquote_to_bytes(body)
        return (base64.b64decode(raw) if encoded else raw), mime.lower()
    return None


def read_exactly(stream: io.BufferedReader, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def serve(job: dict, stdin: io.BufferedReader, renderer: Renderer, warnings: list[str]) -> tuple[dict, bytes]:
    html = read_exactly(stdin, job["html"]).decode("utf-8")
    assets = {name: read_exactly(stdin, size) for name, size in job["assets"]}
    limit_cpu(job["cpu"])
    warnings.clear()
    began = time.process_time()
    try:
        pdf, facts = renderer.render(html, assets, bytes.fromhex(job["identifier"]))
    except renderer.fatal as error:
        return {"error": "forbidden", "detail": str(error)}, b""
    except (MemoryError, RecursionError) as error:
        return {"error": "too_large", "detail": type(error).__name__}, b""
    except Exception as error:
        return {"error": "failed", "detail": f"{type(error).__name__}: {error}"[:500]}, b""
    if len(pdf) > FILE_SIZE:
        return {"error": "too_large", "detail": f"{len(pdf)} bytes"}, b""
    return {**facts, "warnings": warnings[:10], "cpu": round(time.process_time() - began, 3)}, pdf


def collect(warnings: list[str]) -> Callable[[logging.LogRecord], bool]:
    def keep(record: logging.LogRecord) -> bool:
        warnings.append(record.getMessage()[:200])
        return False

    return keep


def main(font_folders: list[str]) -> None:
    limit_resources()
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    warnings: list[str] = []
    renderer = Renderer()
    logging.getLogger("weasyprint").addFilter(collect(warnings))
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    lock_down(sys.prefix, sys.base_prefix, tempfile.gettempdir(), *font_folders)
    while select.select([stdin], [], [], IDLE_SECONDS)[0]:
        line = stdin.readline()
        if not line:
            return
        reply, pdf = serve(json.loads(line), stdin, renderer, warnings)
        stdout.write(json.dumps({**reply, "size": len(pdf)}).encode("ascii") + b"\n" + pdf)
        stdout.flush()
        if reply.get("error") == "too_large":
            return


if __name__ == "__main__":
    main(sys.argv[1:])
