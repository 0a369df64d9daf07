"""The two faces of the same pages: the owner's and the reviewers'. They differ in frame, links and who may call."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from ca_auth.access import Policy, enterprise, reviewer
from portal.filing.states import OWNER, REVIEWER


@dataclass(frozen=True, kw_only=True)
class Side:
    """`role` as in the tables of actions; `prefix` begins the names of the side's routes."""

    role: str
    policy: Policy
    prefix: str
    frame: str
    home: tuple[str, str]
    filing_url: Callable
    print_url: Callable
    file_url: Callable

    @property
    def is_owner(self) -> bool:
        return self.role == OWNER

    def url(self, page: str, **kwargs) -> str:
        return reverse(f"{self.prefix}-{page}", kwargs=kwargs)


def _own_url(filing) -> str:
    return filing.type.url("edit" if filing.editable else "detail", filing)


OWNERS = Side(
    role=OWNER,
    policy=enterprise(),
    prefix="project",
    frame="layout/base.html",
    home=("首页", "/desk/"),
    filing_url=_own_url,
    print_url=lambda filing: filing.type.url("print", filing),
    file_url=lambda filing, file: filing.type.url("file", filing, slot=file.slot, file=file.uuid),
)
REVIEWERS = Side(
    role=REVIEWER,
    policy=reviewer,
    prefix="internal-project",
    frame="review/base.html",
    home=("待办", "/internal/review/"),
    filing_url=lambda filing: reverse("review:filing", kwargs={"uuid": filing.uuid}),
    print_url=lambda filing: reverse("review:print", kwargs={"uuid": filing.uuid}),
    file_url=lambda filing, file: reverse("review:file", kwargs={"uuid": filing.uuid, "file": file.uuid}),
)


def side_for(identity) -> Side:
    return REVIEWERS if identity.is_reviewer else OWNERS
