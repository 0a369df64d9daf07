"""Generated declarations and projects for measuring: plausible values, the same for the same seed."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from portal.filing.models import Filing
from portal.scale import register_maker
from repair_projects.choices import FundingSource, HouseType, RepairCategory, RepairItem, StructureType, TenureType
from repair_projects.models import ProjectDeclaration, ProjectFiling

CATEGORIES = [category for category in RepairCategory if category != RepairCategory.JZDT]


def make_declaration(envelope: Filing, source: Random, before: Filing | None) -> ProjectDeclaration:
    year, area = envelope.created_at.year, Decimal(source.randint(8_000, 90_000))
    return ProjectDeclaration(
        project_name=envelope.title, plan_year=year, repair_category=source.choice(CATEGORIES),
        site_address=_address(envelope), ring_zone=str(source.randint(1, 5)), gross_floor_area=area,
        building_count=source.randint(1, 30), household_count=int(area / 55), year_built=source.randint(1950, 1999),
        total_investment=area * source.randint(400, 900) / 10_000, intended_funding_sources=[FundingSource.MUNICIPAL],
        repair_scope="屋面防水翻修、外墙修补及上下水管道改造", consent_rate=Decimal(source.randint(67, 100)),
        implementer_uscc=envelope.owner.uscc, **_plan(year), **_contact(envelope),
    )  # fmt: skip


def make_project(envelope: Filing, source: Random, before: Filing) -> ProjectFiling:
    year, area = envelope.created_at.year, Decimal(source.randint(8_000, 90_000))
    total = area * source.randint(400, 900) / 10_000
    return ProjectFiling(
        declaration_id=before.pk, declaration_no=before.official_no, project_name=before.title,
        site_address=_address(envelope), ring_zone=str(source.randint(1, 5)),
        repair_category=source.choice(CATEGORIES), total_investment=total,
        construction_cost=total * Decimal("0.88"), equipment_investment=Decimal(0), gross_floor_area=area,
        repair_area=area, building_count=source.randint(1, 30), household_count=int(area / 55), floors_above=6,
        floors_below=0, building_height=Decimal("17.50"), house_type=HouseType.values[0],
        structure_type=StructureType.values[0], tenure_type=TenureType.values[0],
        year_built=source.randint(1950, 1999),
        construction_scale=f"建筑面积{area}㎡，屋面、外墙、上下水改造", repair_items=RepairItem.values[:3],
        implementer_name=envelope.owner.name, implementer_code=envelope.owner.uscc, unit_nature="3",
        registered_capital=Decimal(5000), client_manager="王五", client_manager_id_type="resident",
        is_formally_approved=False, is_heritage_building=False, is_in_conservation_area=False,
        has_structural_change=False, fund_municipal_pct=Decimal(60), fund_district_pct=Decimal(40), **_plan(year),
        **_contact(envelope),
    )  # fmt: skip


def _address(envelope: Filing) -> str:
    return f"{envelope.title[8:18]}1-36号"


def _plan(year: int) -> dict:
    start = date(year, 4, 26)
    return {"planned_start": start, "planned_finish": start + timedelta(days=179)}


def _contact(envelope: Filing) -> dict:
    return {
        "legal_representative": "张三", "contact_name": "李四", "contact_mobile": "13900000001",
        "implementer_address": "测试路1号", "postal_code": "200081",
    }  # fmt: skip


register_maker("repair.declaration", make_declaration)
register_maker("repair.project", make_project, follows="repair.declaration")
