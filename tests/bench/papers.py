"""P9: the two-page form as PDF, beside reportlab with the same font and Chromium printing the same page, both warm."""

import base64
import io
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

from portal.printing import store
from portal.printing.pool import own_fonts
from portal.printing.render import render_pdf, style_sheet
from portal.printing.sheet import render_sheet
from tests.bench.measure import Line, p50, rounds
from tests.printing.papers import project_sheet
from tests.printing.samples import project_content


def lines(count: int) -> Iterator[Line]:
    content, html = project_content(), render_sheet(project_sheet())
    pdf = render_pdf(html)
    key = store.key_of("0" * 64, "bench")
    store.save(key, pdf)
    with Chromium(html) as chromium:
        targets = {"ours": lambda: render_pdf(html), "chromium": chromium.print, "again": lambda: store.load(key)}
        targets["reportlab"] = Reportlab(content).print
        taken = {name: p50(values) for name, values in rounds(targets, count=count, each=1).items()}
    ours = taken["ours"]
    yield Line(
        "P9", "PDF / reportlab", ours / taken["reportlab"], 5, detail=f"{ours:.0f} / {taken['reportlab']:.0f} ms"
    )
    yield Line("P9", "PDF / warm Chromium", ours / taken["chromium"], 0.8, detail=f"{taken['chromium']:.0f} ms")
    yield Line("P9", "size of the file in kB", len(pdf) / 1000, 100)
    yield Line("P9", "second print / first", taken["again"] / ours, 0.05, detail=f"{taken['again']:.2f} ms")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Line("P9", "peak of ended children in MB (Chromium's, too)", peak, 1000, detail="reported, not promised")


class Reportlab:
    """The same fields and rows with its tables; signature boxes and borders, no tags, no archive profile."""

    def __init__(self, content: dict):
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        self.content = content
        font = next(path for path in sorted(own_fonts().glob("*.ttf")) if "old" not in path.stem.lower())
        pdfmetrics.registerFont(TTFont("paper", str(font)))

    def print(self) -> bytes:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

        out, small = io.BytesIO(), ParagraphStyle("small", fontName="paper", fontSize=8, leading=10, wordWrap="CJK")
        head = ParagraphStyle("head", parent=small, fontSize=14, leading=20)
        grid = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        story = [Paragraph(self.content["form_title"], head)]
        for section in self.content["sections"]:
            cells = [
                Paragraph(text, small) for f in section["fields"] for text in (f["label"], f"{f['text']} {f['unit']}")
            ]
            cells += [""] * (-len(cells) % 4)
            rows = [cells[n : n + 4] for n in range(0, len(cells), 4)]
            story += [Paragraph(section["title"], small), Table(rows, style=grid), Spacer(1, 4)]
        for table in self.content["tables"]:
            rows = [[column["label"] for column in table["columns"]], *table["rows"]]
            width = len(rows[0])
            story.append(
                Table([[Paragraph(cell, small) for cell in row[:width]] for row in rows], style=grid, repeatRows=1)
            )
        SimpleDocTemplate(out, pagesize=A4, leftMargin=40, rightMargin=40).build(story)
        return out.getvalue()


class Chromium:
    """A browser that is running already and has the page open: only the printing is measured."""

    def __init__(self, html: str):
        self.html = html.replace("</head>", f"<style>{style_sheet().decode()}</style></head>", 1)

    def __enter__(self) -> "Chromium":
        from playwright.sync_api import sync_playwright

        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"], headless=True
        )
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "page.html"
        path.write_text(self.html, "utf-8")
        self.page = self.browser.new_page()
        self.page.goto(path.as_uri())
        self.session = self.page.context.new_cdp_session(self.page)
        return self

    def __exit__(self, *error: object) -> None:
        self.browser.close()
        self.playwright.stop()
        self.folder.cleanup()

    def print(self) -> bytes:
        self.page.reload()
        answer = self.session.send("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        return base64.b64decode(answer["data"])
