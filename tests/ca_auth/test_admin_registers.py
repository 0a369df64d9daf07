"""Keeping the registers in the system pages: finding people and certificates, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ca_auth.choices import Role
from ca_auth.models import Person
from tests.ca_auth.test_admin import url
from tests.factories_auth import EnterpriseFactory, PersonFactory, QualificationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ca_auth.urls"), pytest.mark.authz]
ID, PHONE = "31019919820417013X", "19900000001"


@pytest.fixture
def client(client_of, identity_of):
    return client_of(identity_of(Role.SYSTEM_ADMIN))


def listed(client, model: str, **query) -> set[str]:
    page = client.get(url(model), query)
    assert page.status_code == 200
    return {getattr(one, "number", "") or one.name for one in page.context["cl"].queryset}


def certificate(number: str, *, first: int | None = None, last: int | None = None, **changes):
    """Valid from and to so many days from today."""
    today = timezone.localdate()
    dates = {
        name: None if days is None else today + timedelta(days=days)
        for name, days in (("valid_from", first), ("valid_to", last))
    }
    return QualificationFactory(number=number, **dates | changes)


def test_people_are_found_by_name_unit_and_certificate(client):
    firm = EnterpriseFactory(name="上海试找有限公司")
    PersonFactory(name="周启铭", enterprise=firm)
    sought = PersonFactory(name="沈亦舟")
    certificate("沪131", enterprise=None, person=sought, kind="constructor")
    assert listed(client, "person", q="启铭") == {"周启铭"}
    assert listed(client, "person", q="试找") == {"周启铭"}
    assert listed(client, "person", q=firm.uscc) == {"周启铭"}
    assert listed(client, "person", q="沪131") == {"沈亦舟"}
    assert listed(client, "person", holds="constructor") == {"沈亦舟"}
    assert listed(client, "person", holds="none") == {"周启铭"}
    assert listed(client, "person", id_type__exact="passport") == set()


def test_the_list_of_people_shows_masks(client):
    PersonFactory(name="周启铭", id_number=ID, phone=PHONE)
    page = client.get(url("person")).content.decode()
    assert "310***********013X" in page
    assert "199****0001" in page
    assert "身份证" in page
    assert ID not in page
    assert PHONE not in page


def test_certificates_by_what_they_are_worth_today(client):
    certificate("长期", first=-9)
    certificate("将到期", first=-9, last=60)
    certificate("还早", last=61)
    certificate("到期", last=-1)
    certificate("暂扣", last=99, status="suspended")
    certificate("未生效", first=1)
    assert listed(client, "qualification", validity="valid") == {"长期", "将到期", "还早"}
    assert listed(client, "qualification", validity="lapsed") == {"到期"}
    assert listed(client, "qualification", validity="other") == {"暂扣", "未生效"}
    assert listed(client, "qualification", validity="soon") == {"将到期"}
    assert listed(client, "qualification", validity="open") == {"长期"}
    assert len(listed(client, "qualification", validity="nonsense")) == 6
    page = client.get(url("qualification")).content.decode()
    assert "已暂扣" in page
    assert "起生效" in page


def test_certificates_by_holder_and_number(client):
    firm = EnterpriseFactory(name="上海试找有限公司")
    certificate("单1", enterprise=firm)
    certificate("人1", enterprise=None, person=PersonFactory(name="周启铭"), kind="constructor")
    assert listed(client, "qualification", holder="enterprise") == {"单1"}
    assert listed(client, "qualification", holder="person") == {"人1"}
    assert listed(client, "qualification", q="单1") == {"单1"}
    assert listed(client, "qualification", q="启铭") == {"人1"}
    assert listed(client, "qualification", q="试找", kind__exact="enterprise_grade") == {"单1"}


def test_a_stored_secret_is_no_filter(client):
    PersonFactory(id_number=ID)
    for lookup in ("id_number_idx", "phone", "qualifications__number"):
        assert client.get(url("person"), {lookup: "1"}).status_code in {302, 400}, lookup


def test_a_number_that_does_not_fit_its_document_is_refused(client):
    fields = {"name": "周启铭", "id_type": "resident", "id_number": "310199198204170131", "is_active": "on"}
    page = client.post(url("person", "add"), fields)
    assert "证件号码与证件类型不符" in page.content.decode()
    page = client.post(url("person", "add"), fields | {"id_number": ID, "phone": "123"})
    assert "联系电话格式不正确" in page.content.decode()
    assert client.post(url("person", "add"), fields | {"id_number": ID}).status_code == 302
    person = Person.objects.get()
    kept = fields | {"id_number": str(person.id_number), "name": "周启明"}
    assert client.post(url("person", person.pk, "change"), kept).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.id_number.clear()) == ("周启明", ID)
    page = client.post(url("person", person.pk, "change"), kept | {"id_type": "passport"})
    assert "证件号码与证件类型不符" in page.content.decode()
