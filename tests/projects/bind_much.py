"""Binds many large documents and prints how much was written and by how much this process grew, both in bytes.

python bind_much.py <documents> <megabytes each>
"""

import io
import os
import resource
import sys
import tempfile
from types import SimpleNamespace

import django
import pikepdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")


def document(megabytes: int) -> bytes:
    """A page with a stream that cannot be packed."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj.Extra = pikepdf.Stream(pdf, os.urandom(megabytes * 1_000_000))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(count: int, megabytes: int) -> None:
    django.setup()
    from portal.projects.archive import binding
    from portal.projects.archive.plan import PDF, Piece, Plan

    data = document(megabytes)
    binding.open_bytes = lambda file: bytes(bytearray(data))
    kind = SimpleNamespace(label="项目申报")
    filing = SimpleNamespace(pk=1, uuid="1", type=kind, official_no="26SBHK0001", online_application_no="")
    file = SimpleNamespace(content_type=PDF, original_name="大.pdf")
    pieces = [Piece(filing, file, f"材料{number}") for number in range(count)]
    plan = Plan(title="大项目", number="2603HK0001", pieces=pieces, not_submitted=[], content="")
    with tempfile.TemporaryFile() as out:
        before = peak()
        binding.bind(plan, out, step=lambda done, of: None)
        print(out.tell(), peak() - before)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
