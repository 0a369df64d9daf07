"""A subcontract and its 施工总包 at the same moment: what one relies on is not taken away under it (door G11), and the
subcontracts together never cost more than the 施工总包.

All acts on contracts of a project wait for the project's row: the order of the events is the order of what happened.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import Sum

from contracts import messages
from contracts.choices import ContractKind
from contracts.filings import TYPES
from contracts.models import GeneralContract, Subcontract
from portal.filing import audit, verification
from portal.filing.models import Event, Filing
from portal.filing.perform import open_filing, perform
from portal.filing.states import Status
from portal.filing.workflow import Refused, Stale
from tests import factories
from tests.factories_contracts import contract_data, firm, general_contract, manager_of, officer_of, subcontract

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = 10
# Of a 施工总包 (1490.1392) the small one fits beside the half, two large ones do not.
SMALL, LARGE, LOWERED = "312.64", "800", "500"


class Site:
    """A project, its people and one subcontractor for all pairs; each pair has a 施工总包 (标段) of its own."""

    def __init__(self) -> None:
        self.project = factories.project_filing(approved=True)
        self.owner = factories.implementer(self.project.owner)
        self.reviewer = factories.reviewer_of(self.project)
        contractor, subcontractor = firm(), firm("subcontractor")
        self.general_people = {
            "contractor": contractor,
            "project_manager": manager_of(contractor),
            "safety_officers": [officer_of(contractor), officer_of(contractor)],
        }
        self.sub_people = {
            "contractor": subcontractor,
            "project_manager": manager_of(subcontractor),
            "safety_officers": [officer_of(subcontractor)],
        }
        self.sections = 0

    def general(self, **flags) -> GeneralContract:
        self.sections += 1
        values = {"section_no": f"{self.sections}标", "rows": 1} | self.general_people | flags
        return general_contract(project=self.project, **values)

    def sub(self, parent: GeneralContract, **flags) -> Subcontract:
        return subcontract(project=self.project, parent=str(parent.pk), **self.sub_people | flags)

    def sub_form(self, parent: GeneralContract, price: str, *, instance: Subcontract | None = None):
        values = self.sub_people | {"parent": str(parent.pk), "contract_price": price}
        data = contract_data(ContractKind.SUB, self.project, **values)
        return factories.form_of(TYPES[ContractKind.SUB], data, actor=self.owner, instance=instance)

    def opening(self, parent: GeneralContract, price: str) -> Callable:
        """保存 of a new subcontract that was judged while it still fitted."""
        form = self.sub_form(parent, price)
        return lambda: open_filing(TYPES[ContractKind.SUB], actor=self.owner, change=form)

    def saving(self, sub: Subcontract, price: str) -> Callable:
        row = fresh(sub)
        form = self.sub_form(row.parent, price, instance=fresh(sub))
        return lambda: perform(row, "save", actor=self.owner, version=row.version, change=form)

    def lowering(self, general: GeneralContract) -> Callable:
        row = fresh(general)
        values = self.general_people | {"section_no": row.section_no, "rows": 1, "contract_price": LOWERED}
        data = contract_data(ContractKind.GENERAL, self.project, **values)
        form = factories.form_of(TYPES[ContractKind.GENERAL], data, actor=self.owner, instance=fresh(general))
        return lambda: perform(row, "save", actor=self.owner, version=row.version, change=form)

    def doing(self, filing: Filing, name: str) -> Callable:
        """An act on the row as it is now."""
        row, signature = fresh(filing), None
        if name == "submit":
            factories.upload_missing(row, actor=self.owner)
            signature = factories.signature(row)
        actor = self.owner if name in {"submit", "delete"} else self.reviewer
        note = "请修改" if name in {"return", "cancel"} else ""
        return lambda: perform(row, name, actor=actor, version=row.version, note=note, signature=signature)


def fresh(filing: Filing):
    return filing.type.model.objects.get(pk=filing.pk)


def when(filing: Filing, name: str) -> int | None:
    """The place of the last act of the name among all events; None if it was not done."""
    return Event.objects.filter(filing_id=filing.pk, action=name).order_by("-pk").values_list("pk", flat=True).first()


def done(found: object) -> bool:
    """Anything but a result or a proper refusal is a fault of the kernel."""
    assert isinstance(found, Filing | Refused | Stale), repr(found)
    return isinstance(found, Filing)


def texts(found: object) -> list[str]:
    assert isinstance(found, Refused), repr(found)
    return [one.text for one in found.unmet]


def sum_of_subs(general: GeneralContract) -> Decimal:
    return fresh(general).subcontracts.live().aggregate(total=Sum("contract_price"))["total"] or Decimal(0)


def nothing_is_torn() -> None:
    assert list(audit.faults()) == []
    assert list(verification.faults()) == []


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.postgres
@pytest.mark.slow
class TestG11:
    """Never an approved subcontract whose 施工总包 was not approved at that moment."""

    def test_the_general_contract_is_cancelled_while_the_subcontract_is_approved(self, site, together):
        for _ in range(PAIRS):
            general = site.general(approved=True)
            sub = site.sub(general, accepted=True)
            cancelled, approved = together(site.doing(general, "cancel"), site.doing(sub, "approve"))
            assert done(cancelled)
            assert fresh(general).is_cancelled
            if done(approved):
                assert when(sub, "approve") < when(general, "cancel")
            else:
                assert texts(approved) == [messages.PARENT_NOT_APPROVED]
                assert (fresh(sub).status, fresh(sub).official_no) == (Status.ACCEPTED, None)
        nothing_is_torn()

    def test_the_general_contract_is_cancelled_while_the_subcontract_is_submitted(self, site, together):
        for _ in range(PAIRS):
            general = site.general(approved=True)
            sub = site.sub(general)
            cancelled, submitted = together(site.doing(general, "cancel"), site.doing(sub, "submit"))
            assert done(cancelled)
            if done(submitted):
                assert when(sub, "submit") < when(general, "cancel")
                assert texts_of(site.doing(fresh(sub), "accept"), site, sub) == [messages.PARENT_NOT_APPROVED]
            else:
                assert texts(submitted) == [messages.PARENT_FOREIGN]
                assert fresh(sub).status == Status.SAVED
        nothing_is_torn()

    def test_approval_or_return_of_the_general_contract_beside_approval_of_the_subcontract(self, site, together):
        for _ in range(PAIRS):
            general = site.general(accepted=True)
            sub = site.sub(general, accepted=True)
            up, back, approved = together(
                site.doing(general, "approve"), site.doing(general, "return"), site.doing(sub, "approve")
            )
            assert [done(up), done(back)].count(True) == 1
            if done(approved):
                assert done(up)
                assert when(general, "approve") < when(sub, "approve")
                assert fresh(sub).official_no.startswith(fresh(general).official_no)
            else:
                assert texts(approved) == [messages.PARENT_NOT_APPROVED]
        nothing_is_torn()

    def test_the_general_contract_is_returned_while_the_subcontract_is_submitted(self, site, together):
        """Both may be: 上报 of a subcontract does not wait for the 施工总包, its approval does."""
        for _ in range(PAIRS):
            general = site.general(submitted=True)
            sub = site.sub(general)
            back, submitted = together(site.doing(general, "return"), site.doing(sub, "submit"))
            assert (done(back), done(submitted)) == (True, True)
            assert texts_of(site.doing(fresh(sub), "accept"), site, sub) == [messages.PARENT_NOT_APPROVED]
            assert fresh(sub).status == Status.ACCEPTED
        nothing_is_torn()

    def test_a_general_contract_that_is_deleted_takes_no_subcontract_with_it(self, site, together):
        site.general(approved=True)  # another one, so that the door of the kind stays open
        for _ in range(PAIRS):
            general = site.general()
            deleted, opened = together(site.doing(general, "delete"), site.opening(general, SMALL))
            assert [done(deleted), done(opened)].count(True) == 1
            if done(opened):
                assert texts(deleted) == [messages.HAS_SUBCONTRACTS]
                assert opened.parent_id == general.pk
            else:
                assert texts(opened) == [messages.PARENT_FOREIGN]
        nothing_is_torn()


def texts_of(accept: Callable, site: Site, sub: Subcontract) -> list[str]:
    """What the reviewer who accepts the subcontract is told at 审核通过."""
    assert done(accept())
    with pytest.raises(Refused) as refused:
        site.doing(sub, "approve")()
    return texts(refused.value)


@pytest.mark.postgres
@pytest.mark.slow
class TestPrices:
    """Σ of the subcontracts ≤ price of the 施工总包, whoever writes at the same moment."""

    def test_two_new_subcontracts(self, site, together):
        for _ in range(PAIRS):
            general = site.general(approved=True)
            found = together(site.opening(general, LARGE), site.opening(general, LARGE))
            assert [done(one) for one in found].count(True) == 1
            assert texts(next(one for one in found if not done(one))) == [messages.SUBS_OVER_PARENT]
            assert sum_of_subs(general) == Decimal(LARGE)
        nothing_is_torn()

    def test_two_subcontracts_are_raised(self, site, together):
        for _ in range(PAIRS):
            general = site.general(approved=True)
            pair = [site.sub(general, contract_price=SMALL) for _ in range(2)]
            found = together(*[site.saving(one, LARGE) for one in pair])
            assert [done(one) for one in found].count(True) == 1
            assert texts(next(one for one in found if not done(one))) == [messages.SUBS_OVER_PARENT]
            assert sum_of_subs(general) == Decimal(LARGE) + Decimal(SMALL)
        nothing_is_torn()

    @pytest.mark.parametrize("is_new", [True, False], ids=["new", "raised"])
    def test_the_general_contract_is_lowered_while_a_subcontract_is_saved(self, site, together, is_new):
        for _ in range(PAIRS):
            general = site.general()
            act = site.opening(general, LARGE) if is_new else site.saving(site.sub(general), LARGE)
            lowered, saved = together(site.lowering(general), act)
            assert [done(lowered), done(saved)].count(True) == 1
            if done(lowered):
                assert texts(saved) == [messages.SUBS_OVER_PARENT]
            else:
                assert texts(lowered) == [messages.PRICE_UNDER_SUBS]
            assert sum_of_subs(general) <= fresh(general).contract_price
        nothing_is_torn()


class TestLate:
    """The same holes, one after the other: a form that was judged before the 施工总包 changed."""

    def test_a_subcontract_that_fitted_when_its_form_was_judged(self, site):
        general = site.general()
        late = site.opening(general, LARGE)
        assert done(site.lowering(general)())
        with pytest.raises(Refused, match=messages.SUBS_OVER_PARENT):
            late()
        assert sum_of_subs(general) == 0

    def test_a_subcontract_whose_general_contract_is_gone(self, site):
        site.general(approved=True)
        general = site.general()
        late = site.opening(general, SMALL)
        assert done(site.doing(general, "delete")())
        with pytest.raises(Refused, match=messages.PARENT_FOREIGN):
            late()
        assert not Subcontract.objects.exists()
