"""The end of a series is an obstacle that is told, not a failure."""

import pytest

from portal.filing import clock, numbering
from portal.filing.models import Filing
from tests import factories
from tests.factories import declaration_data

pytestmark = pytest.mark.django_db


def test_a_used_up_official_series_is_told_to_the_reviewer(reviewer_client):
    filing = factories.declaration(accepted=True)
    prefix = f"{clock.today():%y}SBHK"
    numbering.raise_to(prefix, 9999)
    address = f"/internal/review/{filing.uuid}/act/"
    answer = reviewer_client.post(address, {"decision": "approve", "version": str(filing.version)})
    assert answer.status_code == 422
    assert f"编号 {prefix} 已用完，请联系系统管理员" in answer.content.decode()
    filing.refresh_from_db()
    assert (filing.status, filing.official_no) == ("accepted", None)


def test_a_used_up_day_is_told_to_the_enterprise_and_keeps_the_form(enterprise_client):
    numbering.raise_to(numbering.online_prefix(clock.today()), 99_999)
    answer = enterprise_client.post("/repair/declarations/new/", declaration_data(contact_name="保留的人"))
    assert answer.status_code == 422
    assert "已用完，请联系系统管理员" in answer.content.decode()
    assert "保留的人" in answer.content.decode()
    assert not Filing.objects.exists()
