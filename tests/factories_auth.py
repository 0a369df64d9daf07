"""Enterprises, people, accounts and identities for tests. Codes are fictional (district 310199) and valid."""

import factory
from factory.django import DjangoModelFactory

from ca_auth.choices import District, Role, System
from ca_auth.models import (
    Account,
    AccountKind,
    Enterprise,
    EnterpriseKind,
    Identity,
    Person,
    Qualification,
    QualificationKind,
)
from ca_auth.pki.uscc import check_character

PASSWORD = "Test-pass-2026"


def uscc(number: int) -> str:
    first_17 = f"91310199MT{number:07d}"
    return first_17 + check_character(first_17)


class EnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = Enterprise

    name = factory.Sequence(lambda n: f"上海测试修缮{n}有限公司")
    uscc = factory.Sequence(uscc)
    org_code = factory.LazyAttribute(lambda e: f"{e.uscc[8:16]}-{e.uscc[16]}")
    kind = EnterpriseKind.IMPLEMENTER
    district = District.HK
    address = "测试路1号"
    postal_code = "200000"
    legal_representative = "测试人"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"测试人员{n}")
    enterprise = factory.SubFactory(EnterpriseFactory, kind=EnterpriseKind.CONTRACTOR)


class QualificationFactory(DjangoModelFactory):
    class Meta:
        model = Qualification

    enterprise = factory.SubFactory(EnterpriseFactory, kind=EnterpriseKind.CONTRACTOR)
    kind = QualificationKind.ENTERPRISE_GRADE
    level = "建筑工程施工总承包二级"
    number = factory.Sequence(lambda n: f"D2310199{n:05d}")


class AccountFactory(DjangoModelFactory):
    """An enterprise's certificate account; ``staff=True`` for one of the internal site, password PASSWORD."""

    class Meta:
        model = Account
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(
            kind=AccountKind.STAFF,
            enterprise=None,
            name=factory.Sequence(lambda n: f"审核员{n}"),
            login_name=factory.Sequence(lambda n: f"staff{n}"),
            password=factory.django.Password(PASSWORD),
        )

    enterprise = factory.SubFactory(EnterpriseFactory)
    login_name = factory.LazyAttribute(lambda a: a.enterprise.uscc)
    name = factory.LazyAttribute(lambda a: a.enterprise.name)
    kind = AccountKind.ENTERPRISE
    password = factory.django.Password(None)


class IdentityFactory(DjangoModelFactory):
    """An implementing unit in the repair system."""

    class Meta:
        model = Identity

    enterprise = factory.SubFactory(EnterpriseFactory)
    account = factory.SubFactory(AccountFactory, enterprise=factory.SelfAttribute("..enterprise"))
    system = System.REPAIR
    role = Role.IMPLEMENTER


class ReviewerFactory(DjangoModelFactory):
    """A reviewer of the districts given (default 虹口); ``municipal=True`` sees all."""

    class Meta:
        model = Identity

    class Params:
        districts = (District.HK,)
        municipal = factory.Trait(role=Role.MUNICIPAL_REVIEWER, districts=())

    account = factory.SubFactory(AccountFactory, staff=True)
    enterprise = None
    system = System.INTERNAL
    role = Role.DISTRICT_REVIEWER
    scope = factory.LazyAttribute(lambda i: {"districts": [str(d) for d in i.districts]} if i.districts else {})


class AdministratorFactory(DjangoModelFactory):
    class Meta:
        model = Identity

    account = factory.SubFactory(AccountFactory, staff=True, is_staff=True)
    enterprise = None
    system = System.INTERNAL
    role = Role.SYSTEM_ADMIN
