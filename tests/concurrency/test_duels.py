"""Two at once on one filing: one succeeds, the other is told what the state is now, nothing is lost."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from portal.filing import audit, clock, verification
from portal.filing.models import Event, Filing
from portal.filing.states import Status
from portal.filing.workflow import Refused, Stale
from portal.review import services as review
from tests import factories
from tests.concurrency import duels
from tests.concurrency.duels import Retyped
from tests.plugins.auth import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS, FEW = 100, 10


def check(tally: duels.Tally, pairs: int) -> None:
    assert tally.faults == []
    assert tally.pairs == pairs == sum(tally.wins.values())
    assert list(audit.faults()) == []
    assert list(verification.faults()) == []


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("name", ["accept_or_return", "approve_or_return", "return_or_save"])
def test_c4_a_hundred_pairs_of_reviewers(name):
    check(duels.fight(name, PAIRS), PAIRS)


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["submit_or_save", "save_or_save"])
def test_c4_two_windows_of_one_enterprise(name):
    check(duels.fight(name, 40), 40)


@pytest.mark.parametrize("name", sorted(duels.DUELS))
def test_c4_the_same_wherever_the_suite_runs(name):
    check(duels.fight(name, FEW), FEW)


class Races:
    def test_c4_the_loser_gets_409_with_the_new_state_and_keeps_the_words(self, together: Callable):
        for _ in range(FEW):
            filing = factories.declaration(submitted=True)
            clients = [sign_in(Client(), factories.ReviewerFactory(districts=["HK"])) for _ in range(2)]
            forms = [("accept", ""), ("return", "请补充照片")]
            answers = together(*[
                lambda c=client, a=action, n=note: c.post(
                    reverse("review:act", kwargs={"uuid": filing.uuid, "action": a}),  # noqa: B023 - runs in the loop
                    {"version": filing.version, "note": n, "idempotency_key": str(uuid.uuid4())},  # noqa: B023
                )
                for client, (action, note) in zip(clients, forms, strict=True)
            ])  # fmt: skip
            assert sorted(answer.status_code for answer in answers) == [302, 409]
            loser = next(answer for answer in answers if answer.status_code == 409)
            text = loser.content.decode()
            assert Filing.objects.get(pk=filing.pk).get_status_display() in text
            if loser is answers[1]:
                assert "请补充照片" in text

    def test_c2_approvals_at_the_same_moment_get_neighbouring_numbers(self, together: Callable):
        for _ in range(FEW):
            pair = [factories.declaration(accepted=True) for _ in range(2)]
            done = together(*[lambda one=one: factories.act(one, "approve") for one in pair])
            assert all(one.status == Status.APPROVED for one in done)
        numbers = sorted(Filing.objects.values_list("official_no", flat=True))
        assert numbers == [f"{clock.today():%y}SBHK{n:04d}" for n in range(1, 2 * FEW + 1)]

    def test_c5_one_declaration_is_used_by_one_project_only(self, together: Callable):
        kind = factories.filing_type("repair.project")
        for _ in range(FEW):
            declared = factories.declaration(approved=True)
            actor = factories.implementer(declared.owner)
            forms = [
                factories.form_of(kind, factories.project_data(declaration_no=declared.official_no), actor=actor)
                for _ in range(2)
            ]
            found = together(*[lambda f=form: factories.open_filing(kind, actor=actor, change=f) for form in forms])  # noqa: B023
            assert sorted(type(one).__name__ for one in found) == ["ProjectFiling", "Refused"], found
            assert declared.projects.count() == 1

    def test_c5_the_second_project_page_is_told_why(self, together: Callable):
        declared = factories.declaration(approved=True)
        actor = factories.implementer(declared.owner)
        clients = [sign_in(Client(), actor) for _ in range(2)]
        data = factories.project_data(declaration_no=declared.official_no)
        answers = together(*[
            lambda c=client: c.post("/repair/projects/new/", data | {"idempotency_key": str(uuid.uuid4())})
            for client in clients
        ])  # fmt: skip
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        assert declared.projects.count() == 1

    def test_of_two_claims_one_holds_the_filing(self, together: Callable):
        first, second = (factories.ReviewerFactory(districts=["HK"]) for _ in range(2))
        for _ in range(FEW):
            filing = factories.declaration(submitted=True)
            found = together(*[lambda who=who: review.claim(filing=filing, actor=who) for who in (first, second)])  # noqa: B023
            assert sorted(type(one).__name__ for one in found) == ["NoneType", "Refused"]
            holder = (first, second)[found.index(None)]
            assert Filing.objects.get(pk=filing.pk).assignee == holder
            assert Event.objects.filter(filing=filing, action="claim").count() == 1

    def test_claiming_twice_by_the_same_reviewer_is_one_claim(self, together: Callable):
        who = factories.ReviewerFactory(districts=["HK"])
        filing = factories.declaration(submitted=True)
        assert together(*[lambda: review.claim(filing=filing, actor=who)] * 3) == [None] * 3
        assert Event.objects.filter(filing=filing, action="claim").count() == 1

    def test_a_claim_against_the_acceptance_of_a_colleague(self, together: Callable):
        """Either order is right; whoever acts on a claimed filing without holding it is refused."""
        first, second = (factories.ReviewerFactory(districts=["HK"]) for _ in range(2))
        for _ in range(FEW):
            filing = factories.declaration(submitted=True)
            claimed, accepted = together(
                lambda: review.claim(filing=filing, actor=first),  # noqa: B023
                lambda: factories.act(filing, "accept", actor=second),  # noqa: B023
            )
            row = Filing.objects.get(pk=filing.pk)
            assert claimed is None
            assert row.assignee == first
            assert row.status == (Status.SUBMITTED if isinstance(accepted, Refused) else Status.ACCEPTED)
        assert list(audit.faults()) == []

    def test_release_against_take_over_leaves_one_chain(self, together: Callable):
        first, second = (factories.ReviewerFactory(districts=["HK"]) for _ in range(2))
        for _ in range(FEW):
            filing = factories.declaration(submitted=True)
            review.claim(filing=filing, actor=first)
            released, taken = together(
                lambda: review.release(filing=filing, actor=first),  # noqa: B023
                lambda: review.take_over(filing=filing, actor=second, note="同事外出"),  # noqa: B023
            )
            assert taken is None
            assert released is None or isinstance(released, Refused)
            assert Filing.objects.get(pk=filing.pk).assignee == second
        assert list(audit.faults()) == []

    def test_a_stale_save_changes_nothing(self, together: Callable):
        filing = factories.declaration()
        owner = factories.implementer(filing.owner)
        acts = [lambda n=n: factories.act(filing, "save", actor=owner, change=Retyped(n)) for n in ("甲", "乙", "丙")]
        found = together(*acts)
        row = filing.type.model.objects.get(pk=filing.pk)
        winners = [one for one in found if isinstance(one, Filing)]
        assert all(isinstance(one, Filing | Stale) for one in found)
        assert row.version == 1 + len(winners)
        assert row.contact_name == max(winners, key=lambda one: one.version).contact_name


class TestRaces(Races):
    """On whatever the suite runs on; in the demo that is a SQLite file."""


@pytest.mark.postgres
class TestRacesOnPostgres(Races):
    """Where writers do not wait for each other by themselves."""
