"""Several at once: asked once, done one by one, reported one by one."""

import pytest

from ca_auth.choices import Role
from portal.filing.models import Event, Filing
from portal.filing.states import Status
from portal.review import services
from tests import factories

pytestmark = pytest.mark.django_db
BATCH = "/internal/review/batch/"


def ask(client, action: str, *filings):
    return client.get(BATCH, {"action": action, "item": [str(one.uuid) for one in filings]})


def do(client, action: str, *filings, **versions):
    items = [f"{one.uuid}:{one.version}" for one in filings]
    return client.post(BATCH, {"action": action, "item": items, "queue": "tab=open"}, follow=True)


def states(*filings) -> list[str]:
    return [Filing.objects.get(pk=one.pk).status for one in filings]


def test_asks_first_and_says_why_some_cannot(reviewer_client, filing, accepted, colleague, elsewhere):
    held = factories.declaration(submitted=True)
    services.claim(filing=held, actor=colleague)
    page = ask(reviewer_client, "accept", filing, accepted, held, elsewhere).content.decode()
    assert "是否确定受理以下 1 件？" in page
    assert "当前状态为「已受理」，不能受理" in page
    assert f"已由{colleague.account}认领" in page
    assert elsewhere.title not in page
    assert states(filing) == [Status.SUBMITTED]


def test_each_in_its_own_transaction(reviewer_client, filing, colleague):
    held, second = factories.declaration(submitted=True), factories.declaration(submitted=True)
    services.claim(filing=held, actor=colleague)
    page = do(reviewer_client, "accept", filing, held, second).content.decode()
    assert "批量受理：成功 2，失败 1" in page
    assert f"该件已由{colleague.account}认领" in page
    assert states(filing, held, second) == [Status.ACCEPTED, Status.SUBMITTED, Status.ACCEPTED]


def test_stale_item_fails_alone(reviewer_client, filing, colleague):
    second = factories.declaration(submitted=True)
    factories.act(filing, "return", actor=colleague)
    page = do(reviewer_client, "accept", filing, second).content.decode()
    assert "成功 1，失败 1" in page
    assert "已被更新，当前状态为「退回修改」" in page
    assert states(filing, second) == [Status.RETURNED, Status.ACCEPTED]


def test_sent_twice_acts_once_and_answers_alike(reviewer_client, filing):
    pages = [do(reviewer_client, "accept", filing).content.decode() for _ in range(2)]
    assert all("批量受理：成功 1，失败 0" in page for page in pages)
    assert Event.objects.filter(action="accept").count() == 1


def test_claims_several(reviewer_client, filing, accepted):
    assert "成功 2，失败 0" in do(reviewer_client, "claim", filing, accepted).content.decode()
    assert set(Filing.objects.values_list("assignee", flat=True)) == {reviewer_client.identity.pk}


@pytest.mark.parametrize("action", ["approve", "return", "submit", "delete", "", "release"])
def test_only_what_tables_allow_in_bulk(reviewer_client, filing, action):
    assert ask(reviewer_client, action, filing).status_code == 404
    assert do(reviewer_client, action, filing).status_code == 404
    assert states(filing) == [Status.SUBMITTED]


def test_other_districts_items_do_not_exist(reviewer_client, elsewhere):
    page = do(reviewer_client, "accept", elsewhere).content.decode()
    assert "没有找到该办件" in page
    assert elsewhere.title not in page
    assert states(elsewhere) == [Status.SUBMITTED]


@pytest.mark.parametrize("items", [[], ["x"], ["x:y"], [":"], ["00000000-0000-4000-8000-000000000000:1"], ["٣:٣"]])
def test_nonsense(reviewer_client, items):
    assert reviewer_client.get(BATCH, {"action": "accept", "item": items}).status_code == 200
    answer = reviewer_client.post(BATCH, {"action": "accept", "item": items}, follow=True)
    assert answer.status_code == 200


def test_onlooker_accepts_nothing(client_of, identity_of, filing):
    municipal = client_of(identity_of(Role.MUNICIPAL_REVIEWER))
    assert "没有可以办理的办件" in ask(municipal, "accept", filing).content.decode()
    assert "失败 1" in do(municipal, "accept", filing).content.decode()
    assert states(filing) == [Status.SUBMITTED]


def test_result_without_a_batch_leads_back(reviewer_client):
    assert reviewer_client.get(f"{BATCH}result/")["Location"] == "/internal/review/"


def test_rows_say_what_they_allow(reviewer_client, filing, accepted):
    rows = {row.uuid: row.actions for row in reviewer_client.get("/internal/review/?tab=open").context["rows"]}
    assert rows == {str(filing.uuid): "accept claim", str(accepted.uuid): "claim"}
