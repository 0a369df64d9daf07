"""The four papers: title, blocks, stamps, and thirty site managers on a page of their own."""

import pytest

from contracts.choices import ContractKind
from contracts.printing import contract_sheet
from portal.printing.blocks import SignatureBlock
from tests.factories import act, project_filing
from tests.factories_contracts import contract, manager_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", list(ContractKind))
def test_paper_of_each_kind(kind):
    project = project_filing(approved=True)
    filing = contract(kind, project=project, approved=True)
    sheet = contract_sheet(filing, filing.snapshots.get())
    assert sheet.title == f"上海市住宅修缮工程{kind.label}合同信息报送表"
    titles = [block.title for block in sheet.blocks]
    assert titles[1:3] == ["二、项目信息", "三、合同信息"]
    assert "六、主要人员" in titles
    values = {cell.label: cell.value for block in sheet.blocks for cell in getattr(block, "cells", ())}
    assert values["合同信息报送编号"] == filing.official_no
    assert values["报建编号"] == project.official_no
    stamps = next(block for block in sheet.blocks if isinstance(block, SignatureBlock))
    assert [box.title for box in stamps.boxes][:2] == ["发包方（公章）", "承包方（公章）"]


def test_thirty_site_managers_are_an_annex():
    filing = contract(ContractKind.GENERAL, rows=manager_rows(30), submitted=True)
    sheet = contract_sheet(filing, filing.snapshots.get())
    [annex] = sheet.annexes
    assert (annex.title, len(annex.rows), annex.own_page) == ("附表一　施工现场主要管理人员", 30, True)
    labels = [column.label for column in annex.columns]
    assert labels == ["序号", "岗位", "姓名", "证件类型", "证件号", "证书编号", "联系电话"]
    shown = filing.site_managers.first().id_no.clear()
    assert all(shown not in row for row in annex.rows)


def test_a_cancelled_contract_says_so():
    filing = act(contract(ContractKind.DESIGN, approved=True), "cancel", note="解除。")
    assert any("注销" in part for part in contract_sheet(filing, filing.snapshots.get()).status_line)
