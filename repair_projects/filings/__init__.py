"""The four filing types of manual 000 §2, §3.1, §3.3 and §3.4, each declared once."""

from repair_projects.filings.completion import COMPLETION
from repair_projects.filings.declaration import DECLARATION
from repair_projects.filings.project import PROJECT
from repair_projects.filings.start_review import START_REVIEW

__all__ = ["COMPLETION", "DECLARATION", "PROJECT", "START_REVIEW"]
