"""开工审核单 and 竣工备案表 on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.filing import snapshots
from portal.filing.printing import default_sheet
from portal.printing.blocks import Block, FieldBlock, SignatureBlock, SignatureBox, TableBlock, TextBlock
from portal.printing.sheet import Sheet
from repair_projects.printing import unnumbered, with_number

CATALOGUE = "备案文件目录"
AUTHORITY = SignatureBox("备案机关处理意见（公章）", lines=("经手人：", "负责人："))
# The opinion's columns in the content of the form.
PARTY, UNIT, OPINION, REPRESENTATIVE, SIGNED = range(5)


@dataclass(kw_only=True)
class PagedSheet(Sheet):
    """A paper whose parts begin on pages of their own: `starts` are the numbers of their first blocks."""

    starts: tuple[int, ...] = ()

    @property
    def pages(self) -> list[list[Block]]:
        edges = [0, *self.starts, len(self.blocks)]
        return [self.blocks[first:last] for first, last in zip(edges, edges[1:], strict=False)]


def start_review_sheet(filing, snapshot) -> Sheet:
    sheet = default_sheet(filing, snapshot)
    blocks = [with_number(block, "开工审核编号", filing.official_no or "") for block in sheet.blocks]
    return replace(sheet, subtitle="", blocks=blocks, annexes=[unnumbered(annex) for annex in sheet.annexes])


def completion_sheet(filing, snapshot) -> PagedSheet:
    """Page 1 the project and its result, page 2 units and opinions, page 3 files and authority; then the buildings."""
    sheet = default_sheet(filing, snapshot)
    content = snapshot.content if snapshot is not None else snapshots.content_of(filing)
    tables = {table["id"]: table for table in content["tables"]}
    *blocks, signatures = [_after_approval(block, filing) for block in sheet.blocks]
    first = [block for block in blocks if isinstance(block, FieldBlock)]
    units = [block for block in blocks if block.title == tables["units"]["title"]]
    buildings = _annex([*blocks, *sheet.annexes], tables["results"]["title"])
    told = TextBlock(tables["results"]["title"], f"共 {len(buildings.rows)} 幢，详见附表一。")
    opinions = opinion_boxes(tables["opinions"])
    applicant = replace(signatures.boxes[0], title="实施单位意见（公章）")
    last = [_catalogue(blocks), SignatureBlock((applicant, AUTHORITY))]
    second = [*units, told, opinions]
    changed = {"subtitle": "", "form": "completion", "blocks": [*first, *second, *last], "annexes": [buildings]}
    return PagedSheet(**vars(sheet) | changed, starts=(len(first), len(first) + len(second)))


def _annex(blocks: list[Block], title: str) -> TableBlock:
    """The table of that title on a page of its own, whatever its length."""
    found = next(block for block in blocks if isinstance(block, TableBlock) and block.title.endswith(title))
    return replace(found, title=f"附表一　{title.rpartition('、')[2]}", own_page=True)


def _catalogue(blocks: list[Block]) -> Block:
    """备案文件目录: the files with their digests."""
    files = next((block for block in blocks if block.title.endswith("附件清单")), None)
    if files is None:
        return TextBlock(CATALOGUE, "尚未上传备案文件。")
    return replace(files, title=files.title.replace("附件清单", CATALOGUE))


def _after_approval(block, filing):
    """Number and date of a record that was approved: the submitted content cannot hold them."""
    if not isinstance(block, FieldBlock):
        return block
    return with_number(with_number(block, "竣工备案编号", filing.official_no or ""), "备案日期", filing.filed_on)


def opinion_boxes(table: Mapping) -> SignatureBlock:
    """Each party's opinion over the place for its stamp."""
    boxes = tuple(
        SignatureBox(
            f"{row[PARTY]}意见（公章）", f"{row[UNIT]}\n{row[OPINION]}",
            (f"法定代表人：{row[REPRESENTATIVE]}", f"签署日期：{row[SIGNED]}"),
        )
        for row in table["rows"]
    )  # fmt: skip
    return SignatureBlock(boxes, table["title"])
