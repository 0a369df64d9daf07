"""The two filing types of manual 000 §2 and §3.1, each declared once."""

from repair_projects.filings.declaration import DECLARATION
from repair_projects.filings.project import PROJECT

__all__ = ["DECLARATION", "PROJECT"]
