"""Benchmarks of the paper: text and pictures of the sample forms, kept in benchmarks/.

`python -m tests.printing.pictures` draws them anew (pdftoppm of poppler-utils makes the pictures); look at the
difference before committing it. The suite compares pages, page size and text.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent / "benchmarks"
RESOLUTION = 50


def samples() -> dict[str, Callable]:
    """Name of the benchmark and what makes its sheet."""
    from portal.printing.sheet import DRAFT
    from tests.printing.papers import project_sheet
    from tests.printing.samples import project_content

    return {
        "project": project_sheet,
        "project-short": lambda: project_sheet(project_content(buildings=6)),
        "project-draft": lambda: project_sheet(
            project_content(buildings=6), watermark=DRAFT, submitted_at=None, signature=None, status_text="已保存"
        ),
    }


def pages_as_text(pdf: bytes) -> str:
    from tests.printing.papers import pages_of

    return "\n\n".join(pages_of(pdf)) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    from portal.printing.render import render_pdf
    from portal.printing.sheet import render_sheet

    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.*"):
        old.unlink()
    for name, make in samples().items():
        pdf = render_pdf(render_sheet(make()))
        (FOLDER / f"{name}.txt").write_text(pages_as_text(pdf), "utf-8")
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            subprocess.run(
                ["pdftoppm", "-r", str(RESOLUTION), "-gray", "-png", file.name, str(FOLDER / name)], check=True
            )
        print(f"{name}: {len(pdf) // 1024} kB")


if __name__ == "__main__":
    main()
