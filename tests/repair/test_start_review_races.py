"""The general contract goes while the start review is sent, and two windows start one project: never both."""

import pytest

from contracts.choices import ContractKind
from portal.filing.perform import open_filing, perform
from portal.filing.registry import filing_type
from portal.filing.states import Status
from portal.filing.workflow import Refused
from repair_projects.models import StartReview
from tests import factories
from tests.factories_stages import contracted_project, start_review, start_review_data

pytestmark = pytest.mark.django_db(transaction=True)


def submit_or_cancel(together) -> str:
    """Who won. The other was told why."""
    review = start_review()
    general = review.project.contracts.approved(ContractKind.GENERAL).get().concrete()
    general = general.type.model.objects.get(pk=general.pk)
    owner, reviewer = factories.implementer(review.owner), factories.reviewer_of(general)
    factories.upload_missing(review, actor=owner)
    signature = factories.signature(review)
    submitted, cancelled = together(
        lambda: perform(review, "submit", actor=owner, version=review.version, signature=signature),
        lambda: perform(general, "cancel", actor=reviewer, version=general.version, note="双方解除合同。"),
    )
    review, general = StartReview.objects.get(pk=review.pk), type(general).objects.get(pk=general.pk)
    assert (review.status == Status.SUBMITTED) is not general.is_cancelled, (submitted, cancelled)
    loser, text = (
        (submitted, "施工总包合同和监理合同信息报送审核通过后方可进行开工审核！")
        if general.is_cancelled
        else (cancelled, "该项目开工审核正在办理，请先退回开工审核后再注销该合同！")
    )
    assert isinstance(loser, Refused), loser
    assert text in [unmet.text for unmet in loser.unmet]
    return "cancel" if general.is_cancelled else "submit"


def start_twice(together) -> None:
    project = contracted_project()
    kind, actor = filing_type("repair.start_review"), factories.implementer(project.owner)
    forms = [factories.form_of(kind, start_review_data(project), actor=actor) for _ in range(2)]
    answers = together(*[lambda form=form: open_filing(kind, actor=actor, change=form) for form in forms])
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1, answers
    assert [unmet.text for unmet in refused[0].unmet] == ["该项目已存在开工审核记录！"]
    assert StartReview.objects.filter(project=project).count() == 1


def test_sent_or_cancelled(together):
    for _ in range(2):
        submit_or_cancel(together)


def test_two_windows(together):
    start_twice(together)


@pytest.mark.postgres
def test_sent_or_cancelled_on_the_server(together):
    for _ in range(12):
        submit_or_cancel(together)


@pytest.mark.postgres
def test_two_windows_on_the_server(together):
    for _ in range(12):
        start_twice(together)
