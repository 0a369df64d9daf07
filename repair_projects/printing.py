"""The two forms on paper: the generic sheet with the official number as it is now and the funding in amounts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from portal.filing import snapshots
from portal.filing.printing import default_sheet
from portal.printing.blocks import Column, FieldBlock, TableBlock
from portal.printing.sheet import Sheet
from repair_projects.choices import FUND_FIELDS, FundingSource

TITLE, SUBTITLE = "上海市建设工程项目信息报送表", "住宅修缮工程"
FUNDING_COLUMNS = (
    Column("资金来源", "", 46),
    Column("占总投资比例（%）", "right", 24),
    Column("金额（万元）", "right", 30),
)
PLACES = Decimal("0.0001")  # of an amount in 万元
WHOLE = Decimal(100)


@dataclass(kw_only=True)
class RepairSheet(Sheet):
    """Both forms bear the same title (manual 000 §2, §3.1); the second line tells which one it is."""

    second_line: str = ""


def declaration_sheet(filing, snapshot) -> Sheet:
    return _sheet(filing, snapshot, "declaration_no")


def project_sheet(filing, snapshot) -> Sheet:
    sheet = _sheet(filing, snapshot, "project_filing_no")
    content = snapshot.content if snapshot is not None else snapshots.content_of(filing)
    title = next(section["title"] for section in content["sections"] if section["id"] == "funding")
    table = funding_table(title, {f["name"]: f["value"] for section in content["sections"] for f in section["fields"]})
    blocks = [table if block.title == title else block for block in sheet.blocks]
    return replace(sheet, blocks=blocks, annexes=[unnumbered(block) for block in sheet.annexes])


def unnumbered(annex: TableBlock) -> TableBlock:
    """附表一　房屋明细: an annex has a number of its own."""
    head, _, title = annex.title.partition("　")
    return replace(annex, title=f"{head}　{title.rpartition('、')[2]}")


def _sheet(filing, snapshot, number_field: str) -> RepairSheet:
    sheet = default_sheet(filing, snapshot)
    label = snapshots.label_of(type(filing), number_field)
    blocks = [with_number(block, label, filing.official_no or "") for block in sheet.blocks]
    changed = {"title": TITLE, "subtitle": SUBTITLE, "form": "repair", "blocks": blocks}
    return RepairSheet(**{**vars(sheet), **changed}, second_line=filing.type.label)


def with_number(block, label: str, number: str):
    """The block with the number of that label: it is given after 上报, so the submitted content cannot hold it."""
    if not isinstance(block, FieldBlock):
        return block
    return replace(block, cells=tuple(replace(c, value=number) if c.label == label else c for c in block.cells))


def funding_table(title: str, values: Mapping[str, str | None]) -> TableBlock:
    """资金来源构成: percent as filed, amounts derived from 总投资."""
    total = Decimal(values["total_investment"] or 0)
    shares = [Decimal(values[FUND_FIELDS[source]] or 0) for source in FundingSource]
    amounts = funding_amounts(total, shares)
    labels = [source.label for source in FundingSource]
    if values.get("fund_other_note"):
        labels[-1] += f"（{values['fund_other_note']}）"
    rows = tuple(
        (label, f"{share:.2f}", f"{amount:,.4f}") for label, share, amount in zip(labels, shares, amounts, strict=True)
    )
    return TableBlock(title, FUNDING_COLUMNS, rows, ("合计", f"{sum(shares):.2f}", f"{sum(amounts):,.4f}"))


def funding_amounts(total: Decimal, shares: list[Decimal]) -> list[Decimal]:
    """Amounts in 万元 with four places. Shares of 100% come to exactly the total: the largest takes the rounding."""
    amounts = [(total * share / WHOLE).quantize(PLACES, ROUND_HALF_UP) for share in shares]
    if sum(shares) == WHOLE:
        largest = shares.index(max(shares))
        amounts[largest] += total - sum(amounts)
    return amounts
