"""One line of a list, with texts and links made here: a page of rows costs no query and no template logic per cell."""

from dataclasses import dataclass, field

from django.utils import timezone

from portal.filing.gates import printable
from portal.filing.states import Status

_WAITING = {Status.SUBMITTED: "等待受理", Status.ACCEPTED: "等待审核", Status.RETURNED: "等待修改"}


@dataclass(frozen=True)
class Link:
    """`closed` says why it cannot be followed now."""

    label: str
    url: str = ""
    closed: str = ""
    strong: bool = False
    dialog: str = ""


@dataclass(frozen=True)
class CellText:
    text: str
    sub: str = ""
    css: str = ""


@dataclass(frozen=True)
class Row:
    uuid: str
    title: str
    url: str
    number: str
    official_no: str
    status: str
    status_label: str
    waiting: str
    submitted: str
    version: int
    cells: list[CellText] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    attention: bool = False


def row_of(filing, identity) -> Row:
    kind = filing.type
    edit = filing.editable
    url = kind.url("edit" if edit else "detail", filing)
    return Row(
        uuid=str(filing.uuid),
        title=filing.title,
        url=url,
        number=filing.online_application_no,
        official_no=filing.official_no or "",
        status=filing.status,
        status_label=filing.get_status_display(),
        waiting=_WAITING.get(filing.status, ""),
        submitted=timezone.localtime(filing.submitted_at).strftime("%Y-%m-%d %H:%M") if filing.submitted_at else "—",
        version=filing.version,
        cells=[CellText(c.text(filing), c.sub(filing) if c.sub else "", c.css) for c in kind.list_columns],
        links=[*_own_links(filing, url), *(kind.row_links(filing) if kind.row_links else ())],
        attention=filing.status == Status.RETURNED,
    )


def _own_links(filing, url: str) -> list[Link]:
    kind = filing.type
    if filing.status == Status.RETURNED:
        return [Link("去修改", url, strong=True), Link("打印", kind.url("print", filing))]
    if filing.status == Status.SAVED:
        return [Link("继续填报", url), Link("删除", kind.url("confirm", filing, action="delete"))]
    closed = next((unmet.text for unmet in printable(filing)), "")
    return [Link("查看", url), Link("打印", kind.url("print", filing), closed=closed)]
