"""The demo's facts as the forms post them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from portal.filing import clock
from repair_projects.choices import FUND_FIELDS, FundingSource, RepairCategory

# Slots whose demo file is a PDF; the others hold pictures.
AS_PDF = frozenset({"application-form", "filing-form", "approval-document", "inspection-report"})
REPAIR_ITEMS = {
    RepairCategory.WMGZ: ["roof", "facade", "pipes", "wiring"],
    RepairCategory.CWGZ: ["kitchen_bath", "pipes", "wiring"],
    RepairCategory.LSJZ: ["roof", "facade", "timber", "doors_windows", "termites"],
    RepairCategory.LNXS: ["roof", "timber", "kitchen_bath", "fire"],
    RepairCategory.CTGZ: ["kitchen_bath", "pipes", "wiring", "staircase", "fire"],
    RepairCategory.ECGS: ["water_tank", "pipes"],
}
USUAL_ITEMS = ["roof", "facade", "staircase", "pipes", "roads"]
SCOPES = {
    RepairCategory.CTGZ: "按成套要求改造厨房、卫生间和给排水管道，同步更新电气线路、消防设施和楼道公共部位。",
    RepairCategory.LSJZ: "按原式样修缮屋面、外墙、木门窗和木构件，进行白蚁防治，更新电气线路。",
    RepairCategory.ECGS: "更换水箱、水泵和输水管道，改造后移交供水企业管养。",
}
USUAL_SCOPE = "屋面防水翻修、外墙修补粉刷、上下水管道更新、楼道公共部位整修及小区道路修补。"
OVERHEAD = Decimal("1.03")  # 建安工程费 over the contract price
FLOOR_HEIGHT = Decimal("2.9")


def declaration_data(sample: Mapping, implementers: Mapping[str, Mapping]) -> dict:
    start, finish = _plan(sample)
    sources = [source.value for source, share in _shares(sample) if share > 0]
    return _common(sample, implementers) | {
        "project_name": _name(sample),
        "plan_year": str(clock.today().year),
        "total_investment": sample["total_investment"],
        "intended_funding_sources": sources,
        "repair_scope": SCOPES.get(sample["repair_category"], USUAL_SCOPE),
        "planned_start": start,
        "planned_finish": finish,
        "consent_rate": "92.50" if _asks_owners(sample, sources) else "",
    }


def project_data(sample: Mapping, implementers: Mapping[str, Mapping], declaration) -> dict:
    year, own = str(clock.today().year), implementers[sample["owner"]]
    rows = list(building_rows(sample))
    data = _common(sample, implementers) | _works(sample) | _approval(sample, year) | _protection(sample, year)
    for name in ("registered_capital", "unit_nature", "project_account_no", "account_bank", "contact_phone",
                 "client_manager", "client_manager_id_no"):  # fmt: skip
        data[name] = own[name]
    data |= {FUND_FIELDS[source]: str(share) for source, share in _shares(sample)}
    data |= {"declaration_no": declaration.official_no, "client_manager_id_type": "resident"}
    return data | {"is_state_controlled": "1"} | _posted(rows)


def _works(sample: Mapping) -> dict:
    start, finish = _plan(sample)
    size = f"{sample['building_count']}幢{sample['household_count']}户，建筑面积{sample['gross_floor_area']}㎡"
    return {name: sample[name] for name in ("house_type", "structure_type", "tenure_type")} | {
        "construction_cost": sample.get("construction_cost") or f"{Decimal(sample['contract_price']) * OVERHEAD:.4f}",
        "equipment_investment": "0",
        "repair_area": sample["gross_floor_area"],
        "floors_above": str(sample["floors"]),
        "floors_below": "0",
        "building_height": f"{sample['floors'] * FLOOR_HEIGHT:.2f}",
        "construction_scale": size,
        "repair_items": REPAIR_ITEMS.get(sample["repair_category"], USUAL_ITEMS),
        "planned_start": start,
        "planned_finish": finish,
        "has_structural_change": "0",
        "has_energy_retrofit": "0",
    }


def _approval(sample: Mapping, year: str) -> dict:
    return {
        "is_formally_approved": "1",
        "approval_doc_name": f"关于下达{year}年度住宅修缮工程计划的通知",
        "approval_doc_no": sample["approval_doc_no"].format(year=year),
        "approval_authority": sample["approval_authority"],
        "approval_date": str(clock.today() - timedelta(days=20)),
        "approval_level": "district",
        "approval_type": "approval",
    }


def _common(sample: Mapping, implementers: Mapping[str, Mapping]) -> dict:
    """Fields that both forms have."""
    own = implementers[sample["owner"]]
    taken = ("site_address", "district", "subdistrict", "ring_zone", "repair_category", "gross_floor_area")
    numbers = ("building_count", "household_count", "year_built")
    people = ("legal_representative", "contact_name", "contact_mobile", "implementer_address", "postal_code")
    return (
        {name: sample[name] for name in taken}
        | {name: str(sample[name]) for name in numbers}
        | {name: own[name] for name in people}
    )


def _name(sample: Mapping) -> str:
    """Names begin with the year of the plan; those of 2021 have it already."""
    name = sample["project_name"]
    return name if name[:4].isdecimal() else f"{clock.today().year}年{name}"


def _plan(sample: Mapping) -> tuple[str, str]:
    if "planned_start" in sample:
        return sample["planned_start"], sample["planned_finish"]
    start = (clock.today() + timedelta(days=75)).replace(day=15)
    return str(start), str(start + timedelta(days=209))


def _shares(sample: Mapping) -> Iterator[tuple[FundingSource, Decimal]]:
    return zip(FundingSource, map(Decimal, sample["funding"]), strict=True)


def _asks_owners(sample: Mapping, sources: list[str]) -> bool:
    return sample["repair_category"] == RepairCategory.CTGZ or FundingSource.MAINTENANCE in sources


def _protection(sample: Mapping, year: str) -> dict:
    flags = {
        "is_heritage_building": "1" if sample["is_heritage"] else "0",
        "is_in_conservation_area": "1" if sample["is_conservation"] else "0",
    }
    named = ("heritage_batch", "heritage_class", "heritage_approval_no", "conservation_area")
    return flags | {name: sample[name].format(year=year) for name in named if name in sample}


def building_rows(sample: Mapping) -> Iterator[dict]:
    """房屋明细: area, households and doors spread evenly, the rest in the last building."""
    count = sample["building_count"]
    areas = sample.get("floor_areas") or _spread(Decimal(sample["gross_floor_area"]), count)
    households = sample.get("households") or _spread(Decimal(sample["household_count"]), count, places="1")
    for number, (area, homes) in enumerate(zip(areas, households, strict=True), start=1):
        yield {
            "building_address": _doors(sample["site_address"], number, count),
            "house_type": sample["house_type"],
            "structure_type": sample["structure_type"],
            "floors": str(sample["floors"]),
            "year_built": str(sample["year_built"]),
            "households": str(homes),
            "floor_area": str(area),
            "repair_note": "",
        } | ({"is_heritage_building": "on"} if sample["is_heritage"] else {})


def _spread(total: Decimal, count: int, *, places: str = "0.01") -> list[Decimal]:
    each = (total / count).quantize(Decimal(places))
    return [each] * (count - 1) + [total - each * (count - 1)]


def _doors(address: str, number: int, count: int) -> str:
    """广灵一路194弄1-36号 with 18 buildings: 1-2号, 3-4号, …"""
    lane, _, doors = address.rpartition("弄")
    first, _, last = doors.removesuffix("号").partition("-")
    span = int(last) - int(first) + 1
    start = int(first) + span * (number - 1) // count
    end = int(first) + span * number // count - 1
    return f"{lane}弄{start}号" if end <= start else f"{lane}弄{start}-{end}号"


def _posted(rows: list[dict]) -> dict:
    data = {"buildings-TOTAL_FORMS": str(len(rows)), "buildings-INITIAL_FORMS": "0"}
    return data | {f"buildings-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def stored_rows(project) -> dict:
    """What a browser posts beside rows that the server knows already."""
    rows = list(project.buildings.all())
    return {"buildings-INITIAL_FORMS": str(len(rows))} | {f"buildings-{n}-id": str(r.pk) for n, r in enumerate(rows)}
