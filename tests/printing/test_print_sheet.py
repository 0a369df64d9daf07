"""From the content of a snapshot to the blocks of the paper."""

from __future__ import annotations

import base64
import re

import pytest
from barcode.codex import Code128

from portal.printing import codes
from portal.printing.blocks import (
    FULL,
    Cell,
    FieldBlock,
    SignatureBlock,
    SignatureBox,
    TableBlock,
    TextBlock,
    fitted_widths,
    text_width,
)
from portal.printing.sheet import Sheet, chinese_number, render_sheet
from tests.printing.papers import project_sheet
from tests.printing.samples import project_content


def test_sections_tables_files_and_signatures_in_the_order_of_the_content():
    sheet = project_sheet()
    assert [block.title for block in sheet.blocks] == [
        "一、项目基本信息", "二、实施单位", "三、立项信息", "四、保护与结构",
        "五、资金来源构成", "六、房屋明细", "七、附件清单", "",
    ]  # fmt: skip
    assert [block.title for block in sheet.annexes] == ["附表一　房屋明细"]


@pytest.mark.parametrize(("rows", "is_annex"), [(12, False), (13, True)])
def test_more_than_twelve_rows_make_an_annex(rows, is_annex):
    sheet = project_sheet(project_content(buildings=rows))
    assert bool(sheet.annexes) is is_annex
    table = next(
        block for block in [*sheet.blocks, *sheet.annexes] if isinstance(block, TableBlock) and len(block.rows) == rows
    )
    assert table.own_page is is_annex


def test_titles_with_a_numeral_of_their_own_keep_it():
    content = project_content()
    content["sections"][0]["title"] = "一、工程基本情况"
    assert project_sheet(content).blocks[0].title == "一、工程基本情况"


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_chinese_numbers(number, text):
    assert chinese_number(number) == text


@pytest.mark.parametrize(("value", "marks"), [(True, "☑是☐否"), (False, "☐是☑否"), (None, "☐是☐否")])
def test_yes_and_no_are_boxes(value, marks):
    content = project_content()
    content["sections"][3]["fields"][0]["value"] = value
    cell = project_sheet(content).blocks[3].cells[0]
    assert "".join(("☑" if ticked else "☐") + text for text, ticked in cell.choices) == marks


def test_choice_with_its_options_is_printed_as_boxes():
    content = project_content()
    content["sections"][0]["fields"][2] |= {"text": "施工", "options": ["设计", "施工", "监理"]}
    assert project_sheet(content).blocks[0].cells[2].choices == (("设计", False), ("施工", True), ("监理", False))


def test_paper_shows_in_full_what_the_paper_form_requires():
    content = project_content()
    content["sections"][1]["fields"][7] |= {"text": "138****0000", "paper_text": "13800000000"}
    assert project_sheet(content).blocks[1].cells[7].value == "13800000000"


def test_unit_only_stands_behind_a_value():
    content = project_content()
    content["sections"][0]["fields"][8]["text"] = ""
    cell = project_sheet(content).blocks[0].cells[8]
    assert (cell.value, cell.unit) == ("", "")


def test_two_short_cells_share_a_row_and_long_ones_stand_alone():
    short = [Cell(label, "值") for label in "甲乙丙"]
    wide, long, tall = Cell("宽", "值", span=FULL), Cell("长", "值" * 20), Cell("高", "一\n二")
    block = FieldBlock("", (short[0], short[1], short[2], wide, long, tall))
    assert block.rows == [(short[0], short[1]), (short[2],), (wide,), (long,), (tall,)]


def test_long_label_is_cut_in_the_middle():
    assert Cell("立项或批准文件名称").set_label == "立项或批准\n文件名称"
    assert Cell("统一社会信用代码").set_label == "统一社会信用代码"


def test_very_long_label_has_a_row_of_its_own():
    cell = Cell("是否涉及建筑主体或承重结构变动、加层、增加面积、拆除重建", "是")
    assert cell.has_long_label
    assert cell.needs_row


def test_width_counts_chinese_twice():
    assert text_width("面积 12㎡（含）") == 4 + 1 + 2 + 2 + 6


@pytest.mark.parametrize("columns", [1, 2, 5, 9, 14, 30])
def test_widths_are_whole_and_fill_the_table(columns):
    rows = [["字" * (1 + (number * 7) % 23) for number in range(columns)]]
    widths = fitted_widths(["栏"] * columns, rows)
    assert sum(widths) == 100
    assert min(widths) >= 1


def test_short_columns_do_not_wrap_and_long_ones_take_the_rest():
    widths = fitted_widths(["序号", "编号", "说明"], [["1", "2603XH0117", "字" * 300]])
    assert widths[0] < widths[1] < widths[2]
    assert widths[1] >= 2 + 10 * 0.99


def test_table_counts_its_rows_and_says_total():
    table = next(block for block in project_sheet().blocks if isinstance(block, TableBlock))
    assert [column.label for column in table.columns] == ["序号", "资金来源", "占比（%）", "金额（万元）", "备注"]
    assert [column.align for column in table.columns] == ["center", "", "right", "right", ""]
    assert table.rows[1] == ("2", "区级政府财力补贴资金", "30.00", "1,158.0000", "")
    assert table.total == ("合计", "", "100.00", "3,860.0000", "")


def test_table_that_counts_itself_is_not_counted_twice():
    content = project_content()
    content["tables"] = [{"id": "t", "title": "名册", "columns": [{"name": "n", "label": "序号", "align": ""},
                                                             {"name": "p", "label": "姓名", "align": ""}],
                          "rows": [["1", "陈立群"]], "total": None}]  # fmt: skip
    table = project_sheet(content).blocks[4]
    assert [column.label for column in table.columns] == ["序号", "姓名"]
    assert table.rows == (("1", "陈立群"),)


def test_electronic_signature_stands_in_the_applicants_box():
    boxes = project_sheet().blocks[-1].boxes
    assert [box.title for box in boxes] == ["申请单位意见（公章）", "审核单位意见（公章）"]
    assert "上海示范旧改建设有限公司电子签名，2026 年 11 月 12 日 10:32" in boxes[0].said
    assert "证书序列号 4A7F22C100000019" in boxes[0].said
    assert boxes[1].said == ""


def test_status_line_names_state_and_time_of_submission():
    assert project_sheet().status_line == ("办理状态：已审核", "上报时间：2026 年 11 月 12 日 10:32")
    again = project_content() | {"submission": 2}
    assert project_sheet(again).status_line[1].endswith("（第 2 次）")


def test_every_block_has_its_template():
    sheet = Sheet(
        title="表", blocks=[TextBlock("承诺", "一\n二"), SignatureBlock((SignatureBox("设计单位"),), "意见")]
    )
    html = render_sheet(sheet)
    assert "承诺" in html
    assert 'colspan="2"' in html


def test_form_with_a_template_of_its_own(settings, tmp_path):
    folder = tmp_path / "print"
    folder.mkdir()
    own = '{% extends "print/form.html" %}{% block body %}<p>{{ sheet.title }}：自有版式</p>{% endblock %}'
    (folder / "special.html").write_text(own, "utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert "<p>表：自有版式</p>" in render_sheet(Sheet(title="表", form="special"))
    assert "自有版式" not in render_sheet(Sheet(title="表", form="other"))


def test_values_are_escaped():
    content = project_content()
    content["sections"][0]["fields"][0]["text"] = "<script>alert(1)</script>"
    assert "&lt;script&gt;alert(1)" in render_sheet(project_sheet(content))


def test_barcode_has_the_bars_of_code_128_and_quiet_zones():
    svg = base64.b64decode(codes.code128("W2026111200037").split(",")[1]).decode()
    modules = Code128("W2026111200037").build()[0]
    assert f'viewBox="0 0 {len(modules) + 20} 40"' in svg
    drawn = ["0"] * len(modules)
    for start, width in re.findall(r"M(\d+) 0h(\d+)v40", svg):
        for place in range(int(start), int(start) + int(width)):
            drawn[place - 10] = "1"
    assert "".join(drawn) == modules


def test_qr_code_is_a_picture_without_outside_references():
    svg = base64.b64decode(codes.qr("https://xiushan.example.cn/verify/W1/?code=A").split(",")[1]).decode()
    assert svg.startswith("<svg")
    assert not re.search(r"href|url\(|<image", svg)
