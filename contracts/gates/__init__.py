"""What must hold before a contract is entered, saved, submitted, approved or cancelled (manual 000 §3.2).

Rules read the content by attribute and `rows()`, so they judge a form that is not stored yet just as well.
"""

from contracts.gates.common import COMMON_RULES
from contracts.gates.doors import (
    general_contract_exists,
    general_contract_first,
    no_completion,
    no_subcontracts,
    not_cancelled,
    not_relied_on,
    parent_approved,
    project_approved,
)
from contracts.gates.kinds import DESIGN_RULES, GENERAL_RULES, SUB_RULES, SUPERVISION_RULES

__all__ = [
    "COMMON_RULES",
    "DESIGN_RULES",
    "GENERAL_RULES",
    "SUB_RULES",
    "SUPERVISION_RULES",
    "general_contract_exists",
    "general_contract_first",
    "no_completion",
    "no_subcontracts",
    "not_cancelled",
    "not_relied_on",
    "parent_approved",
    "project_approved",
]
