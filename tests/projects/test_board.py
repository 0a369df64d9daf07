"""Projects × stages: conditions, paging and scope on both sides."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories, factories_contracts
from tests.plugins.auth import sign_in

OWN, INTERNAL = "/desk/projects/", "/internal/review/projects/"


@pytest.fixture
def lives(db):
    """One project in each stage, of one enterprise; `foreign` is another's in 徐汇."""
    project = factories.project_filing(approved=True)
    owner = project.owner
    contracted = factories.project_filing(owner=owner, approved=True)
    factories_contracts.general_contract(project=contracted, submitted=True)
    return {
        "owner": owner,
        "saved": factories.declaration(owner=owner),
        "returned": factories.declaration(owner=owner, returned=True),
        "declared": factories.declaration(owner=owner, approved=True),
        "project": project.declaration,
        "contracted": contracted.declaration,
        "foreign": factories.declaration(submitted=True, district="XH", subdistrict="田林街道"),
    }


@pytest.fixture
def owner_client(lives, client):
    return sign_in(client, factories.implementer(lives["owner"]))


def shown(client, path: str, lives, **conditions) -> set[str]:
    page = client.get(path, conditions)
    assert page.status_code == 200
    text = page.content.decode()
    return {name for name, one in lives.items() if name != "owner" and f">{one.title}</a>" in text}


def test_addresses():
    assert (reverse("project-board"), reverse("internal-project-board")) == (OWN, INTERNAL)


def test_the_owner_sees_all_its_own(owner_client, lives):
    assert shown(owner_client, OWN, lives) == set(lives) - {"owner", "foreign"}


def test_a_reviewer_sees_what_was_submitted_in_the_district(lives, reviewer_client, municipal_client):
    mine = {"returned", "declared", "project", "contracted"}
    assert shown(reviewer_client, INTERNAL, lives) == mine
    assert shown(municipal_client, INTERNAL, lives) == mine | {"foreign"}


@pytest.mark.parametrize(
    ("stage", "state", "expected"),
    [
        ("项目申报", "returned", {"returned"}),
        ("项目申报", "now", {"saved"}),
        ("项目申报", "done", {"declared", "project", "contracted"}),
        ("项目信息报送", "none", {"saved", "returned", "declared"}),
        ("项目信息报送", "done", {"project", "contracted"}),
        ("合同信息报送", "now", {"contracted"}),
        ("合同信息报送", "none", {"saved", "returned", "declared", "project"}),
        ("开工审核", "done", set()),
        ("", "done", {"saved", "returned", "declared", "project", "contracted"}),
        ("不存在", "done", {"saved", "returned", "declared", "project", "contracted"}),
    ],
)
def test_the_state_of_a_stage(owner_client, lives, stage, state, expected):
    assert shown(owner_client, OWN, lives, stage=stage, state=state) == expected


def test_names_and_numbers(owner_client, lives):
    wanted = lives["project"]
    project = wanted.projects.get()
    for text in (wanted.title[5:], wanted.official_no, project.official_no, project.official_no.lower(),
                 wanted.online_application_no):  # fmt: skip
        assert shown(owner_client, OWN, lives, q=text) == {"project"}
    assert "没有符合条件的项目" in owner_client.get(OWN, {"q": "没有这个"}).content.decode()


def test_districts(owner_client, lives, municipal_client, reviewer_client):
    assert shown(owner_client, OWN, lives, district="XH") == set()
    assert shown(municipal_client, INTERNAL, lives, district="XH") == {"foreign"}
    everything = {"returned", "declared", "project", "contracted"}
    assert shown(reviewer_client, INTERNAL, lives, district="XH") == everything, "not among the reviewer's districts"


def test_a_reviewer_is_not_told_of_a_saved_filing(lives, reviewer_client):
    factories.project_filing(declared=lives["declared"])
    page = reviewer_client.get(INTERNAL).content.decode()
    assert "已保存" not in page
    assert "去填报" not in page


def test_paging_and_cost(owner_client, lives):
    owner_client.get(OWN)
    with CaptureQueriesContext(connection) as few:
        owner_client.get(OWN)
    for _ in range(18):
        factories.declaration(owner=lives["owner"])
    with CaptureQueriesContext(connection) as many:
        first = owner_client.get(OWN).content.decode()
    assert len(many) <= len(few)
    assert "共 23 条" in first
    assert shown(owner_client, OWN, lives, page=2) != set()


def test_a_part_for_htmx(owner_client, lives):
    part = owner_client.get(OWN, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "mtx" in part


def test_strange_conditions_do_no_harm(owner_client, lives):
    for query in (
        "?page=x&after=%00",
        "?q=%27%3B--&district=ZZ",
        f"?q={'长' * 300}",
        "?stage=%F0%9F%98%80&state=done",
    ):
        assert owner_client.get(OWN + query).status_code in {200, 400}
