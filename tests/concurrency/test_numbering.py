"""Numbers are unique, gapless as allocated and never reused: under threads, failures and at midnight in Shanghai."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction

from portal.filing import clock, events, numbering
from portal.filing.models import Filing, NumberSequence
from tests import factories

THREADS, EACH = 64, 40
LAST_SECOND = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)
FIRST_SECOND = datetime(2026, 11, 20, 16, 0, 1, tzinfo=UTC)


class GivenUp(Exception):
    """Something after the number was taken went wrong."""


def allocate(prefix: str, seed: int, count: int = EACH) -> list[str]:
    """The numbers that were kept of `count` tries; about one try in five fails after it has taken its number."""
    source, kept = random.Random(seed), []
    for _ in range(count):
        try:
            with transaction.atomic():
                number = numbering.take(prefix, digits=6)
                if source.random() < 0.2:
                    raise GivenUp
                kept.append(number)
        except GivenUp:
            continue
    return kept


def is_gapless(numbers: list[str], prefix: str) -> bool:
    """count = max = distinct, and the row says the same."""
    values = [int(number.removeprefix(prefix)) for number in numbers]
    assert sorted(values) == list(range(1, len(values) + 1))
    return NumberSequence.objects.get(prefix=prefix).value == len(values)


class Numbering:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_c2_sixty_four_threads_with_failures(self, together: Callable):
        found = together(*[lambda seed=seed: allocate("TEST", seed) for seed in range(THREADS)])
        kept = [number for some in found for number in some]
        assert THREADS * EACH * 0.7 < len(kept) < THREADS * EACH
        assert is_gapless(kept, "TEST")

    def test_c2_midnight_in_shanghai_begins_a_new_series(self, together: Callable):
        """Both seconds lie on the same day in UTC."""

        def save_at(moment: datetime) -> list[str]:
            with clock.set_to(moment):
                return [numbering.online_number() for _ in range(20)]

        found = together(*[lambda at=at: save_at(at) for at in (LAST_SECOND, FIRST_SECOND) for _ in range(8)])
        before = [number for some in found[:8] for number in some]
        after = [number for some in found[8:] for number in some]
        assert is_gapless(before, "W20261120")
        assert is_gapless(after, "W20261121")

    def test_p8_approvals_of_which_some_fail_leave_no_gap_and_no_double(self, together: Callable):
        """A listener undoes every third approval; the reviewer tries again until it holds."""
        filings = [factories.declaration(accepted=True) for _ in range(12)]
        source, failed = random.Random(8), []

        def undo_some(**kwargs) -> None:
            if source.random() < 0.34:
                failed.append(kwargs["filing"].pk)
                raise GivenUp

        def approve_all(some: list[Filing]) -> None:
            for filing in some:
                while True:
                    try:
                        factories.act(filing, "approve")
                        break
                    except GivenUp:
                        continue

        events.approved.connect(undo_some)
        try:
            answers = together(*[lambda some=filings[n::4]: approve_all(some) for n in range(4)])
        finally:
            events.approved.disconnect(undo_some)
        assert answers == [None] * 4
        assert failed
        numbers = list(Filing.objects.order_by("official_no").values_list("official_no", flat=True))
        prefix = f"{clock.today():%y}SBHK"
        assert is_gapless(numbers, prefix)

    def test_p8_a_filing_that_cannot_be_saved_takes_no_online_number(self, together: Callable):
        owner = factories.implementer()
        source = random.Random(9)

        class Change:
            def __init__(self, form):
                self.form = form

            def assign(self, row):
                self.form.assign(row)

            def write_rows(self, row):
                if source.random() < 0.4:
                    raise GivenUp

        def save() -> int:
            saved = 0
            for _ in range(6):
                form = factories.form_of(_declarations(), factories.declaration_data(), actor=owner)
                try:
                    factories.open_filing(_declarations(), actor=owner, change=Change(form))
                    saved += 1
                except GivenUp:
                    continue
            return saved

        saved = sum(together(*[save] * 6))
        assert 0 < saved < 36
        numbers = list(Filing.objects.values_list("online_application_no", flat=True))
        assert len(numbers) == saved
        assert is_gapless(numbers, numbering.online_prefix(clock.today()))


def _declarations():
    return factories.filing_type("repair.declaration")


class TestNumbering(Numbering):
    """On whatever the suite runs on; in the demo that is a SQLite file."""


@pytest.mark.postgres
class TestNumberingOnPostgres(Numbering):
    """Where writers do not wait for each other by themselves."""
