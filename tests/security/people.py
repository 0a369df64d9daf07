"""Who knocks at the door: every role of the portal, each with a browser of its own."""

from dataclasses import dataclass

from django.test import Client

from ca_auth.choices import Role, System
from ca_auth.models import Identity
from tests.factories_auth import AdministratorFactory, IdentityFactory, ReviewerFactory
from tests.plugins.auth import sign_in

ANONYMOUS, A, B = "anonymous", "implementer A", "implementer B"
A_ELSEWHERE, A_DISABLED = "A in another system", "A disabled"
HK, XH, MUNICIPAL = "reviewer HK", "reviewer XH", "reviewer municipal"
SYSTEM, SECURITY, AUDITOR = "system admin", "security admin", "auditor"
ACTORS = (ANONYMOUS, A, A_ELSEWHERE, A_DISABLED, B, HK, XH, MUNICIPAL, SYSTEM, SECURITY, AUDITOR)
ENTERPRISES, REVIEWERS, ADMINISTRATORS = (A, B), (HK, XH, MUNICIPAL), (SYSTEM, SECURITY, AUDITOR)


@dataclass
class People:
    clients: dict[str, Client]
    identities: dict[str, Identity | None]

    def client(self, actor: str) -> Client:
        return self.clients[actor]


def gather(a: Identity, b: Identity) -> People:
    """`a` and `b` are the identities of the two tenants; everybody else is made here."""
    identities = {
        ANONYMOUS: None,
        A: a,
        A_ELSEWHERE: IdentityFactory(account=a.account, enterprise=a.enterprise, system=System.SAFETY),
        A_DISABLED: IdentityFactory(account=a.account, enterprise=a.enterprise, system=System.FUND),
        B: b,
        HK: ReviewerFactory(districts=["HK"]),
        XH: ReviewerFactory(districts=["XH"]),
        MUNICIPAL: ReviewerFactory(municipal=True),
        SYSTEM: AdministratorFactory(role=Role.SYSTEM_ADMIN),
        SECURITY: AdministratorFactory(role=Role.SECURITY_ADMIN),
        AUDITOR: AdministratorFactory(role=Role.AUDITOR),
    }
    clients = {actor: browser(identity) for actor, identity in identities.items()}
    Identity.objects.filter(pk=identities[A_DISABLED].pk).update(is_active=False)
    return People(clients, identities)


def browser(identity: Identity | None, **options) -> Client:
    """A browser that shows error pages instead of raising."""
    client = Client(raise_request_exception=False, **options)
    return sign_in(client, identity) if identity else client


def with_new_browsers(known: People) -> People:
    """The same sessions in browsers that have seen nothing yet."""
    clients = {}
    for actor, used in known.clients.items():
        clients[actor] = Client(raise_request_exception=False)
        clients[actor].cookies.update(used.cookies)
        clients[actor].identity = known.identities[actor]
    return People(clients, known.identities)
