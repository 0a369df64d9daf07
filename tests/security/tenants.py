"""Two enterprises that mirror each other. Whatever one of them typed carries its marker, whatever number it has is its
own, so that a single character in the wrong place is found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from ca_auth.models import Identity
from ca_auth.privacy.index import resident_check_character
from contracts.choices import ContractKind
from portal.attachments import services as attachments
from portal.filing import drafts, formfields
from portal.filing.models import Draft, Filing
from portal.filing.registry import FilingType, registry
from portal.filing.states import Status
from portal.notices.models import Notice
from tests import factories, factories_contracts, factories_stages
from tests.factories_auth import AccountFactory, EnterpriseFactory, IdentityFactory

_numbers = count(1)
# Not free text: checked against something, or given by the system.
_NOT_FREE = {"declaration_no", "project_no", "testing_body_code", "project_name@repair.project"}


@dataclass(frozen=True)
class Secrets:
    """Numbers that must never be readable where they are not asked for."""

    mobile: str
    phone: str
    account: str
    id_number: str

    def all(self) -> list[str]:
        return [self.mobile, self.phone.replace("-", ""), self.phone, self.account, self.id_number]


def secrets_of(number: int) -> Secrets:
    """Fictional, valid and unmistakable: no other number of the tests has such digits."""
    first_17 = f"310199197408{26 - number % 20:02d}7{number % 90 + 10}"[:17]
    return Secrets(
        mobile=f"137{73_100_000 + number:08d}",
        phone=f"021-6{4_730_000 + number:07d}",
        account=f"6217{5_310_000_000 + number:012d}",
        id_number=first_17 + resident_check_character(first_17),
    )


@dataclass
class Tenant:
    """`filings[kind][status]`: one of each; `marker` stands in all it typed."""

    identity: Identity
    marker: str
    district: str
    secrets: Secrets
    filings: dict[str, dict[str, Filing]] = field(default_factory=dict)

    @property
    def enterprise(self):
        return self.identity.enterprise

    def own_strings(self) -> set[str]:
        """Everything by which the tenant could be recognised on somebody else's page."""
        known = {self.marker, self.enterprise.uscc, *self.secrets.all()}
        for filing in Filing.objects.filter(owner=self.enterprise):
            known |= {str(filing.uuid), filing.online_application_no}
            known |= {filing.official_no} if filing.official_no else set()
            known |= {str(file.uuid) for file in filing.attachments.all()}
        return known

    def file(self, kind: str, status: str):
        return attachments.Attachment.objects.current().filter(filing=self.filings[kind][status].pk).first()

    def draft_file(self, kind: str):
        return attachments.Attachment.objects.current().get(draft__identity=self.identity, draft__kind=kind)

    def notice(self) -> Notice:
        return Notice.objects.filter(enterprise=self.enterprise).order_by("id").first()


def make_tenant(marker: str, *, district: str, number: int, more: int = 0) -> Tenant:
    """`more`: further submitted filings, for lists that must not depend on them."""
    enterprise = EnterpriseFactory(
        name=f"{marker}有限公司", district=district, address=f"{marker}路1号", legal_representative=f"{marker}人"
    )
    account = AccountFactory(enterprise=enterprise, name=f"{marker}账户")
    identity = IdentityFactory(account=account, enterprise=enterprise)
    tenant = Tenant(identity, marker, district, secrets_of(number))
    for kind in known_kinds():
        tenant.filings[kind.kind] = {status: make_filing(tenant, kind, status) for status in _states(kind)}
        make_draft(tenant, kind)
    for _ in range(more):
        make_filing(tenant, registry.types["repair.declaration"], Status.SUBMITTED)
    return tenant


def _states(kind: FilingType) -> tuple[str, ...]:
    return tuple(Status.values) if kind.kind in COMPLETE else (Status.SAVED, Status.SUBMITTED)


def known_kinds() -> list[FilingType]:
    return [kind for kind in registry.types.values() if kind.kind in FORMS]


def make_filing(tenant: Tenant, kind: FilingType, status: str) -> Filing:
    """Saved, with a file in every slot that asks for one, and brought to the state by the shortest way."""
    filing = factories.save_new(kind, marked(tenant, kind, valid_data(tenant, kind)), actor=tenant.identity)
    for slot in attachments.missing(filing, kind.slots):
        factories.upload(filing, slot.name, actor=tenant.identity, name=f"{tenant.marker}.png")
    for name in factories.PATHS[Status(status)]:
        filing = factories.act(filing, name, note=f"{tenant.marker}意见" if name == "return" else "")
    return filing


def make_draft(tenant: Tenant, kind: FilingType) -> Draft:
    """A half-typed form with a file beside it."""
    data = factories.post_data({"project_name": f"{tenant.marker}草稿", "contact_mobile": tenant.secrets.mobile})
    drafts.keep(identity=tenant.identity, kind=kind.kind, filing=None, version=0, data=data)
    holder = drafts.holder(identity=tenant.identity, kind=kind.kind)
    upload = factories.SimpleUploadedFile(f"{tenant.marker}.png", factories.small_picture(), content_type="image/png")
    attachments.store_upload(draft=holder, slot=kind.slots[0], upload=upload, actor=tenant.identity)
    return holder


def valid_data(tenant: Tenant, kind: FilingType) -> dict:
    """A form of that kind as the tenant would send it."""
    return FORMS[kind.kind](tenant)


def _declaration(tenant: Tenant) -> dict:
    return factories.declaration_data(district=tenant.district, contact_mobile=tenant.secrets.mobile)


def _project(tenant: Tenant) -> dict:
    declared = make_filing(tenant, registry.types["repair.declaration"], Status.APPROVED)
    return factories.project_data(
        declaration_no=declared.official_no, district=tenant.district, contact_mobile=tenant.secrets.mobile,
        contact_phone=tenant.secrets.phone, project_account_no=tenant.secrets.account,
        client_manager_id_no=tenant.secrets.id_number,
    )  # fmt: skip


def _contract(kind: str) -> Callable[[Tenant], dict]:
    needed = [ContractKind.GENERAL] if kind in {ContractKind.SUB, ContractKind.SUPERVISION} else []
    return lambda tenant: factories_contracts.contract_data(kind, _approved_project(tenant, *needed))


def _start_review(tenant: Tenant) -> dict:
    return factories_stages.start_review_data(_contracted(tenant))


def _completion(tenant: Tenant) -> dict:
    project = _contracted(tenant)
    factories_stages.start_review(project=project, approved=True)
    return factories_stages.completion_data(type(project).objects.get(pk=project.pk))


def _contracted(tenant: Tenant):
    return _approved_project(tenant, ContractKind.GENERAL, ContractKind.SUPERVISION)


def _approved_project(tenant: Tenant, *contracts: str):
    project = make_filing(tenant, registry.types["repair.project"], Status.APPROVED)
    for kind in contracts:
        factories_contracts.contract(kind, project=project, approved=True)
    return project


# How each filing type is filled in. A type that is missing here has routes nobody tries: see test_routes.py.
FORMS: dict[str, Callable[[Tenant], dict]] = {
    "repair.declaration": _declaration,
    "repair.project": _project,
    "repair.start_review": _start_review,
    "repair.completion": _completion,
    **{f"contracts.{kind}": _contract(kind) for kind in ContractKind.values},
}
# Of the first two there is one in every state; the others need long ways to get there.
COMPLETE = {"repair.declaration", "repair.project"}


def stored_rows(kind: FilingType, filing: Filing) -> dict:
    """The hidden keys of the rows, as the form of a stored record carries them."""
    data = {}
    for table in (one for one in kind.tables if one.formset):
        rows = list(getattr(filing, table.name).all())
        data |= {f"{table.name}-INITIAL_FORMS": len(rows)} | {
            f"{table.name}-{n}-id": row.pk for n, row in enumerate(rows)
        }
    return data


def text_fields(kind: FilingType) -> list[str]:
    """Names of the form's free texts."""
    return [
        name for name, one in kind.form_class.base_fields.items()
        if type(one) is formfields.TextField and (one.max_length or 99) > 20
        and not {name, f"{name}@{kind.kind}"} & _NOT_FREE
    ]  # fmt: skip


def marked(tenant: Tenant, kind: FilingType, data: dict) -> dict:
    texts = {name: f"{tenant.marker}{next(_numbers)}号内容与说明" for name in text_fields(kind)}
    own = tuple(f"buildings-{n}-{name}" for n in range(9) for name in ("building_address", "repair_note"))
    rows = {name: f"{tenant.marker}栋" for name in data if name in own}
    rows |= {name: f"{tenant.marker}意见" for name in data if name.endswith("-opinion")}
    return data | texts | rows
