"""P11: how many queries a page and an act may cost, and that the number of rows does not matter."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.filing.models import Filing
from portal.filing.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db
LIST, EDIT, ACT, INBOX = 3, 8, 12, 4
MORE = 6
# Who is asking, and the bell: what every page of somebody signed in costs.
SHELL = re.compile(
    r'FROM "(django_session|ca_auth_loginsession|ca_auth_account|notices_notice)"|^UPDATE "ca_auth_loginsession"'
)
NO_QUERY = re.compile("SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK")


def queries(call: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        call()
    return [one["sql"] for one in captured if not NO_QUERY.match(one["sql"])]


def of_page(client: Client, path: str) -> list[str]:
    """The page's own queries; the first call warms what is cached."""

    def fetch() -> None:
        response = client.get(path)
        assert response.status_code == 200
        assert "</html>" in response.content.decode()

    fetch()
    return [sql for sql in queries(fetch) if not SHELL.search(sql)]


def check(few: list[str], many: list[str], most: int) -> None:
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= most, "\n".join(many)


def test_list_of_an_enterprise(enterprise_client):
    owner = enterprise_client.identity.enterprise
    factories.declaration(owner=owner)
    factories.declaration(owner=owner, approved=True)
    few = of_page(enterprise_client, "/repair/declarations/")
    for _ in range(MORE):
        factories.declaration(owner=owner, approved=True)
    check(few, of_page(enterprise_client, "/repair/declarations/?size=50"), LIST)


def test_list_of_projects(enterprise_client):
    owner = enterprise_client.identity.enterprise
    factories.project_filing(owner=owner, submitted=True)
    few = of_page(enterprise_client, "/repair/projects/")
    for _ in range(3):
        factories.project_filing(owner=owner)
    check(few, of_page(enterprise_client, "/repair/projects/"), LIST)


def test_edit_page_of_a_declaration(enterprise_client):
    owner = enterprise_client.identity.enterprise
    path = factories.filing_type("repair.declaration").url("edit", factories.declaration(owner=owner))
    few = of_page(enterprise_client, path)
    for _ in range(MORE):
        factories.declaration(owner=owner)
    check(few, of_page(enterprise_client, path), EDIT)


def test_inbox(reviewer_client):
    factories.declaration(submitted=True)
    few = of_page(reviewer_client, "/internal/review/")
    for _ in range(MORE):
        factories.declaration(submitted=True)
    check(few, of_page(reviewer_client, "/internal/review/"), INBOX)


def test_all_filings_of_a_reviewer(reviewer_client):
    factories.declaration(submitted=True)
    few = of_page(reviewer_client, "/internal/review/all/")
    for _ in range(MORE):
        factories.declaration(approved=True)
    check(few, of_page(reviewer_client, "/internal/review/all/"), INBOX)


PATHS = {"submit": "saved", "accept": "submitted", "return": "submitted", "approve": "accepted"}


@pytest.mark.parametrize("name", sorted(PATHS))
def test_acts(name):
    """With gates, effects, number, content, event and message; the second as cheap as the first."""
    costs = []
    for _ in range(2):
        filing = factories.declaration(**{PATHS[name]: True})
        owner, reviewer = factories.implementer(filing.owner), factories.reviewer_of(filing)
        factories.upload_missing(filing, actor=owner)
        row = filing.type.model.objects.get(pk=filing.pk)
        signature = factories.signature(row) if name == "submit" else None
        actor, note = (owner, "") if name == "submit" else (reviewer, "请修改")
        actor.account, actor.enterprise  # noqa: B018 - known to a page, too

        def act(row=row, actor=actor, note=note, signature=signature) -> Filing:
            return perform(row, name, actor=actor, version=row.version, note=note, signature=signature)

        costs.append(queries(act))
    check(*costs, ACT)
