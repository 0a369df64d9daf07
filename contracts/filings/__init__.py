"""The four filing types of manual 000 §3.2, each declared once."""

from contracts.choices import ContractKind
from contracts.filings.services import DESIGN, SUPERVISION
from contracts.filings.works import GENERAL, SUB

TYPES = {
    ContractKind.DESIGN: DESIGN,
    ContractKind.GENERAL: GENERAL,
    ContractKind.SUB: SUB,
    ContractKind.SUPERVISION: SUPERVISION,
}

__all__ = ["DESIGN", "GENERAL", "SUB", "SUPERVISION", "TYPES"]
