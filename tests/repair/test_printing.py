"""The two forms on paper."""

from decimal import Decimal

import pytest

from portal.printing.blocks import FieldBlock, SignatureBlock, TableBlock
from portal.printing.sheet import render_sheet
from repair_projects.printing import declaration_sheet, funding_amounts, project_sheet
from tests.factories import building_rows, declaration, project_filing


def sheet_of(filing):
    return filing.type.sheet_factory(filing, filing.snapshots.order_by("-number").first())


def cells(sheet) -> dict[str, str]:
    return {cell.label: cell.value for block in sheet.blocks if isinstance(block, FieldBlock) for cell in block.cells}


@pytest.mark.parametrize(
    ("total", "shares", "amounts"),
    [
        ("1732.72", "30 50 15 5 0 0", "519.8160 866.3600 259.9080 86.6360 0.0000 0.0000"),
        ("100", "33.33 33.33 33.34 0 0 0", "33.3300 33.3300 33.3400 0.0000 0.0000 0.0000"),
        ("0.0001", "50 50 0 0 0 0", "0.0000 0.0001 0.0000 0.0000 0.0000 0.0000"),
        ("1", "0 0 0 0 0 0", "0.0000 0.0000 0.0000 0.0000 0.0000 0.0000"),
    ],
)
def test_amounts_come_to_the_total(total, shares, amounts):
    found = funding_amounts(Decimal(total), [Decimal(share) for share in shares.split()])
    assert [f"{amount:.4f}" for amount in found] == amounts.split()
    if shares != "0 0 0 0 0 0":
        assert sum(found) == Decimal(total)


@pytest.mark.django_db
def test_the_project_in_the_order_of_the_paper():
    sheet = sheet_of(project_filing(submitted=True))
    titles = [block.title.partition("、")[2] for block in sheet.blocks if not isinstance(block, SignatureBlock)]
    assert titles == [
        "报送编号", "工程基本情况", "实施单位情况", "立项（批准）文件", "保护与结构情况", "资金来源构成",
        "招标采购情况", "房屋明细", "附件清单",
    ]  # fmt: skip
    assert [box.title for box in sheet.blocks[-1].boxes] == ["申请单位意见（公章）", "审核单位意见（公章）"]


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "line"), [(declaration, "项目申报"), (project_filing, "项目信息报送")])
def test_both_bear_the_manuals_title_and_say_which_they_are(make, line):
    page = render_sheet(sheet_of(make(submitted=True)))
    assert "<h1>上海市建设工程项目信息报送表</h1>" in page
    assert "（住宅修缮工程）" in page
    assert f'<p class="subtitle">{line}</p>' in page


@pytest.mark.django_db
def test_funding_is_a_table_with_percent_amounts_and_total():
    sheet = sheet_of(project_filing(submitted=True))
    table = next(block for block in sheet.blocks if block.title.endswith("资金来源构成"))
    assert isinstance(table, TableBlock)
    assert table.rows[0] == ("市级政府财力补贴资金", "30.00", "519.8160")
    assert table.total == ("合计", "100.00", "1,732.7200")


@pytest.mark.django_db
def test_other_money_says_where_it_comes_from():
    project = project_filing(submitted=True, fund_owner_pct="0", fund_other_pct="5", fund_other_note="街道补贴")
    table = next(block for block in sheet_of(project).blocks if block.title.endswith("资金来源构成"))
    assert table.rows[-1][0] == "其他资金（街道补贴）"


@pytest.mark.django_db
def test_the_official_number_stands_on_a_print_after_approval():
    """It is given after 上报, so the submitted content does not hold it."""
    project = project_filing(approved=True)
    sheet = sheet_of(project)
    assert cells(sheet)["项目信息报送编号（报建编号）"] == project.official_no
    assert cells(sheet)["项目申报编号"] == project.declaration_no
    assert ("项目信息报送编号", project.official_no) in sheet.numbers
    assert cells(sheet_of(project.declaration))["项目申报编号"] == project.declaration_no


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "own_page"), [(12, False), (13, True), (60, True)])
def test_many_buildings_get_a_page_of_their_own(number, own_page):
    rows = building_rows(number, area="100", households="2")
    project = project_filing(
        submitted=True, buildings=rows, building_count=str(number), household_count=str(2 * number),
        gross_floor_area=str(100 * number), repair_area="100",
    )  # fmt: skip
    sheet = sheet_of(project)
    assert [annex.title for annex in sheet.annexes] == (["附表一　房屋明细"] if own_page else [])
    table = sheet.annexes[0] if own_page else next(b for b in sheet.blocks if b.title.endswith("房屋明细"))
    assert len(table.rows) == number
    assert table.total[1] == f"{number} 幢"
    assert table.total[6:8] == (f"{2 * number:,}", f"{100 * number:,.2f}")


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "factory"), [(declaration, declaration_sheet), (project_filing, project_sheet)])
def test_before_submission_a_draft(make, factory):
    sheet = factory(make(), None)
    assert sheet.watermark == "草稿"
    assert sheet.check_code == ""


@pytest.mark.django_db
def test_the_managers_document_is_masked_on_paper_and_the_contact_is_not():
    found = cells(sheet_of(project_filing(submitted=True)))
    assert found["证件号"] == "310***********0116"
    assert found["手机"] == "13900000001"
