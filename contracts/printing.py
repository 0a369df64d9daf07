"""The four forms on paper: the generic sheet, closed by the stamps of both parties."""

from dataclasses import replace

from django.utils import timezone

from portal.filing import snapshots
from portal.filing.printing import default_sheet
from portal.printing.blocks import FieldBlock, SignatureBlock, SignatureBox
from portal.printing.sheet import Sheet

STAMP_LINES = ("法定代表人或委托代理人：",)


def contract_sheet(filing, snapshot) -> Sheet:
    """上海市住宅修缮工程{类别}合同信息报送表: 项目信息, 合同信息, 人员, 签章."""
    sheet = default_sheet(filing, snapshot)
    label = snapshots.label_of(type(filing), "contract_filing_no")
    blocks = [_adjusted(block, label, filing.official_no or "") for block in sheet.blocks]
    status = sheet.status_line
    if filing.is_cancelled:
        status = (*status, f"已于 {timezone.localtime(filing.cancelled_at):%Y-%m-%d} 注销")
    return replace(
        sheet, subtitle="", blocks=blocks, annexes=[_unnumbered(one) for one in sheet.annexes],
        status_line=status,
    )  # fmt: skip


def _adjusted(block, label: str, number: str):
    if isinstance(block, SignatureBlock):
        return _stamps(block)
    if isinstance(block, FieldBlock):
        return replace(block, cells=tuple(replace(c, value=number) if c.label == label else c for c in block.cells))
    return block


def _stamps(block: SignatureBlock) -> SignatureBlock:
    """发包方 and 承包方 stamp; who filed it has signed with the certificate, and the office gives its opinion."""
    parties = (SignatureBox("发包方（公章）", "", STAMP_LINES), SignatureBox("承包方（公章）", "", STAMP_LINES))
    return replace(block, boxes=(*parties, *block.boxes))


def _unnumbered(annex):
    """附表一　施工现场主要管理人员: an annex has a number of its own."""
    head, _, title = annex.title.partition("　")
    return replace(annex, title=f"{head}　{title.rpartition('、')[2]}")
