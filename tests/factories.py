"""Filings that speak in states: `project_filing(returned=True)`. Every one walks through perform(), so that no test
starts from an impossible row. `declaration_data()` and `project_data()` are valid forms, as a browser posts them."""

import io
from functools import cache
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from PIL import Image

from ca_auth.choices import Role, System
from ca_auth.models import Enterprise, Identity
from portal.attachments import services as attachments
from portal.filing import clock, snapshots
from portal.filing.models import Filing
from portal.filing.perform import open_filing, perform
from portal.filing.registry import FilingType, filing_type
from portal.filing.snapshots import Signature
from portal.filing.states import Status
from tests.factories_auth import EnterpriseFactory, IdentityFactory, ReviewerFactory

RETURN_NOTE = "请补充材料后重新上报。"
MANAGER_ID = "310199197408260116"  # fictional: the district code is not in use
_number = count(1)


# Data as a browser posts them


def declaration_data(**changes) -> dict:
    """A valid form of 项目申报. A change to None leaves the field out."""
    year = clock.today().year
    data = {
        "project_name": f"{year}年虹口区测试路{next(_number)}弄屋面及相关设施改造工程",
        "plan_year": str(year),
        "repair_category": "WMGZ",
        "site_address": "测试路194弄1-36号",
        "district": "HK",
        "subdistrict": "广中路街道",
        "ring_zone": "2",
        "gross_floor_area": "28640",
        "building_count": "2",
        "household_count": "68",
        "year_built": "1979",
        "total_investment": "1732.72",
        "intended_funding_sources": ["municipal", "district"],
        "repair_scope": "屋面防水翻修、外墙修补及上下水管道改造",
        "planned_start": f"{year}-04-26",
        "planned_finish": f"{year}-10-22",
        "consent_rate": "",
        "legal_representative": "张三",
        "contact_name": "李四",
        "contact_mobile": "13900000001",
        "implementer_address": "测试路1号",
        "postal_code": "200081",
        "remarks": "",
    }
    return _changed(data, changes)


def project_data(*, declaration_no: str, buildings: list[dict] | int = 2, **changes) -> dict:
    """A valid form of 项目信息报送 with its 房屋明细: rows, or a number of equal ones."""
    year = clock.today().year
    data = {
        "declaration_no": declaration_no,
        "project_name": "",
        "site_address": "测试路194弄1-36号",
        "district": "HK",
        "subdistrict": "广中路街道",
        "ring_zone": "2",
        "repair_category": "WMGZ",
        "total_investment": "",
        "construction_cost": "1530",
        "equipment_investment": "0",
        "gross_floor_area": "28640",
        "repair_area": "26000",
        "building_count": "2",
        "household_count": "68",
        "floors_above": "6",
        "floors_below": "0",
        "building_height": "17.50",
        "house_type": "workers",
        "structure_type": "001",
        "tenure_type": "sold_public",
        "year_built": "1979",
        "construction_scale": "2幢68户，建筑面积28640㎡，屋面、外墙、上下水改造",
        "repair_items": ["roof", "facade", "pipes"],
        "planned_start": f"{year}-04-26",
        "planned_finish": f"{year}-10-22",
        "unit_nature": "3",
        "implementer_address": "测试路1号",
        "postal_code": "200081",
        "registered_capital": "5000",
        "project_account_no": "10012345678901",
        "account_bank": "测试银行上海分行",
        "legal_representative": "张三",
        "contact_name": "李四",
        "contact_mobile": "13900000001",
        "contact_phone": "021-65000001",
        "client_manager": "王五",
        "client_manager_id_type": "resident",
        "client_manager_id_no": MANAGER_ID,
        "is_formally_approved": "1",
        "approval_doc_name": f"关于{year}年度住宅修缮计划的批复",
        "approval_doc_no": f"虹房管修〔{year}〕12号",
        "approval_authority": "虹口区住房保障和房屋管理局",
        "approval_date": f"{year}-01-15",
        "approval_level": "district",
        "approval_type": "approval",
        "investment_project_code": "",
        "is_heritage_building": "0",
        "heritage_batch": "",
        "heritage_class": "",
        "heritage_approval_no": "",
        "is_in_conservation_area": "0",
        "conservation_area": "",
        "conservation_area_note": "",
        "is_cultural_relic": "0",
        "has_structural_change": "0",
        "has_energy_retrofit": "0",
        "has_greening": "",
        "has_civil_defence": "",
        "fund_municipal_pct": "30",
        "fund_district_pct": "50",
        "fund_maintenance_pct": "15",
        "fund_owner_pct": "5",
        "fund_title_holder_pct": "0",
        "fund_other_pct": "0",
        "fund_other_note": "",
        "is_state_controlled": "1",
        "can_self_tender": "",
        "tender_mode_prescribed": "",
        "remarks": "",
    }
    rows = buildings if isinstance(buildings, list) else building_rows(buildings)
    return _changed(data, changes) | rows_data("buildings", rows)


def building_rows(number: int, *, area: str = "14320", households: str = "34") -> list[dict]:
    return [
        {
            "building_address": f"测试路194弄{n}号",
            "house_type": "workers",
            "structure_type": "001",
            "floors": "6",
            "year_built": "1979",
            "households": households,
            "floor_area": area,
            "repair_note": "屋面翻修",
        }
        for n in range(1, number + 1)
    ]


def rows_data(prefix: str, rows: list[dict], *, initial: int = 0) -> dict:
    """Rows of a sub-table as its formset posts them."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def post_data(data: dict) -> QueryDict:
    """For forms that are built without a request."""
    post = QueryDict(mutable=True)
    for name, value in data.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


def _changed(data: dict, changes: dict) -> dict:
    return {name: value for name, value in (data | changes).items() if value is not None}


# People


def implementer(owner: Enterprise | None = None) -> Identity:
    """An identity of the enterprise in the repair system; a new enterprise without one."""
    found = Identity.objects.filter(enterprise=owner, system=System.REPAIR).first() if owner else None
    return found or IdentityFactory(**({"enterprise": owner} if owner else {}))


def reviewer_of(filing: Filing) -> Identity:
    """A reviewer of the filing's district."""
    all_reviewers = Identity.objects.filter(system=System.INTERNAL, role=Role.DISTRICT_REVIEWER)
    found = next((one for one in all_reviewers if filing.district in one.districts), None)
    return found or ReviewerFactory(districts=[filing.district])


# Acts


def form_of(kind: FilingType, data: dict, *, actor: Identity, instance=None):
    """The form of a type over posted data; asserts that they are valid."""
    form = kind.form_class(post_data(data), instance=instance or kind.model(), kind=kind, actor=actor)
    assert form.is_valid(), [form.errors.as_data(), [formset.errors for formset in form.tables]]
    return form


def save_new(kind: FilingType, data: dict, *, actor: Identity):
    return open_filing(kind, actor=actor, change=form_of(kind, data, actor=actor))


@cache
def small_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def upload(filing: Filing, slot: str, *, actor: Identity, name: str = "材料.png", content: bytes | None = None):
    file = SimpleUploadedFile(name, content or small_picture(), content_type="image/png")
    return attachments.store_upload(filing=filing, draft=None, slot=filing.type.slot(slot), upload=file, actor=actor)


def upload_missing(filing: Filing, *, actor: Identity) -> None:
    """A file into every slot that 上报 asks for."""
    for slot in attachments.missing(filing, filing.type.slots):
        upload(filing, slot.name, actor=actor, name=f"{slot.label}.png")


def signature(filing: Filing) -> Signature:
    """What perform() asks for: the digest of the content that the next 上报 freezes. No certificate has signed it."""
    return Signature(digest=snapshots.digest_of(snapshots.next_content(filing.concrete())))


def act(filing: Filing, name: str, *, actor: Identity | None = None, note: str = "", **kwargs) -> Filing:
    """One action by whoever may do it; returns the row as stored."""
    filing = filing.type.model.objects.get(pk=filing.pk)
    by_owner = name in {"save", "submit", "delete"}
    actor = actor or (implementer(filing.owner) if by_owner else reviewer_of(filing))
    if name == "submit":
        upload_missing(filing, actor=actor)
        kwargs.setdefault("signature", signature(filing))
    if name == "return":
        note = note or RETURN_NOTE
    return perform(filing, name, actor=actor, version=filing.version, note=note, **kwargs)


PATHS = {
    Status.SAVED: (),
    Status.SUBMITTED: ("submit",),
    Status.RETURNED: ("submit", "return"),
    Status.ACCEPTED: ("submit", "accept"),
    Status.APPROVED: ("submit", "accept", "approve"),
}


def bring_to(filing: Filing, status: str) -> Filing:
    """From 已保存 to the state, by the shortest way."""
    for name in PATHS[Status(status)]:
        filing = act(filing, name)
    return filing


def _state(flags: dict) -> Status:
    chosen = [Status(name) for name in list(flags) if name in Status.values and flags.pop(name)]
    assert len(chosen) <= 1, "one state at a time"
    return chosen[0] if chosen else Status.SAVED


# Filings


def declaration(*, owner: Enterprise | None = None, **flags):
    """declaration(approved=True), declaration(owner=…, returned=True, plan_year="2027"). Default: 已保存."""
    state = _state(flags)
    actor = implementer(owner or EnterpriseFactory())
    filing = save_new(filing_type("repair.declaration"), declaration_data(**flags), actor=actor)
    return bring_to(filing, state)


def project_filing(*, owner: Enterprise | None = None, declared=None, **flags):
    """project_filing(submitted=True), project_filing(declared=…, buildings=3, …). Makes its declaration if need be."""
    state = _state(flags)
    declared = declared or declaration(owner=owner, approved=True)
    actor = implementer(declared.owner)
    data = project_data(**{"declaration_no": declared.official_no} | flags)
    return bring_to(save_new(filing_type("repair.project"), data, actor=actor), state)
