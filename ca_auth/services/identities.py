"""What an account may act as."""

from django.utils import timezone

from ca_auth.choices import Role, System
from ca_auth.models import Account, AccountKind, Enterprise, EnterpriseKind, Identity

# The systems that stand open to an enterprise of a kind as soon as its certificate is known.
OPENED_BY_KIND: dict[str, tuple[tuple[System, Role], ...]] = {
    EnterpriseKind.IMPLEMENTER: ((System.REPAIR, Role.IMPLEMENTER),),
}


def certificate_account(enterprise: Enterprise) -> Account:
    """The account behind all certificates of an enterprise, with the identities its kind opens.

    An identity that was switched off stays off: it exists, so nothing is granted again.
    """
    account, _ = Account.objects.get_or_create(
        login_name=enterprise.uscc,
        defaults={
            "kind": AccountKind.ENTERPRISE,
            "name": enterprise.name[:50],
            "enterprise": enterprise,
            "password": "!",
        },
    )
    for system, role in OPENED_BY_KIND.get(enterprise.kind, ()):
        Identity.objects.get_or_create(
            account=account, enterprise=enterprise, system=system, role=role, project_ref=""
        )
    return account


def usable(account: Account) -> list[Identity]:
    """The identities in force today, in a steady order; of an internal account only the internal ones."""
    identities = Identity.objects.usable(timezone.localdate()).filter(account=account).select_related("enterprise")
    if account.kind == AccountKind.STAFF:
        identities = identities.filter(system=System.INTERNAL)
    else:
        identities = identities.exclude(system=System.INTERNAL)
    return sorted(identities, key=lambda one: (one.system, one.role, one.pk))
