"""开工审核单 and 竣工备案表 on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.filing import snapshots
from portal.filing.printing import default_sheet
from portal.printing.blocks import Block, FieldBlock, SignatureBlock, SignatureBox, TextBlock
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
    """Page 1 the project and its result, page 2 the opinions, page 3 files and authority; then the long tables."""
    sheet = default_sheet(filing, snapshot)
    content = snapshot.content if snapshot is not None else snapshots.content_of(filing)
    opinions = next(table for table in content["tables"] if table["id"] == "opinions")
    *blocks, signatures = [_after_approval(block, filing) for block in sheet.blocks]
    files = [replace(block, title=block.title.replace("附件清单", CATALOGUE)) for block in blocks if _is_files(block)]
    told = [block for block in blocks if not _is_files(block) and block.title != opinions["title"]]
    applicant = replace(signatures.boxes[0], title="实施单位意见（公章）")
    last = [*(files or [TextBlock(CATALOGUE, "尚未上传备案文件。")]), SignatureBlock((applicant, AUTHORITY))]
    return PagedSheet(**vars(sheet) | {
        "subtitle": "", "form": "completion", "blocks": [*told, opinion_boxes(opinions), *last],
        "annexes": [unnumbered(annex) for annex in sheet.annexes],
    }, starts=(len(told), len(told) + 1))  # fmt: skip


def _after_approval(block, filing):
    """Number and date of a record that was approved: the submitted content cannot hold them."""
    if not isinstance(block, FieldBlock):
        return block
    return with_number(with_number(block, "竣工备案编号", filing.official_no or ""), "备案日期", filing.filed_on)


def _is_files(block) -> bool:
    return block.title.endswith("附件清单")


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
