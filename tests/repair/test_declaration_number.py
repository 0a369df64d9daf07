"""项目申报编号 in 项目信息报送: valid, approved, one's own, used once (manual 000 §3.1)."""

import pytest

from portal.filing.perform import open_filing
from portal.filing.registry import filing_type
from portal.filing.workflow import Refused
from repair_projects import services
from repair_projects.models import ProjectFiling
from tests.factories import declaration, form_of, implementer, project_data, project_filing
from tests.factories_auth import EnterpriseFactory

pytestmark = pytest.mark.django_db
INVALID = "项目申报编号无效，请核实！"
NOT_APPROVED = "该项目申报尚未审核通过，不能进行项目信息报送！"
USED = "该项目申报编号已用于其他项目信息报送！"


@pytest.fixture
def owner():
    return EnterpriseFactory()


def find(owner, number, **kwargs):
    return services.find_declaration(actor=implementer(owner), number=number, **kwargs)


def test_a_valid_number_gives_what_the_form_takes_over(owner):
    declared = declaration(owner=owner, approved=True, total_investment="1732.72")
    found = find(owner, declared.official_no)
    assert found.ok
    assert found.declaration == declared
    assert found.fields["project_name"] == declared.project_name
    assert found.fields["total_investment"] == "1732.72"
    assert found.fields["planned_start"] == str(declared.planned_start)


@pytest.mark.parametrize("typed", ["　{} ", "{lower}", "ＳＢ"])
def test_clerks_may_type_it_as_they_do(owner, typed):
    declared = declaration(owner=owner, approved=True)
    number = declared.official_no
    text = typed.format(number, lower=number.lower()) if "{" in typed else number.replace("SB", typed)
    assert find(owner, text).declaration == declared


@pytest.mark.parametrize("number", ["", "26SBHK9999", "x" * 400, "'; DROP TABLE", "W2026", "26SBHK000１"])
def test_an_unknown_number_is_invalid(owner, number):
    assert find(owner, number).message == INVALID


def test_anothers_number_is_no_valid_number(owner):
    declared = declaration(approved=True)
    assert find(owner, declared.official_no).message == INVALID


@pytest.mark.parametrize("state", ["saved", "submitted", "returned", "accepted"])
def test_before_approval_the_online_number_finds_it_but_opens_nothing(owner, state):
    declared = declaration(owner=owner, **{state: True})
    found = find(owner, declared.online_application_no)
    assert (found.ok, found.message, found.fields) == (False, NOT_APPROVED, {})


def test_a_number_serves_one_project(owner):
    project = project_filing(owner=owner)
    assert find(owner, project.declaration_no).message == USED
    assert find(owner, project.declaration_no, project=project).ok


def test_two_forms_checked_before_either_is_saved(owner):
    """The second is refused in the transaction that would have stored it."""
    declared = declaration(owner=owner, approved=True)
    kind, actor = filing_type("repair.project"), implementer(owner)
    forms = [form_of(kind, project_data(declaration_no=declared.official_no), actor=actor) for _ in range(2)]
    open_filing(kind, actor=actor, change=forms[0])
    with pytest.raises(Refused) as refusal:
        open_filing(kind, actor=actor, change=forms[1])
    assert [unmet.text for unmet in refusal.value.unmet] == [USED]
    assert ProjectFiling.objects.filter(declaration=declared).count() == 1


def test_the_look_up_answers_the_page(enterprise_client):
    declared = declaration(owner=enterprise_client.identity.enterprise, approved=True)
    answer = enterprise_client.get("/repair/projects/lookup-declaration/", {"value": declared.official_no}).json()
    assert answer["found"] is True
    assert set(answer["values"]) == {"project_name", "total_investment"}
    assert answer["proposals"]["district"] == "HK"
    assert "contact_mobile" not in answer["proposals"]


def test_the_look_up_tells_nothing_of_others(enterprise_client):
    declared = declaration(approved=True)
    answer = enterprise_client.get("/repair/projects/lookup-declaration/", {"value": declared.official_no})
    assert answer.json() == {"found": False, "message": INVALID, "values": {}, "proposals": {}}


def test_the_look_up_is_for_enterprises_only(client, reviewer_client):
    url = "/repair/projects/lookup-declaration/"
    assert client.get(url).status_code == 302
    assert reviewer_client.get(url).status_code in {302, 403}
