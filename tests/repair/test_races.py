"""Two windows of one enterprise: one declaration serves one project, whoever comes second is told."""

import pytest

from portal.filing.perform import open_filing
from portal.filing.registry import filing_type
from portal.filing.workflow import Refused
from repair_projects.models import ProjectFiling
from tests.factories import declaration, form_of, implementer, project_data

pytestmark = pytest.mark.django_db(transaction=True)


def duel(together) -> None:
    declared = declaration(approved=True)
    kind, actor = filing_type("repair.project"), implementer(declared.owner)
    forms = [form_of(kind, project_data(declaration_no=declared.official_no), actor=actor) for _ in range(2)]
    answers = together(*[lambda form=form: open_filing(kind, actor=actor, change=form) for form in forms])
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1, answers
    assert [unmet.text for unmet in refused[0].unmet] == ["该项目申报编号已用于其他项目信息报送！"]
    assert ProjectFiling.objects.filter(declaration=declared).count() == 1


def test_one_declaration_two_projects(together):
    for _ in range(3):
        duel(together)


@pytest.mark.postgres
def test_one_declaration_two_projects_on_the_server(together):
    for _ in range(20):
        duel(together)
