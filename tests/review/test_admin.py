"""退回原因 is a dictionary: the system administrator keeps it, reviewers pick from it."""

import pytest

from portal.filing.models import CannedReason
from tests.review.conftest import page_of

pytestmark = pytest.mark.django_db
ADMIN = "/internal/admin/filing/cannedreason/"


def test_office_starts_with_some_reasons(reviewer_client, filing):
    assert CannedReason.objects.count() >= 10
    assert "附件缺少盖章页" in page_of(reviewer_client, filing)


def test_administrator_adds_and_switches_off(admin_client, reviewer_client, filing):
    answer = admin_client.post(f"{ADMIN}add/", {"text": "请补充消防说明。", "order": "5", "is_active": "on"})
    assert answer.status_code == 302
    assert "请补充消防说明。" in page_of(reviewer_client, filing)
    reason = CannedReason.objects.get(text="请补充消防说明。")
    admin_client.post(f"{ADMIN}{reason.pk}/change/", {"text": reason.text, "order": "5"})
    assert "请补充消防说明。" not in page_of(reviewer_client, filing)


def test_reviewer_does_not_keep_the_dictionary(reviewer_client):
    assert reviewer_client.get(ADMIN).status_code in {302, 403, 404}
