"""Workbooks: what strangers typed stays text, figures and dates stay figures and dates, and the size is bounded."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from portal import exports


def sheet_of(rows, columns=("甲", "乙")):
    response = exports.xlsx_response("清单", columns, rows)
    data = b"".join(response)
    response.file_to_stream.close()
    return response, data, openpyxl.load_workbook(io.BytesIO(data)).active


DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "＝cmd|' /C calc'!A0", "＋1", "－1", "＠x", "\t=1", "  =1", "\u3000=1", "\r=1",
    "|x", "%x",
]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_become_text(text):
    _, _, sheet = sheet_of([(text, "x")])
    cell = sheet["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize(
    "text", ["彭浦新村", "451弄1-3号", "W2026112000001", "2026-11-20", "a=b", "http://example.com", "0012"]
)
def test_harmless_text_is_left_alone(text):
    _, data, sheet = sheet_of([(text, "x")])
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].hyperlink) == (text, "s", None)
    assert b"<hyperlink" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_types():
    moment = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    _, _, sheet = sheet_of([(12, Decimal("1732.72")), (date(2026, 11, 20), moment), (True, None), (-3, "")])
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [12, 1732.72],
        [datetime(2026, 11, 20), datetime(2026, 11, 20, 9, 30)],
        ["是", None],
        [-3, None],
    ]


def test_download_has_a_chinese_name_and_the_head_stays_in_sight():
    response, _, sheet = sheet_of([])
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "attachment" in response["Content-Disposition"]
    assert "%E6%B8%85%E5%8D%95_" in response["Content-Disposition"]
    assert [cell.value for cell in sheet[1]] == ["甲", "乙"]
    assert sheet.freeze_panes == "A2"


def test_size_is_bounded_and_said(monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 5)
    _, _, sheet = sheet_of((n, "x") for n in range(100))
    values = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert values[:5] == [0, 1, 2, 3, 4]
    assert values[5].startswith("仅导出前 5 条")
    assert len(values) == 6


@pytest.mark.parametrize("title", ["[a]:b*c?/d", "长" * 60, "'"])
def test_any_title(title):
    response = exports.xlsx_response(title, ["甲"], [("x",)])
    assert b"".join(response)
    response.file_to_stream.close()
