"""The same record open in two windows: nothing is overwritten unseen, and what was typed can still be saved."""

import pytest

from portal.filing.models import Draft
from tests import factories
from tests.factories import building_rows, project_data, rows_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(enterprise_client):
    return factories.project_filing(owner=enterprise_client.identity.enterprise)


def edit_url(project) -> str:
    return project.type.url("edit", project)


def typed(project, rows: list[dict], *, version: int, **changes) -> dict:
    """The form of one window: rows with an id come first, as the page has them."""
    content = project_data(declaration_no=project.declaration_no, **changes)
    stored = sum("id" in row for row in rows)
    return content | rows_data("buildings", rows, initial=stored) | {"version": str(version)}


def with_ids(project) -> list[dict]:
    keys = project.buildings.values_list("pk", flat=True)
    return [row | {"id": str(pk)} for row, pk in zip(building_rows(len(keys)), keys, strict=True)]


def addresses(project) -> list[str]:
    return list(project.buildings.values_list("building_address", flat=True))


def test_a_stale_form_with_errors_is_a_clash_too(enterprise_client, project):
    """A page of errors would carry the new version, and the next save would overwrite the other window's."""
    rows, url = with_ids(project), edit_url(project)
    assert enterprise_client.post(url, typed(project, rows, version=1, contact_name="第一人")).status_code == 302
    answer = enterprise_client.post(url, typed(project, rows, version=1, contact_name="第二人", postal_code="1"))
    assert answer.status_code == 409
    assert "第二人" in answer.content.decode()
    project.refresh_from_db()
    assert project.contact_name == "第一人"


def test_rows_deleted_in_the_other_window_come_back_with_the_draft(enterprise_client, project):
    rows, url = with_ids(project), edit_url(project)
    other = [rows[0], rows[1] | {"DELETE": "on"}, building_rows(1)[0] | {"building_address": "另一窗口"}]
    assert enterprise_client.post(url, typed(project, other, version=1)).status_code == 302
    mine = [rows[0], rows[1] | {"building_address": "本窗口"}]
    assert enterprise_client.post(url, typed(project, mine, version=1)).status_code == 409
    restored = enterprise_client.get(f"{url}?draft=1").content.decode()
    assert "本窗口" in restored
    assert 'name="buildings-INITIAL_FORMS" value="1"' in restored
    assert enterprise_client.post(url, typed(project, mine, version=2)).status_code == 302
    assert addresses(project) == ["测试路194弄1号", "本窗口"]


def test_rows_added_in_the_other_window_do_not_stay_unseen(enterprise_client, project):
    rows, url = with_ids(project), edit_url(project)
    more = [*rows, building_rows(1, area="0.01", households="1")[0]]
    sums = {"gross_floor_area": "28640.01", "household_count": "69", "building_count": "3"}
    assert enterprise_client.post(url, typed(project, more, version=1, **sums)).status_code == 302
    assert project.buildings.count() == 3
    assert enterprise_client.post(url, typed(project, rows, version=2)).status_code == 302
    assert addresses(project) == ["测试路194弄1号", "测试路194弄2号"]


def test_an_id_of_another_record_makes_a_row_of_ones_own(enterprise_client, project):
    foreign = factories.project_filing()
    rows = with_ids(project)
    rows[0] |= {"id": str(foreign.buildings.first().pk), "building_address": "别人的行"}
    assert enterprise_client.post(edit_url(project), typed(project, rows, version=1)).status_code == 302
    assert addresses(foreign) == ["测试路194弄1号", "测试路194弄2号"]
    assert addresses(project) == ["测试路194弄2号", "别人的行"]


def test_an_id_posted_twice_is_one_row_and_a_new_one(enterprise_client, project):
    rows = with_ids(project)
    rows[1]["id"] = rows[0]["id"]
    assert enterprise_client.post(edit_url(project), typed(project, rows, version=1)).status_code == 302
    assert addresses(project) == ["测试路194弄1号", "测试路194弄2号"]


def test_a_draft_of_an_older_version_is_not_kept(enterprise_client, project):
    """It could never be offered again; the page says so instead of 已暂存."""
    rows = with_ids(project)
    assert enterprise_client.post(edit_url(project), typed(project, rows, version=1)).status_code == 302
    answer = enterprise_client.post(f"{edit_url(project)}draft/", typed(project, rows, version=1))
    assert answer.status_code == 409
    assert not Draft.objects.filter(record=str(project.uuid)).exists()
