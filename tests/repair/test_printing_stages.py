"""开工审核单 and 竣工备案表 on paper."""

import io

import pytest
from pypdf import PdfReader

from portal.filing.printing import pdf_of
from portal.printing.blocks import FieldBlock, SignatureBlock, TableBlock, TextBlock
from portal.printing.sheet import render_sheet
from tests.factories import building_rows
from tests.factories_contracts import contract
from tests.factories_stages import completion, contracted_project, opinion_rows, start_review, started_project

pytestmark = pytest.mark.django_db


def sheet_of(filing):
    return filing.type.sheet_factory(filing, filing.snapshots.order_by("-number").first())


def cells(sheet) -> dict[str, str]:
    return {cell.label: cell.value for block in sheet.blocks if isinstance(block, FieldBlock) for cell in block.cells}


def titles(blocks) -> list[str]:
    return [block.title.rpartition("、")[2] for block in blocks]


def pages_of(filing) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf_of(filing))).pages]


# 开工审核单


def test_the_start_review_in_the_order_of_the_paper():
    sheet = sheet_of(start_review(submitted=True))
    assert (sheet.title, sheet.subtitle) == ("修缮工程开工审核单", "")
    assert titles(sheet.blocks[:-1]) == [
        "审核编号", "工程基本情况", "合同情况", "开工准备情况", "现场情况", "合同明细", "人员到位情况", "附件清单",
    ]  # fmt: skip
    assert isinstance(sheet.blocks[-1], SignatureBlock)
    assert cells(sheet)["施工总包合同情况"] == "有"
    assert "修缮工程开工审核单" in render_sheet(sheet)


def test_it_prints_the_contracts_as_they_were_at_submission():
    review = start_review(submitted=True)
    contract("design", project=review.project, approved=True)
    table = next(block for block in sheet_of(review).blocks if block.title.endswith("合同明细"))
    assert [row[1] for row in table.rows] == ["施工总包", "监理"]


def test_its_number_after_approval():
    review = start_review(approved=True)
    sheet = sheet_of(review)
    assert cells(sheet)["开工审核编号"] == review.official_no
    assert ("开工审核编号", review.official_no) in sheet.numbers


def test_many_people_get_a_page_of_their_own():
    project = contracted_project(kinds=())
    contract("general", project=project, approved=True, rows=20)
    contract("supervision", project=project, approved=True)
    sheet = sheet_of(start_review(project=project, submitted=True))
    assert [annex.title for annex in sheet.annexes] == ["附表一　人员到位情况"]


# 竣工备案表


def test_three_pages_in_the_order_of_the_paper():
    sheet = sheet_of(completion(submitted=True))
    assert sheet.title == "上海市住宅修缮工程竣工备案表"
    first, second, third = sheet.pages
    assert titles(first) == ["备案编号", "工程基本情况", "竣工情况", "质量与安全", "保修期限"]
    assert titles(second) == ["参建单位", "单位（幢）明细", "竣工验收意见"]
    assert titles(third[:-1]) == ["备案文件目录"]
    assert [box.title for box in third[-1].boxes] == ["实施单位意见（公章）", "备案机关处理意见（公章）"]
    assert third[-1].boxes[1].lines == ("经手人：", "负责人：")


def test_each_party_has_its_place_to_stamp():
    opinions = next(block for block in sheet_of(completion(submitted=True)).blocks if "意见" in block.title)
    assert [box.title for box in opinions.boxes] == [
        "设计单位意见（公章）", "施工单位意见（公章）", "监理单位意见（公章）", "实施单位意见（公章）",
    ]  # fmt: skip
    assert "同意验收" in opinions.boxes[0].said
    assert opinions.boxes[0].lines[0] == "法定代表人：张三"


def test_surveyors_are_the_fifth():
    parties = ("design", "construction", "supervision", "implementer", "survey")
    filing = completion(submitted=True, opinions=opinion_rows(*parties))
    opinions = next(block for block in sheet_of(filing).blocks if "意见" in block.title)
    assert opinions.boxes[-1].title == "勘察单位意见（公章）"
    assert len(opinions.rows) == 3


def test_number_and_day_after_approval():
    filing = completion(approved=True)
    found = cells(sheet_of(filing))
    assert found["竣工备案编号"] == filing.official_no
    assert found["备案日期"] == filing.filed_on
    assert found["开工审核编号"] == filing.project.start_review.official_no


def test_a_draft_without_files():
    filing = completion()
    sheet = filing.type.sheet_factory(filing, None)
    assert sheet.watermark == "草稿"
    assert isinstance(sheet.pages[2][0], TextBlock)


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 60])
def test_the_paper_breaks_where_it_should(number):
    rows = building_rows(number, area="100", households="2")
    project = started_project(
        buildings=rows, building_count=str(number), household_count=str(2 * number),
        gross_floor_area=str(100 * number), repair_area="100",
    )  # fmt: skip
    filing = completion(project=project, submitted=True)
    annex = sheet_of(filing).annexes[0]
    assert isinstance(annex, TableBlock)
    assert len(annex.rows) == number
    assert annex.total[:3] == ("合计", f"{number} 幢", f"{100 * number:,.2f}")
    pages = pages_of(filing)
    assert "上海市住宅修缮工程竣工备案表" in pages[0]
    assert filing.online_application_no in pages[0]
    assert "保修期限" in pages[0]
    assert "竣工验收意见" in pages[1]
    assert "备案文件目录" in pages[2]
    assert "备案机关处理意见（公章）" in pages[2]
    assert "附表一" in pages[3]
    assert len(pages) == (4 if number == 2 else 5)
    assert all("幢号/门牌" in page for page in pages[3:])
