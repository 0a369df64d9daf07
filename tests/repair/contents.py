"""Contents that were never stored, as a form holds them while it is checked."""

from datetime import date
from decimal import Decimal

from repair_projects.models import ProjectBuilding, ProjectDeclaration, ProjectFiling

MANAGER_ID = "310199197408260116"  # fictional: the district code is not in use


def declaration(**changes) -> ProjectDeclaration:
    values = {
        "project_name": "2026年虹口区测试路1弄屋面及相关设施改造工程",
        "plan_year": 2026,
        "repair_category": "WMGZ",
        "district": "HK",
        "ring_zone": "2",
        "gross_floor_area": Decimal("28640"),
        "building_count": 2,
        "household_count": 68,
        "year_built": 1979,
        "total_investment": Decimal("1732.72"),
        "intended_funding_sources": ["municipal", "district"],
        "repair_scope": "屋面防水翻修、外墙修补及上下水管道改造",
        "planned_start": date(2026, 4, 26),
        "planned_finish": date(2026, 10, 22),
        "consent_rate": None,
        "postal_code": "200081",
    }
    return ProjectDeclaration(**values | changes)


def building(**changes) -> ProjectBuilding:
    values = {
        "building_address": "1号",
        "year_built": 1979,
        "households": 34,
        "floor_area": Decimal("14320"),
        "is_heritage_building": False,
    }
    return ProjectBuilding(**values | changes)


def project(*, buildings: list[ProjectBuilding] | None = None, **changes) -> ProjectFiling:
    values = {
        "district": "HK",
        "ring_zone": "2",
        "repair_category": "WMGZ",
        "total_investment": Decimal("1732.72"),
        "construction_cost": Decimal("1530"),
        "equipment_investment": Decimal("0"),
        "gross_floor_area": Decimal("28640"),
        "repair_area": Decimal("26000"),
        "building_count": 2,
        "household_count": 68,
        "year_built": 1979,
        "planned_start": date(2026, 4, 26),
        "planned_finish": date(2026, 10, 22),
        "postal_code": "200081",
        "project_account_no": "10012345678901",
        "account_bank": "测试银行",
        "client_manager_id_type": "resident",
        "client_manager_id_no": MANAGER_ID,
        "is_formally_approved": True,
        "approval_doc_name": "批复",
        "approval_doc_no": "虹房管修〔2026〕12号",
        "approval_authority": "虹口区住房保障和房屋管理局",
        "approval_date": date(2026, 1, 15),
        "is_heritage_building": False,
        "is_in_conservation_area": False,
        "has_structural_change": False,
        "fund_municipal_pct": Decimal("30"),
        "fund_district_pct": Decimal("50"),
        "fund_maintenance_pct": Decimal("15"),
        "fund_owner_pct": Decimal("5"),
    }
    made = ProjectFiling(**values | changes)
    made.hold_rows("buildings", [building(), building()] if buildings is None else buildings)
    return made
