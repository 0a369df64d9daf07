"""Rules of the four kinds, each kept and broken. What is only asked about is stored all the same."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ca_auth.models import QualificationKind
from contracts import messages
from contracts.choices import ContractKind
from contracts.filings import TYPES
from portal.filing import clock
from tests.factories import implementer, post_data, project_filing
from tests.factories_auth import EnterpriseFactory
from tests.factories_contracts import (
    GRADES,
    chief_of,
    contract_data,
    designer_of,
    firm,
    general_contract,
    manager_of,
    manager_rows,
    officer_of,
    person,
    qualification,
    subcontract,
    supervision_contract,
)

pytestmark = pytest.mark.django_db


@dataclass
class Judged:
    """What a form says: red texts by field, and what it only asks about."""

    errors: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [text for texts in self.errors.values() for text in texts]


def judge(kind: str, project, *, instance=None, **changes) -> Judged:
    filing_type = TYPES[kind]
    data = post_data(contract_data(kind, project, **changes))
    actor = implementer(project.owner)
    form = filing_type.form_class(data, instance=instance or filing_type.model(), kind=filing_type, actor=actor)
    form.is_valid()
    errors = {name: list(texts) for name, texts in form.errors.items()}
    errors |= {one.table.name: list(one.non_form_errors()) for one in form.tables if one.non_form_errors()}
    return Judged(errors, [one.text for one in form.warnings])


@pytest.fixture
def project():
    return project_filing(owner=EnterpriseFactory(), approved=True)


def day(days: int) -> str:
    return str(clock.today() + timedelta(days=days))


@pytest.mark.parametrize("kind", [ContractKind.GENERAL, ContractKind.DESIGN])
def test_a_good_form_has_no_errors_and_no_questions(project, kind):
    found = judge(kind, project)
    assert (found.errors, found.warnings) == ({}, [])


def test_empty_form_names_every_field(project):
    names = [
        "contract_name", "contract_no", "contract_price", "sign_date", "valid_from", "tender_mode", "scope_of_work",
        "work_scale", "planned_start", "safety_measures_fee", "wage_account_no", "safety_licence_no",
        "project_manager", "safety_officers",
    ]  # fmt: skip
    found = judge(ContractKind.GENERAL, project, **dict.fromkeys(names, ""))
    assert set(names) <= set(found.errors)
    assert found.errors["contract_name"] == ["合同名称不能为空！"]
    assert found.errors["tender_mode"] == ["请选择发包方式！"]
    assert found.errors["project_manager"] == ["项目经理不能为空！"]


def test_no_site_managers(project):
    found = judge(ContractKind.GENERAL, project, rows=0)
    assert found.errors == {"site_managers": ["施工现场主要管理人员至少填写一行！"]}


COMMON_CASES = [
    ({"contract_price": "0"}, "contract_price", "合同价必须大于0！"),
    ({"contract_price": "一百"}, "contract_price", "合同价必须为数值！"),
    ({"sign_date": day(1)}, "sign_date", messages.SIGNED_IN_FUTURE),
    ({"valid_from": day(10), "valid_to": day(9)}, "valid_to", messages.VALIDITY_ORDER),
    ({"tender_mode": "open"}, "award_notice_no", "中标通知书编号不能为空！"),
    ({"tender_mode": "invited"}, "award_price", "中标价不能为空！"),
    ({"award_date": day(0), "sign_date": day(-1)}, "award_date", messages.AWARD_AFTER_SIGNING),
    ({"is_consortium": "1"}, "members", messages.MEMBERS_MISSING),
    ({"section_no": "D001"}, "section_no", "标段号不能超过3个字，现有4个字！"),
]


def test_common_rules(project):
    for changes, name, text in COMMON_CASES:
        found = judge(ContractKind.GENERAL, project, **changes)
        assert text in found.errors.get(name, []), (changes, found.errors)


def test_general_rules(project):
    cases = [
        ({"planned_start": day(10), "planned_finish": day(10)}, "planned_finish", messages.FINISH_NOT_AFTER_START),
        ({"provisional_sum": "1400", "provisional_estimate": "44"}, "safety_measures_fee", messages.PARTS_OVER_PRICE),
        ({"retention_pct": "3.01"}, "retention_pct", "质量保证金比例应在0到3之间！"),
        ({"advance_payment_pct": "31"}, "advance_payment_pct", "预付款比例应在0到30之间！"),
        ({"safety_licence_expiry": day(-10)}, "safety_licence_expiry", messages.LICENCE_BEFORE_SIGNING),
    ]
    for changes, name, text in cases:
        found = judge(ContractKind.GENERAL, project, **changes)
        assert text in found.errors.get(name, []), (changes, found.errors)
    edge = judge(ContractKind.GENERAL, project, provisional_sum="1443.9449", provisional_estimate="0")
    assert edge.errors == {}  # exactly the price


def test_questions_about_a_general_contract(project):
    cases = [
        ({"safety_measures_fee": "29.8027"}, "低于合同价的2%"),
        ({"duration_days": "181"}, "与计划开竣工日期（180天）不一致"),
        ({"sign_date": day(0), "planned_start": day(-1)}, "计划开工日期早于合同签订日期"),
        ({"award_price": "1490"}, "中标价与合同价不一致"),
        ({"contract_price": "1530.0001"}, "大于项目的建安工程费"),
    ]
    for changes, text in cases:
        found = judge(ContractKind.GENERAL, project, **changes)
        assert found.errors == {}, (changes, found.errors)
        assert any(text in one for one in found.warnings), (changes, found.warnings)
    assert judge(ContractKind.GENERAL, project, duration_days="").warnings == []


def test_officers_by_area(project):
    builder = firm()
    one = officer_of(builder)
    found = judge(ContractKind.GENERAL, project, contractor=builder, safety_officers=[one])
    assert any("一般应配备2名专职安全员，现有1名" in text for text in found.warnings)
    found = judge(ContractKind.GENERAL, project, contractor=builder, safety_officers=[])
    assert "safety_officers" in found.errors


def test_second_general_contract_needs_a_section(project):
    general_contract(project=project, section_no="D01", contract_price="700")
    assert judge(ContractKind.GENERAL, project, contract_price="700").errors == {
        "section_no": [messages.SECTION_NEEDED]
    }
    assert "section_no" in judge(ContractKind.GENERAL, project, section_no="D01").errors
    assert judge(ContractKind.GENERAL, project, section_no="D02", contract_price="700").errors == {}


def test_contract_number_once_per_client(project):
    first = general_contract(project=project)
    found = judge(ContractKind.DESIGN, project, contract_no=first.contract_no)
    assert found.errors == {"contract_no": [messages.CONTRACT_NO_USED]}
    stranger = project_filing(owner=EnterpriseFactory(), approved=True)
    assert judge(ContractKind.DESIGN, stranger, contract_no=first.contract_no).errors == {}


def test_consortium(project):
    builder, other = firm(), EnterpriseFactory()
    member = {"name": other.name, "uscc": other.uscc, "duty": "设计"}
    fine = judge(ContractKind.GENERAL, project, is_consortium="1", contractor=builder, members=[member])
    assert fine.errors == {}
    assert judge(ContractKind.GENERAL, project, members=[member]).errors == {
        "members": [messages.MEMBERS_WITHOUT_CONSORTIUM]
    }
    for members in ([member, member], [member | {"uscc": builder.uscc}]):
        found = judge(ContractKind.GENERAL, project, is_consortium="1", contractor=builder, members=members)
        assert found.errors == {"members": [messages.MEMBER_TWICE]}


# The register


def test_grade_of_the_contractor(project):
    lapsed = firm(grade="")
    qualification(lapsed, QualificationKind.ENTERPRISE_GRADE, "建筑工程施工总承包二级", valid_to=date(2026, 9, 30))
    found = judge(ContractKind.GENERAL, project, contractor=lapsed)
    assert found.errors == {"contractor": ["企业资质已于 2026-09-30 到期，不能选择！"]}
    suspended = firm(grade="")
    qualification(suspended, QualificationKind.ENTERPRISE_GRADE, "建筑工程施工总承包二级", status="suspended")
    assert judge(ContractKind.GENERAL, project, contractor=suspended).errors == {
        "contractor": ["企业资质已暂扣，不能选择！"]
    }
    unknown = judge(ContractKind.GENERAL, project, contractor=firm(grade=""))
    assert (unknown.errors, len(unknown.warnings)) == ({}, 1)
    other_trade = judge(ContractKind.GENERAL, project, contractor=firm(grade=GRADES["designer"]))
    assert other_trade.errors == {}
    assert "与合同类别不相符" in other_trade.warnings[0]


def test_people_of_the_register(project):
    builder, stranger = firm(), firm()
    cases = [
        (manager_of(stranger, "王外人"), "王外人不是承包方的人员，不能选择！"),
        (person(builder, "李无证"), "李无证没有登记注册建造师，不能选择！"),
        (person(builder, "赵缺B", constructor="二级"), "赵缺B没有登记安全生产考核B证，不能选择！"),
    ]
    expired = person(builder, "钱过期", safety_b="")
    qualification(expired, QualificationKind.CONSTRUCTOR, "二级", valid_to=date(2026, 1, 31))
    cases.append((expired, "钱过期的注册建造师已于 2026-01-31 到期，不能选择！"))
    for chosen, text in cases:
        found = judge(ContractKind.GENERAL, project, contractor=builder, project_manager=chosen)
        assert text in found.errors.get("project_manager", []), found.errors
    nobody = judge(ContractKind.GENERAL, project, project_manager="00000000-0000-4000-8000-000000000000")
    assert "project_manager" in nobody.errors
    two = judge(
        ContractKind.GENERAL, project, contractor=builder, project_manager=[manager_of(builder), manager_of(builder)]
    )
    assert "project_manager" in two.errors


def test_all_reasons_at_once(project):
    builder = firm()
    found = judge(
        ContractKind.GENERAL, project, contractor=builder, project_manager=person(builder, "李无证"),
        contract_price="一百", sign_date=day(3), tender_mode="open", rows=0,
    )  # fmt: skip
    assert {"contract_price", "sign_date", "award_notice_no", "project_manager", "site_managers"} <= set(found.errors)


def test_nobody_stands_twice_in_a_contract(project):
    builder = firm()
    manager = manager_of(builder)
    rows = manager_rows(2)
    rows[1]["id_no"] = rows[0]["id_no"]
    assert "重复出现" in judge(ContractKind.GENERAL, project, rows=rows).errors["site_managers"][0]
    rows = manager_rows(1, id_no=manager.id_number.clear())
    found = judge(ContractKind.GENERAL, project, contractor=builder, project_manager=manager, rows=rows)
    assert "重复出现" in found.errors["site_managers"][0]


def test_documents_of_site_managers(project):
    found = judge(ContractKind.GENERAL, project, rows=manager_rows(1, id_no="310199197408260117"))
    assert found.errors == {"site_managers": ["第1行证件号码与证件类型不符！"]}
    assert (
        judge(ContractKind.GENERAL, project, rows=manager_rows(1, id_type="passport", id_no="E12345678")).errors == {}
    )


# 施工分包, 监理, 设计


def test_subcontract_rules(project):
    general = general_contract(project=project, approved=True)
    cases = [
        ({"contractor": general.contractor}, "contractor", messages.SUB_SAME_AS_GENERAL),
        ({"contract_price": "1490.1393"}, "contract_price", messages.SUBS_OVER_PARENT),
        ({"specialty": ""}, "specialty", "请选择专业工程类别！"),
        ({"subcontract_type": "labour"}, "labour_headcount", "劳务人数不能为空！"),
        ({"parent": "999999"}, "parent", "请选择所属总包合同！"),
    ]
    for changes, name, text in cases:
        found = judge(ContractKind.SUB, project, **changes)
        assert text in found.errors.get(name, []), (changes, found.errors)
    assert judge(ContractKind.SUB, project, contract_price="1490.1392").errors == {}
    subcontract(project=project, contract_price="1000")
    assert judge(ContractKind.SUB, project, contract_price="490.1392").errors == {}
    assert "contract_price" in judge(ContractKind.SUB, project, contract_price="490.1393").errors
    few = judge(ContractKind.SUB, project, subcontract_type="labour", labour_headcount="84", contract_price="1")
    assert any("一般应配备2名专职安全员" in text for text in few.warnings)
    for changes, text in (
        ({"planned_start": day(1), "contract_price": "1"}, "超出总包合同的工期"),
        ({"scope_of_work": "主体结构施工", "contract_price": "1"}, "主体结构的施工不得分包"),
    ):
        assert any(text in one for one in judge(ContractKind.SUB, project, **changes).warnings), text


def test_general_contract_of_another_project_is_no_parent(project):
    general_contract(project=project)
    foreign = general_contract()
    assert "parent" in judge(ContractKind.SUB, project, parent=str(foreign.pk)).errors


def test_nobody_supervises_oneself(project):
    general = general_contract(project=project, approved=True)
    same = general.contractor
    for who in (chief_of,):
        found = judge(ContractKind.SUPERVISION, project, contractor=same, chief_engineer=who(same))
        assert messages.SAME_AS_SUPERVISOR in found.errors["contractor"]
    supervised = supervision_contract(project=project)
    found = judge(ContractKind.SUB, project, contractor=supervised.contractor)
    assert messages.SUB_SAME_AS_SUPERVISOR in found.errors["contractor"]


def test_supervision_rules(project):
    general_contract(project=project)
    assert judge(ContractKind.SUPERVISION, project).errors == {}
    over = judge(ContractKind.SUPERVISION, project, related_service_fee="26.8226")
    assert over.errors == {"related_service_fee": [messages.SERVICE_FEE_OVER_PRICE]}
    for changes, text in (
        ({"contract_price": "7"}, "0.5%至6%"),
        ({"contract_price": "90"}, "0.5%至6%"),
        ({"valid_to": day(100)}, "没有覆盖施工总包合同的工期"),
    ):
        found = judge(ContractKind.SUPERVISION, project, **changes)
        assert found.errors == {}
        assert any(text in one for one in found.warnings), (changes, found.warnings)
    nobody = judge(ContractKind.SUPERVISION, project, rows=0)
    assert nobody.errors == {"site_managers": ["项目监理机构人员至少填写一行！"]}
    assert judge(ContractKind.SUPERVISION, project, supervision_phases=[]).errors == {
        "supervision_phases": ["请选择监理阶段！"]
    }


def test_design_rules(project):
    assert judge(ContractKind.DESIGN, project, planned_start=day(5), planned_finish=day(4)).errors == {
        "planned_finish": [messages.DESIGN_FINISH_BEFORE_START]
    }
    assert project.construction_cost == Decimal(1530)
    assert judge(ContractKind.DESIGN, project, contract_price="122.4000").warnings == []
    assert judge(ContractKind.DESIGN, project, contract_price="122.4001").warnings
    designer = firm("designer")
    second = person(designer, architect="二级注册建筑师")
    project.is_heritage_building = True
    project.save(update_fields=["is_heritage_building"])
    found = judge(ContractKind.DESIGN, project, contractor=designer, design_lead=second)
    assert any("一级注册建筑师" in text for text in found.warnings)
    fine = judge(ContractKind.DESIGN, project, contractor=designer, design_lead=designer_of(designer))
    assert fine.warnings == []
