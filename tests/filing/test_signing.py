"""What is told when a signature for 上报 does not count: how to go on, not to log in again."""

import json

import pytest

from tests import factories
from tests.factories import upload, upload_missing
from tests.manuals.conftest import clerk  # noqa: F401 - a fixture
from tests.plugins.auth import challenge

pytestmark = pytest.mark.django_db


def test_content_that_changed_after_signing_is_told_so(clerk):  # noqa: F811
    filing = factories.declaration(owner=clerk.enterprise)
    upload_missing(filing, actor=clerk.identity)
    digest = clerk.get(clerk.url("digest", filing)).json()["digest"]
    token = clerk.pki.sign(clerk.key_id, challenge(clerk.client, digest=digest), purpose=f"submit:{digest}")
    upload(filing, "photos", actor=clerk.identity, name="后来.png")
    data = {"version": str(filing.version), "token": json.dumps(token)}
    answer = clerk.post(clerk.url("act", filing, action="submit"), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "签名请求已失效，或签名后内容有改动，请返回后重新上报" in page
    assert "重新登录" not in page
    assert "#id_signature" not in page
    filing.refresh_from_db()
    assert filing.status == "saved"


def test_a_reload_of_a_refused_act_shows_a_page(clerk):  # noqa: F811
    filing = factories.declaration(owner=clerk.enterprise)
    answer = clerk.get(clerk.url("act", filing, action="submit"))
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "请返回上一页" in answer.content.decode()
