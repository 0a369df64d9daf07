"""Questions about projects that other apps ask too."""

from portal.filing.models import FilingQuerySet
from portal.filing.states import Status


class ProjectQuerySet(FilingQuerySet):
    def approved(self) -> "ProjectQuerySet":
        """With a 报建编号."""
        return self.filter(status=Status.APPROVED)

    def under_construction(self) -> "ProjectQuerySet":
        """在建: 开工审核 is approved and 竣工备案 is not."""
        return self.filter(start_review__status=Status.APPROVED).exclude(completion__status=Status.APPROVED)

    def with_stages(self) -> "ProjectQuerySet":
        """With all that the later steps' links and cells look at. (A join would leave out the envelopes' columns.)"""
        return self.prefetch_related("start_review", "completion", "contracts")
