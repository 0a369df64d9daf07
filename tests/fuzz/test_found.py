"""What the fuzzing once found stays mended: each case as small as it can be."""

import pytest

from portal.filing.models import Filing
from portal.filing.states import Status
from tests.security.conftest import _same_browsers, built, quiet, world  # noqa: F401
from tests.security.people import AUDITOR, A
from tests.security.tenants import valid_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]


def test_the_question_before_an_act_is_not_posted(world):  # noqa: F811
    filing = world.a.filings["repair.declaration"][Status.SAVED]
    assert world.client(A).post(filing.type.url("confirm", filing, action="delete")).status_code == 405


def test_a_choice_taken_by_a_script_that_has_no_draft(world):  # noqa: F811
    """The dialogs do without this page; somebody who calls it by script all the same gets an answer."""
    kind = world.a.filings["contracts.general"][Status.SAVED].type
    client, url = world.client(A), kind.url("new-pick-take", slot="contractor")
    answer = client.post(url, {"chosen": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code in {302, 404}


def test_a_clash_over_a_subcontract_without_its_contract(world):  # noqa: F811
    """What was typed is set beside what is stored, also where no 施工总包合同 was chosen."""
    filing = world.a.filings["contracts.sub"][Status.SAVED]
    data = valid_data(world.a, filing.type) | {"parent": "", "version": "99"}
    before = Filing.objects.get(pk=filing.pk).version
    assert world.client(A).post(filing.type.url("edit", filing), data).status_code == 409
    assert Filing.objects.get(pk=filing.pk).version == before


def test_an_address_beside_a_body_in_another_charset(world):  # noqa: F811
    kind = "application/x-www-form-urlencoded; charset=gbk"
    path = "/internal/admin/ca_auth/securityevent/?target=%ef%bb%bf"
    assert world.client(AUDITOR).generic("DELETE", path, b"a=1", content_type=kind).status_code == 400
