"""The kernel beside a tiny model: every action by everybody from every state, and long random lives. No divergence."""

import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ca_auth.choices import District, Role
from portal.attachments import services as attachments
from portal.filing import audit
from portal.filing.models import Event, Filing, NumberSequence, Snapshot
from portal.filing.perform import perform
from portal.filing.states import Status
from portal.filing.workflow import Refused, Stale
from portal.review import services as review
from tests import factories
from tests.concurrency.duels import Retyped
from tests.concurrency.model import ACTIONS, DESK, ROLES, Model

pytestmark = pytest.mark.django_db
SLOT = "title-proof"


class World:
    """A filing and everybody who might touch it."""

    def __init__(self) -> None:
        self.filing = factories.declaration()
        self.actors = {
            "owner": factories.implementer(self.filing.owner),
            "stranger": factories.implementer(),
            "reviewer": factories.ReviewerFactory(districts=["HK"]),
            "colleague": factories.ReviewerFactory(districts=["HK", "XH"]),
            "elsewhere": factories.ReviewerFactory(districts=[District.XH]),
            "municipal": factories.ReviewerFactory(municipal=True),
            "admin": factories.ReviewerFactory(role=Role.SYSTEM_ADMIN, districts=()),
            "nobody": None,
        }
        factories.upload_missing(self.filing, actor=self.actors["owner"])

    def row(self):
        return self.filing.type.model.objects.select_related("owner").get(pk=self.filing.pk)

    def act(self, action: str, role: str, *, stale: bool = False, note: bool = True, signed: bool = True) -> str:
        """What the kernel answers, in the model's words."""
        row = self.row()
        try:
            perform(
                row, action, actor=self.actors[role], version=row.version + stale, note="  意见 " if note else " ",
                change=Retyped(f"第{row.version}版") if action == "save" else None,
                signature=factories.signature(row) if signed and action == "submit" else None,
            )  # fmt: skip
        except Stale:
            return "stale"
        except Refused:
            return "refused"
        return "done"


class undone:
    """Whatever happens inside is rolled back."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            transaction.set_rollback(True)
        self.block.__exit__(*error)


def test_c5_every_action_by_everybody_from_every_state():
    world, model = World(), Model()
    tried = 0
    for status, path in factories.PATHS.items():
        with undone():
            for name in path:
                factories.act(world.filing, name, actor=world.actors["owner" if name == "submit" else "reviewer"])
            known = Model(status, submissions="submit" in path, corrected=status != Status.RETURNED)
            for action, role, stale in itertools.product(ACTIONS, ROLES, (False, True)):
                with undone():
                    before = Filing.objects.values().get(pk=world.filing.pk)
                    expected = known.answer(action, role, stale=stale)
                    assert world.act(action, role, stale=stale) == expected, (status, action, role, stale)
                    after = Filing.objects.filter(pk=world.filing.pk).values().first()
                    assert (before == after) == (expected != "done"), (status, action, role)
                tried += 1
    assert tried == len(Status) * len(ACTIONS) * len(ROLES) * 2
    assert model.status == world.row().status


def machine_of(world: World) -> type[RuleBasedStateMachine]:
    """Lives of the world's filing; each begins anew from its saved form."""

    class Lives(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.model = Model()
            self.life = undone()
            self.life.__enter__()

        def teardown(self) -> None:
            self.life.__exit__(None, None, None)

        @precondition(lambda self: not self.model.gone)
        @rule(
            action=st.sampled_from(ACTIONS), role=st.sampled_from(ROLES), stale=st.integers(0, 9),
            note=st.integers(0, 5), signed=st.integers(0, 9),
        )  # fmt: skip
        def anybody_does_anything(self, action, role, stale, note, signed):
            self.attempt(action, role, stale=stale == 9, note=note != 5, signed=signed != 9)

        @precondition(lambda self: not self.model.gone)
        @rule(choice=st.integers(0, 99), role=st.sampled_from(sorted(DESK)))
        def somebody_does_what_is_open(self, choice, role):
            """Lives that lead somewhere: random acts alone are refused most of the time."""
            open_acts = [
                (action, who)
                for action in ("save", "submit", "accept", "return", "approve")
                for who in ("owner", role)
                if self.model.answer(action, who) == "done"
            ]
            if open_acts:
                self.attempt(*open_acts[choice % len(open_acts)])

        @precondition(lambda self: self.model.holder)
        @rule(action=st.sampled_from(["accept", "return", "approve"]))
        def a_colleague_tries_what_another_holds(self, action):
            self.attempt(action, (DESK - {self.model.holder}).pop())

        def attempt(self, action: str, role: str, **how) -> None:
            expected = self.model.answer(action, role, **how)
            assert world.act(action, role, **how) == expected, (self.model, action, role, how)
            if expected == "done":
                self.model.do(action)

        @precondition(lambda self: self.model.with_office)
        @rule(role=st.sampled_from(sorted(DESK)), step=st.sampled_from(["claim", "release"]))
        def somebody_takes_it_or_gives_it_back(self, role, step):
            held_by_other = self.model.holder not in {"", role}
            changes = (step == "claim") == (self.model.holder == "")
            try:
                getattr(review, step)(filing=world.row(), actor=world.actors[role])
                assert not held_by_other
            except Refused:
                assert held_by_other
                return
            if changes:
                self.model.holder = role if step == "claim" else ""
                self.model.events += 1

        @precondition(lambda self: self.model.with_office)
        @rule(role=st.sampled_from(sorted(DESK)), text=st.sampled_from(["请写明弄号", ""]))
        def somebody_writes_or_takes_back_a_remark(self, role, text):
            try:
                review.write_remark(
                    filing=world.row(), submission=self.model.submissions, target="site_address", text=text,
                    actor=world.actors[role],
                )  # fmt: skip
            except Refused:
                return
            assert self.model.holder in {"", role}
            self.model.remark = bool(text)

        @precondition(lambda self: self.model.gone)
        @rule(action=st.sampled_from(ACTIONS))
        def nothing_can_be_done_to_what_is_gone(self, action):
            with pytest.raises(Filing.DoesNotExist):
                perform(world.filing, action, actor=world.actors["owner"], version=1)

        @precondition(lambda self: not self.model.gone and self.model.status in {Status.SAVED, Status.RETURNED})
        @rule(really=st.integers(0, 4))
        def the_owner_takes_a_file_out_or_puts_it_in(self, really):
            if really:
                return
            row, owner = world.row(), world.actors["owner"]
            if self.model.files:
                attachments.remove(attachment=attachments.current(row)[SLOT][0], actor=owner)
            else:
                factories.upload(row, SLOT, actor=owner)
            self.model.files = not self.model.files

        @invariant()
        def the_row_is_what_the_model_says(self):
            row = Filing.objects.filter(pk=world.filing.pk).first()
            assert (row is None) == self.model.gone
            if row is None:
                return
            model = self.model
            assert (row.status, row.version, row.submission_count) == (model.status, model.version, model.submissions)
            assert row.assignee == (world.actors[model.holder] if model.holder else None)
            assert (row.official_no is not None) == model.numbered == (row.status == Status.APPROVED)
            assert (row.due_on is not None) == model.with_office

        @invariant()
        def everything_that_happened_is_on_record(self):
            events = list(Event.objects.filter(filing_id=world.filing.pk).order_by("sequence"))
            assert [event.sequence for event in events] == list(range(1, self.model.events + 1))
            assert [event.previous for event in events] == ["", *(event.mac for event in events[:-1])]
            assert all(event.mac == audit.mac_of(event) for event in events[-1:])
            if not self.model.gone:
                numbers = Snapshot.objects.filter(filing_id=world.filing.pk).values_list("number", flat=True)
                assert list(numbers) == list(range(1, self.model.submissions + 1))

        @invariant()
        def numbers_are_given_once(self):
            given = NumberSequence.objects.filter(prefix__contains="SB").values_list("value", flat=True)
            assert list(given) == ([1] if self.model.numbered else [])

    return Lives


def run(examples: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    profile = settings(
        phases=phases,
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine_of(World()), settings=profile)


@pytest.mark.slow
def test_c5_random_lives_do_not_diverge_from_the_model():
    run(examples=200, steps=15)


@pytest.mark.postgres
def test_c5_the_same_on_postgresql():
    run(examples=60, steps=15)


def test_the_model_can_tell_a_wrong_kernel(monkeypatch: pytest.MonkeyPatch):
    """A kernel that forgets whose filing it is, is found at once."""
    from portal.filing.workflow import Workflow

    monkeypatch.setattr(Workflow, "_claimed_by_other", staticmethod(lambda *args: iter(())))
    with pytest.raises(AssertionError):
        run(examples=200, steps=15, phases=(Phase.generate,))
