"""The five states as a tiny model, written from the manual and not from the table: what may follow what, by whom."""

from dataclasses import dataclass

from portal.filing.states import Status

SAVED, SUBMITTED, RETURNED, ACCEPTED, APPROVED = (
    Status.SAVED, Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.APPROVED,
)  # fmt: skip
ACTIONS = ("save", "submit", "delete", "accept", "return", "approve")
# Of the filing's district: reviewer and colleague. `stranger` is another enterprise, `elsewhere` another district's.
ROLES = ("owner", "stranger", "reviewer", "colleague", "elsewhere", "municipal", "admin", "nobody")
DESK = {"reviewer", "colleague"}
MAY = {
    "save": {"owner"}, "submit": {"owner"}, "delete": {"owner"}, "accept": DESK, "approve": DESK,
    "return": DESK | {"municipal"},
}  # fmt: skip
FROM = {
    "save": {SAVED, RETURNED}, "submit": {SAVED, RETURNED}, "delete": {SAVED}, "accept": {SUBMITTED},
    "return": {SUBMITTED, ACCEPTED}, "approve": {ACCEPTED},
}  # fmt: skip
TO = {"submit": SUBMITTED, "accept": ACCEPTED, "return": RETURNED, "approve": APPROVED}


@dataclass
class Model:
    """What is known about one filing from outside."""

    status: str = SAVED
    version: int = 1
    submissions: int = 0
    events: int = 1
    corrected: bool = True
    files: bool = True
    numbered: bool = False
    remark: bool = False
    holder: str = ""
    gone: bool = False

    def answer(self, action: str, role: str, *, stale: bool = False, note: bool = True, signed: bool = True) -> str:
        """ "done", "stale" or "refused"."""
        if stale:
            return "stale"
        if role not in MAY[action] or self.status not in FROM[action] or not self._open(action, role, note, signed):
            return "refused"
        return "done"

    def _open(self, action: str, role: str, note: bool, signed: bool) -> bool:
        if action == "submit":
            return signed and self.files and self.corrected
        if action in {"accept", "return", "approve"} and self.holder not in {"", role}:
            return False
        return note if action == "return" else not (action == "approve" and self.remark)

    def do(self, action: str) -> None:
        """The action has been done."""
        self.events += 1
        if action == "delete":
            self.gone = True
            return
        self.status, self.version = TO.get(action, self.status), self.version + 1
        if action == "save":
            self.corrected = True
        if action == "submit":
            self.submissions += 1
            self.remark = False
        if action == "return":
            self.corrected = False
        if action == "approve":
            self.numbered = True
        if action in {"submit", "return", "approve"}:
            self.holder = ""

    @property
    def with_office(self) -> bool:
        return self.status in {SUBMITTED, ACCEPTED}
