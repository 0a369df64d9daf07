"""Projects × stages: the lines of the board, searched, narrowed by district and by the state of a stage, paged."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portal.filing.formfields import half_width
from portal.filing.matrix import MatrixCell, MatrixRow
from portal.filing.models import Filing
from portal.filing.states import Status
from portal.projects.registry import Contribution, ProjectRegister
from portal.projects.sides import Side
from portal.search.keys import name_key

NOT_BEGUN, UNDER_WAY, RETURNED, DONE = "none", "now", "returned", "done"
STATES = ((NOT_BEGUN, "未办理"), (UNDER_WAY, "办理中"), (RETURNED, "退回修改"), (DONE, "已审核"))
_UNDER_WAY = (Status.SAVED, Status.SUBMITTED, Status.ACCEPTED)
# Of several filings in one stage the one that needs somebody first decides the colour.
_URGENCY = (Status.RETURNED, Status.SAVED, Status.SUBMITTED, Status.ACCEPTED, Status.APPROVED)


@dataclass(frozen=True)
class Board:
    """The board of one reader. `conditions` are the cleaned values of BoardForm."""

    identity: object
    side: Side
    register: ProjectRegister
    contributions: list[Contribution]

    def projects(self, conditions: dict) -> QuerySet:
        """What projects begin with, newest first."""
        starts = self.register.starts().visible_to(self.identity)
        if text := conditions.get("q", ""):
            starts = starts.filter(self._named(text))
        if district := conditions.get("district", ""):
            starts = starts.filter(district=district)
        stage, state = conditions.get("stage", ""), conditions.get("state", "")
        if stage and state:
            starts = starts.filter(self._in_state(stage, state))
        return starts.order_by("-pk")

    def _named(self, text: str) -> Q:
        number, key = half_width(text).strip().upper(), name_key(text)
        found = Q(title_key__contains=key) if key else Q()
        for lookup in self.register.number_lookups:
            found |= Q(**{f"{lookup}__contains": number})
        return found

    def _in_state(self, stage: str, state: str) -> Q:
        """Several filings of one stage count as 已审核 when all of them are."""
        part = next((one for one in self.contributions if one.step == stage), None)
        if part is None:
            return Q() if state == NOT_BEGUN else Q(pk__in=[])
        filed = part.filings().visible_to(self.identity).filter(**{part.to_start: OuterRef("pk")})
        approved, any_filed = Exists(filed.filter(status=Status.APPROVED)), Exists(filed)
        return {
            NOT_BEGUN: ~Q(any_filed),
            UNDER_WAY: Q(Exists(filed.filter(status__in=_UNDER_WAY))),
            RETURNED: Q(Exists(filed.filter(status=Status.RETURNED))),
            DONE: Q(approved) & ~Q(Exists(filed.exclude(status=Status.APPROVED))),
        }[state]

    def rows(self, starts: list) -> list[MatrixRow]:
        """The lines of one page; the owner's say what may be done next, a reviewer's what was submitted."""
        if self.side.is_owner:
            return [self.register.row(one) for one in starts]
        filed = self._submitted(starts)
        return [self._row(start, filed) for start in starts]

    def prefetched(self, starts: QuerySet) -> QuerySet:
        return starts.prefetch_related(*self.register.prefetch()) if self.side.is_owner else starts

    def _submitted(self, starts: list) -> dict[tuple[int, str], list[Filing]]:
        """Filings the reader may see by (start, step): two queries per step, however long the page."""
        found = defaultdict(list)
        for part in self.contributions:
            chosen = part.filings().filter(**{f"{part.to_start}__in": [one.pk for one in starts]})
            start_of = dict(chosen.annotate(board_start=F(part.to_start)).values_list("pk", "board_start"))
            for filing in Filing.objects.visible_to(self.identity).filter(pk__in=start_of).order_by("pk"):
                found[start_of[filing.pk], part.step].append(filing)
        return found

    def _row(self, start, filed: dict) -> MatrixRow:
        cells = tuple(self._cell(filed[start.pk, step]) for step in self.register.steps)
        numbers = [one.official_no for one in filed[start.pk, self.register.numbered_step] if one.official_no]
        url = self.side.url("file", project_no=numbers[0]) if numbers else self.side.filing_url(start)
        return MatrixRow(start.title, url, cells)

    def _cell(self, filings: list[Filing]) -> MatrixCell:
        if not filings:
            return MatrixCell("none", "—")
        first = min(filings, key=lambda one: _URGENCY.index(Status(one.status)))
        if len(filings) == 1:
            return MatrixCell(first.status, first.get_status_display(), self.side.filing_url(first))
        approved = sum(one.status == Status.APPROVED for one in filings)
        return MatrixCell(first.status, f"{len(filings)}份，{approved}份已审核", self.side.filing_url(first))
