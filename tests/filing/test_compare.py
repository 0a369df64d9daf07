"""What changed between two submissions: rows that only moved up did not change."""

import pytest

from portal.filing.compare import compare, count_changes
from portal.filing.models import Remark
from tests import factories
from tests.factories import building_rows, project_data, rows_data


def content(*rows: str, name: str = "工程") -> dict:
    return {
        "sections": [
            {"id": "a", "title": "一", "fields": [{"name": "n", "label": "名称", "value": name, "text": name}]}
        ],
        "tables": [{"id": "t", "title": "明细", "rows": [[row, "6"] for row in rows]}],
        "attachments": [],
    }


def rows_of(old: dict | None, new: dict) -> list[tuple]:
    table = next(section for section in compare(old, new) if section.id == "t")
    return [(one.name, one.was, one.old, one.new, one.changed) for one in table.fields]


def test_a_first_submission_has_no_changes():
    assert rows_of(None, content("1号")) == [("t:1", "", "", "1号 · 6", False)]
    assert count_changes(None, content("1号")) == 0


def test_a_row_taken_out_of_the_middle_is_one_change():
    assert rows_of(content("1号", "2号", "3号"), content("1号", "3号")) == [
        ("t:1", "t:1", "1号 · 6", "1号 · 6", False),
        ("t:-2", "t:2", "2号 · 6", "（已删除）", True),
        ("t:2", "t:3", "3号 · 6", "3号 · 6", False),
    ]
    assert count_changes(content("1号", "2号", "3号"), content("1号", "3号")) == 1


def test_a_row_put_in_is_one_change():
    found = rows_of(content("1号", "3号"), content("1号", "2号", "3号"))
    assert found[1:] == [("t:2", "", "", "2号 · 6", True), ("t:3", "t:2", "3号 · 6", "3号 · 6", False)]


def test_a_row_that_was_rewritten_is_compared_with_itself():
    found = rows_of(content("1号", "2号"), content("1号", "2甲号"))
    assert found[1] == ("t:2", "t:2", "2号 · 6", "2甲号 · 6", True)
    assert count_changes(content("1号", name="旧"), content("1号", name="新")) == 1


@pytest.mark.django_db
def test_a_remark_on_a_row_stands_at_the_row_and_moves_with_it(enterprise_client):
    project = factories.project_filing(owner=enterprise_client.identity.enterprise, submitted=True)
    reviewer = factories.reviewer_of(project)
    remark = Remark(filing=project, submission=1, target="buildings:2", label="房屋明细第 2 行", author=reviewer)
    remark.text, remark.created_at = "面积与产证不一致", project.created_at
    remark.save()
    project = factories.act(project, "return")
    url = project.type.url("edit", project)
    page = enterprise_client.get(url).content.decode()
    assert 'href="#id_buildings-row-2"' in page
    assert page.split('id="id_buildings-row-2"')[1].split("</tr>")[0].count("面积与产证不一致") == 1
    first, second = (
        row | {"id": str(old.pk)} for row, old in zip(building_rows(2), project.buildings.all(), strict=True)
    )
    rows = [first | {"DELETE": "on"}, second | {"floor_area": "28640", "households": "68"}]
    data = project_data(declaration_no=project.declaration_no, building_count="1")
    data |= rows_data("buildings", rows, initial=2) | {"version": str(project.version)}
    assert enterprise_client.post(url, data).status_code == 302
    moved = enterprise_client.get(url).content.decode()
    assert "面积与产证不一致" in moved.split('id="id_buildings-row-1"')[1].split("</tr>")[0]
