"""Every rule of the two forms: what passes, what does not, and the red text, byte for byte."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from repair_projects import gates
from tests.repair.contents import building, declaration, project

pytestmark = pytest.mark.usefixtures("in_november")


@pytest.fixture
def in_november():
    with time_machine.travel(date(2026, 11, 20)):
        yield


def told(rule, content) -> list[tuple[str, str]]:
    return [(unmet.field, unmet.text) for unmet in rule(content) if not unmet.warning]


def warned(rule, content) -> list[tuple[str, str]]:
    return [(unmet.field, unmet.text) for unmet in rule(content) if unmet.warning]


HERITAGE = {"is_heritage_building": True, "heritage_batch": "2", "heritage_class": "3", "heritage_approval_no": "1号"}

DECLARATION_CASES = [
    (gates.plan_year_near, {"plan_year": 2025}, []),
    (gates.plan_year_near, {"plan_year": 2028}, []),
    (gates.plan_year_near, {"plan_year": 2024}, [("plan_year", "计划年度应在2025到2028之间！")]),
    (gates.plan_year_near, {"plan_year": 2029}, [("plan_year", "计划年度应在2025到2028之间！")]),
    (gates.ring_zone_fits, {"ring_zone": "6", "district": "KQ"}, []),
    (gates.ring_zone_fits, {"ring_zone": "6"}, [("ring_zone", "所在区域为跨区域的，所在区县必须为跨区！")]),
    (gates.year_built_possible, {"year_built": None}, []),
    (gates.year_built_possible, {"year_built": 1840}, []),
    (gates.year_built_possible, {"year_built": 2026}, []),
    (gates.year_built_possible, {"year_built": 1839}, [("year_built", "建成年代应在1840到2026之间！")]),
    (gates.year_built_possible, {"year_built": 2027}, [("year_built", "建成年代应在1840到2026之间！")]),
    (gates.scope_described, {"repair_scope": "一二三四五六七八九十"}, []),
    (gates.scope_described, {"repair_scope": "屋面翻修"}, [("repair_scope", "主要修缮内容不能少于10个字！")]),
    (gates.planned_dates_in_order, {"planned_finish": date(2026, 4, 26)}, []),
    (
        gates.planned_dates_in_order,
        {"planned_finish": date(2026, 4, 25)},
        [("planned_finish", "计划竣工日期不能早于计划开工日期！")],
    ),
    (gates.consent_told, {}, []),
    (gates.consent_told, {"repair_category": "CTGZ"}, [("consent_rate", "征询同意率不能为空！")]),
    (gates.consent_told, {"repair_category": "CTGZ", "consent_rate": Decimal("0")}, []),
    (
        gates.consent_told,
        {"intended_funding_sources": ["municipal", "maintenance"]},
        [("consent_rate", "征询同意率不能为空！")],
    ),
]


@pytest.mark.parametrize(("rule", "changes", "expected"), DECLARATION_CASES)
def test_declaration(rule, changes, expected):
    assert told(rule, declaration(**changes)) == expected


PROJECT_CASES = [
    (gates.costs_within_total, {"construction_cost": Decimal("1732.72")}, []),
    (gates.costs_within_total, {"equipment_investment": None}, []),
    (gates.costs_within_total, {"construction_cost": Decimal("1732.7201")},
     [("construction_cost", "建安工程费不能大于总投资！")]),
    (gates.costs_within_total, {"equipment_investment": Decimal("202.7201")},
     [("equipment_investment", "建安工程费与设备投资之和不能大于总投资！")]),
    (gates.finish_after_start, {"planned_finish": date(2026, 4, 27)}, []),
    (gates.finish_after_start, {"planned_finish": date(2026, 4, 26)},
     [("planned_finish", "计划竣工日期必须晚于计划开工日期！")]),
    (gates.account_for_public_money, {}, []),
    (gates.account_for_public_money, {"project_account_no": "", "account_bank": ""},
     [("project_account_no", "工程账户号不能为空！"), ("account_bank", "开户银行不能为空！")]),
    (gates.account_for_public_money,
     {"project_account_no": "", "account_bank": "", "fund_municipal_pct": Decimal(0), "fund_district_pct": Decimal(0)},
     []),
    (gates.manager_document_fits, {}, []),
    (gates.manager_document_fits, {"client_manager_id_no": "310199197408260117"},
     [("client_manager_id_no", "证件号码与证件类型不符！")]),
    (gates.manager_document_fits, {"client_manager_id_type": "passport", "client_manager_id_no": "E12345678"}, []),
    (gates.approval_document_named, {}, []),
    (gates.approval_document_named, {"approval_date": date(2026, 11, 20)}, []),
    (gates.approval_document_named, {"approval_date": date(2026, 11, 21)},
     [("approval_date", "发文日期不能晚于今天！")]),
    (gates.approval_document_named,
     {"approval_doc_name": "", "approval_doc_no": "", "approval_authority": "", "approval_date": None},
     [("approval_doc_name", "立项或批准文件名称不能为空！"), ("approval_doc_no", "立项或批准文件文号不能为空！"),
      ("approval_authority", "发文单位不能为空！"), ("approval_date", "发文日期不能为空！")]),
    (gates.approval_document_named, {"is_formally_approved": False, "approval_doc_name": ""}, []),
    (gates.heritage_described, {}, []),
    (gates.heritage_described, HERITAGE | {"repair_category": "LSJZ"}, []),
    (gates.heritage_described, {"is_heritage_building": True, "repair_category": "LSJZ"},
     [("heritage_batch", "请选择公布批次！"), ("heritage_class", "请选择保护类别！"),
      ("heritage_approval_no", "修缮方案批复文号不能为空！")]),
    (gates.conservation_area_named, {}, []),
    (gates.conservation_area_named, {"is_in_conservation_area": True}, [("conservation_area", "请选择风貌区名称！")]),
    (gates.conservation_area_named, {"is_in_conservation_area": True, "conservation_area": "shanyin"}, []),
    (gates.conservation_area_named, {"is_in_conservation_area": True, "conservation_area": "block"},
     [("conservation_area_note", "风貌区名称说明不能为空！")]),
    (gates.no_structural_change, {}, []),
    (gates.no_structural_change, {"has_structural_change": True},
     [("has_structural_change",
       "涉及主体承重结构变动的住宅修缮工程应按规定办理施工许可，不在本平台报送范围内！")]),
    (gates.funding_is_whole, {}, []),
    (gates.funding_is_whole, {"fund_owner_pct": Decimal("4.99")},
     [("fund_municipal_pct", "项目资金来源合计必须为100%！")]),
    (gates.funding_is_whole, {"fund_owner_pct": Decimal("5.01")},
     [("fund_municipal_pct", "项目资金来源合计必须为100%！")]),
    (gates.funding_is_whole, {"fund_owner_pct": Decimal("0"), "fund_other_pct": Decimal("5")},
     [("fund_other_note", "其他资金说明不能为空！")]),
    (gates.funding_is_whole,
     {"fund_owner_pct": Decimal("0"), "fund_other_pct": Decimal("5"), "fund_other_note": "捐赠"}, []),
    (gates.buildings_add_up, {}, []),
    (gates.buildings_add_up, {"buildings": []}, [("buildings", "房屋明细至少填写一行！")]),
    (gates.buildings_add_up, {"gross_floor_area": Decimal("28640.02")}, []),
    (gates.buildings_add_up, {"gross_floor_area": Decimal("28640.03")},
     [("buildings", "房屋明细建筑面积合计与项目建筑面积不一致！")]),
    (gates.buildings_add_up, {"household_count": 69}, [("buildings", "房屋明细户数合计与项目受益户数不一致！")]),
    (gates.buildings_add_up, {"building_count": 3}, [("buildings", "房屋明细行数与项目幢数不一致！")]),
    (gates.buildings_old_enough, {"buildings": [building(), building(year_built=2030)]},
     [("buildings", "房屋明细第2行建成年代应在1840到2026之间！")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "expected"), PROJECT_CASES)
def test_project(rule, changes, expected):
    assert told(rule, project(**changes)) == expected


@pytest.mark.parametrize(
    ("rule", "content", "field"),
    [
        (gates.postal_code_of_shanghai, declaration(postal_code="100081"), "postal_code"),
        (gates.cost_per_area_usual, declaration(total_investment=Decimal("17327200")), "total_investment"),
        (gates.cost_per_area_usual, declaration(total_investment=Decimal("1")), "total_investment"),
        (gates.size_plausible, project(repair_area=Decimal("28640.01")), "repair_area"),
        (gates.size_plausible, project(building_height=Decimal("100.01")), "building_height"),
        (gates.heritage_described, project(**HERITAGE), "is_heritage_building"),
    ],
)
def test_what_is_only_asked_about_keeps_no_door_shut(rule, content, field):
    assert told(rule, content) == []
    assert [name for name, _ in warned(rule, content)] == [field]


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        (gates.postal_code_of_shanghai, declaration()),
        (gates.cost_per_area_usual, declaration()),
        (gates.size_plausible, project(building_height=Decimal(100))),
        (gates.heritage_described, project(buildings=[building(is_heritage_building=True)], **HERITAGE)),
    ],
)
def test_the_usual_is_not_asked_about(rule, content):
    assert warned(rule, content) == []


@pytest.mark.parametrize(
    "shares",
    [("33.33", "33.33", "33.34", "0"), ("0.01", "0", "99.99", "0"), ("100", "0", "0", "0")],
)
def test_hundred_per_cent_is_compared_exactly(shares):
    names = ("fund_municipal_pct", "fund_district_pct", "fund_maintenance_pct", "fund_owner_pct")
    content = project(**dict(zip(names, map(Decimal, shares), strict=True)))
    assert told(gates.funding_is_whole, content) == []
    assert content.fund_total_pct == Decimal(100)


def test_public_money_is_money_of_city_or_district():
    assert project().is_fiscal_funded is True
    private = project(fund_municipal_pct=Decimal(0), fund_district_pct=Decimal(0), fund_owner_pct=Decimal(85))
    assert private.is_fiscal_funded is False
