"""Questions about contracts. As the manager of `project.contracts` they serve the lower apps by the relation alone."""

from portal.filing.models import FilingQuerySet
from portal.filing.states import Status


class ContractQuerySet(FilingQuerySet):
    """`kind` is a ContractKind, or None for all four."""

    def live(self, kind: str | None = None) -> "ContractQuerySet":
        """In any state, but not cancelled."""
        found = self.filter(is_cancelled=False)
        return found.filter(contract_kind=kind) if kind else found

    def approved(self, kind: str | None = None) -> "ContractQuerySet":
        """Approved and still in force: a cancelled contract opens no door."""
        return self.live(kind).filter(status=Status.APPROVED)
