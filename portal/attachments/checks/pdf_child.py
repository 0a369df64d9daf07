"""The process that looks into a PDF. Started by pdf.py as a script with an empty environment; knows nothing of Django.

Reads the document from standard input and answers with one JSON object: {"pages": n} or {"reason": key of REASONS}.
Content streams are never unpacked.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Iterator

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 5
MOST_OBJECTS = 500_000
MOST_DEPTH = 60

SCRIPTS = {"/JavaScript"}
ACTIONS = {"/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/RichMediaExecute"}
MEDIA_ACTIONS = {"/Rendition", "/Movie", "/Sound"}
MEDIA = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
LINK = re.compile(r"(?:https?://|mailto:)[^\x00-\x20]+", re.I)
# Behind the last end marker: white space; some scanners add zero bytes.
TAIL = re.compile(rb"%%EOF[\x00\t\n\f\r ]{0,1024}\Z")


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Found(Exception):
    """A reason to refuse."""


class Inspector:
    def __init__(self, pikepdf, document) -> None:
        self.pikepdf, self.document = pikepdf, document
        self.left = MOST_OBJECTS

    def run(self) -> int:
        if self.document.is_encrypted:
            raise Found("encrypted")
        self.opening(self.document.Root.get("/OpenAction"))
        for one in self.document.objects:
            self.visit(one)
        self.visit(self.document.trailer)
        pages = len(self.document.pages)
        if self.document.get_warnings():
            raise Found("damaged")
        if not pages:
            raise Found("empty")
        return pages

    def opening(self, action) -> None:
        """A destination is only the page shown first; every word processor writes one."""
        if isinstance(action, self.pikepdf.Dictionary) and action.get("/S") != "/GoTo":
            raise Found("script" if action.get("/S") == "/JavaScript" else "action")

    def visit(self, top) -> None:
        """Indirect objects are visited by the caller, so only what lies directly inside one is followed."""
        stack = [(top, 0)]
        while stack:
            one, depth = stack.pop()
            self.left -= 1
            if self.left < 0 or depth > MOST_DEPTH:
                raise Found("complex")
            if isinstance(one, (self.pikepdf.Dictionary, self.pikepdf.Stream)):
                self.judge(one)
                values: Iterator = (value for _, value in one.items())
            elif isinstance(one, self.pikepdf.Array):
                values = iter(one)
            else:
                continue
            stack += [
                (value, depth + 1) for value in values
                if isinstance(value, self.pikepdf.Object) and not value.is_indirect
            ]  # fmt: skip

    def judge(self, entry) -> None:
        action, subtype = str(entry.get("/S", "")), str(entry.get("/Subtype", ""))
        if action in SCRIPTS or isinstance(entry.get("/JS"), self.pikepdf.String):
            raise Found("script")
        if action in ACTIONS or self.automatic(entry.get("/AA")):
            raise Found("action")
        if action in MEDIA_ACTIONS or subtype in MEDIA:
            raise Found("media")
        if str(entry.get("/Type", "")) == "/EmbeddedFile" or subtype == "/FileAttachment" or "/EF" in entry:
            raise Found("embedded")
        if "/XFA" in entry:
            raise Found("xfa")
        if action == "/URI" and not LINK.fullmatch(str(entry.get("/URI", ""))):
            raise Found("link")

    def automatic(self, triggers) -> bool:
        """/AA holds actions by event; a font or picture that happens to bear this name does not."""
        return isinstance(triggers, self.pikepdf.Dictionary) and any(
            isinstance(value, self.pikepdf.Dictionary) and "/S" in value for _, value in triggers.items()
        )


def answer(data: bytes) -> dict:
    if not re.match(rb"%PDF-[12]\.[0-9]", data):
        return {"reason": "header"}
    if not TAIL.search(data, max(0, len(data) - 1100)):
        return {"reason": "tail"}
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=False) as document:
            return {"pages": Inspector(pikepdf, document).run()}
    except Found as found:
        return {"reason": str(found)}
    except pikepdf.PasswordError:
        return {"reason": "encrypted"}
    except (MemoryError, RecursionError):
        return {"reason": "complex"}
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
        return {"reason": "damaged"}


def main() -> None:
    limit_resources()
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
