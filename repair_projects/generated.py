"""Content for filings that are generated in bulk, to measure with. Plausible in size and shape, nothing more."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from portal.filing.models import Filing
from repair_projects.choices import OFFERED_CATEGORIES
from repair_projects.models import ProjectDeclaration, ProjectFiling

_CATEGORIES = [value for value, _ in OFFERED_CATEGORIES]


class Makers:
    """A generated project takes the oldest generated declaration that has none; without one it brings its own."""

    def __init__(self) -> None:
        self.unused: list[int] = []

    def declaration(self, envelope: Filing, source: Random) -> ProjectDeclaration:
        made = _child(ProjectDeclaration, envelope, _common(envelope, source))
        made.plan_year = timezone.localdate(envelope.created_at).year
        made.total_investment = _investment(source)
        made.intended_funding_sources = ["municipal", "district"]
        made.repair_scope = "屋面防水翻修、外墙修补及上下水管道改造"
        made.implementer_uscc = envelope.owner.uscc
        self.unused.append(envelope.pk)
        return made

    def project(self, envelope: Filing, source: Random) -> ProjectFiling:
        made = _child(ProjectFiling, envelope, _common(envelope, source))
        made.declaration_id = self._declaration()
        made.declaration_no = f"G{made.declaration_id:09d}"
        made.total_investment = _investment(source)
        made.construction_cost = (made.total_investment * Decimal("0.88")).quantize(Decimal("0.0001"))
        made.repair_area = made.gross_floor_area
        made.floors_above, made.year_built = 6, source.randint(1930, 1998)
        made.house_type, made.structure_type, made.tenure_type = "workers", "001", "sold_public"
        made.construction_scale, made.repair_items = "屋面、外墙、上下水改造", ["roof", "facade", "pipes"]
        made.implementer_name, made.implementer_code = envelope.owner.name, envelope.owner.uscc
        made.unit_nature, made.registered_capital = "3", Decimal(5000)
        made.client_manager, made.client_manager_id_type = "演示", "other"
        made.client_manager_id_no = f"G{envelope.pk}"
        made.is_formally_approved = made.is_heritage_building = made.is_in_conservation_area = False
        made.has_structural_change = False
        made.approval_level, made.approval_type = "district", "approval"
        made.fund_municipal_pct, made.fund_district_pct = Decimal(40), Decimal(60)
        return made

    def _declaration(self) -> int:
        if self.unused:
            return self.unused.pop(0)
        free = ProjectDeclaration.objects.filter(projects=None).order_by("pk").values_list("pk", flat=True).first()
        if free is None:
            raise LookupError("没有可用于生成项目信息报送的项目申报，请先运行 manage.py demo")
        return free


def _investment(source: Random) -> Decimal:
    return Decimal(source.randint(2_000_000, 80_000_000)) / 10_000


def _common(envelope: Filing, source: Random) -> dict:
    start = timezone.localdate(envelope.created_at) + timedelta(days=60)
    return {
        "project_name": envelope.title,
        "repair_category": source.choice(_CATEGORIES),
        "site_address": envelope.title[8:40],
        "ring_zone": str(source.randint(1, 5)),
        "gross_floor_area": Decimal(source.randint(200_000, 6_000_000)) / 100,
        "building_count": source.randint(1, 40),
        "household_count": source.randint(20, 1200),
        "planned_start": start,
        "planned_finish": start + timedelta(days=180),
        "legal_representative": "演示",
        "contact_name": "演示",
        "contact_mobile": "19900000000",
        "implementer_address": "演示路1号",
        "postal_code": "200000",
    }


def _child(model: type, envelope: Filing, values: dict):
    """A row of the form's own table that belongs to a stored envelope."""
    made = model(filing_ptr_id=envelope.pk, **values)
    for field in Filing._meta.concrete_fields:
        setattr(made, field.attname, getattr(envelope, field.attname))
    return made
