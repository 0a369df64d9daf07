"""The sentences of manual 000, byte for byte."""

import pytest

from portal.filing.registry import filing_type
from repair_projects import messages

QUOTED = {
    "PROJECT_CREATED": "项目信息报送申请新增成功！",
    "PROJECT_UPDATED": "项目信息报送申请修改成功",
    "PROJECT_SUBMIT_CONFIRM": "是否确定上报管理部门",
    "PROJECT_SUBMITTED": "项目信息上报成功",
    "PROJECT_RETURNED": "该项目信息报送已被退回修改，请修改完相应内容，点击保存后上报！",
    "PROJECT_NOT_APPROVED": "该项目信息报送尚未审核通过，不能进行合同信息报送相关操作！",
    "CONTRACT_SUBMIT_CONFIRM": "上报以后不能修改，请谨慎操作！是否确定上报管理部门？",
    "CONTRACT_SUBMITTED": "合同信息报送上报成功！",
    "CONTRACT_UPDATED": "修改备案信息成功",
    "START_REVIEW_UPDATED": "修改开工审核成功！",
}
OWN = {
    "DECLARATION_CREATED": "项目申报新增成功！",
    "CONTRACT_CREATED": "合同信息报送新增成功！",
    "START_REVIEW_CREATED": "开工审核新增成功！",
    "COMPLETION_CREATED": "竣工备案新增成功！",
    "DECLARATION_INVALID": "项目申报编号无效，请核实！",
    "DECLARATION_NOT_APPROVED": "该项目申报尚未审核通过，不能进行项目信息报送！",
    "DECLARATION_USED": "该项目申报编号已用于其他项目信息报送！",
    "FUNDING_NOT_WHOLE": "项目资金来源合计必须为100%！",
    "STRUCTURAL_CHANGE": "涉及主体承重结构变动的住宅修缮工程应按规定办理施工许可，不在本平台报送范围内！",
    "CONTRACTS_NOT_APPROVED": "施工总包合同和监理合同信息报送审核通过后方可进行开工审核！",
    "START_REVIEW_NOT_APPROVED": "该项目开工审核尚未审核通过，不能进行竣工备案操作！",
    "START_REVIEW_EXISTS": "该项目已存在开工审核记录！",
    "BUILDINGS_AREA": "房屋明细建筑面积合计与项目建筑面积不一致！",
}


@pytest.mark.parametrize(("name", "text"), [*QUOTED.items(), *OWN.items()])
def test_sentence(name, text):
    assert getattr(messages, name).encode() == text.encode()


def test_quoted_ones_are_all_listed():
    assert set(messages.QUOTED) == set(QUOTED.values())


def test_red_banner_takes_the_noun_of_the_kind():
    assert messages.returned("项目申报") == "该项目申报已被退回修改，请修改完相应内容，点击保存后上报！"
    assert filing_type("repair.declaration").wording.returned == messages.returned("项目申报")
    assert filing_type("repair.project").wording.returned == messages.PROJECT_RETURNED
    assert filing_type("repair.start_review").wording.returned == (
        "该开工审核已被退回修改，请修改完相应内容，点击保存后上报！"
    )
    assert filing_type("repair.completion").wording.returned == messages.returned("竣工备案")


def test_the_pages_use_them():
    """Manual 000 §3.3: 经过数据验证后提示修改开工审核成功！"""
    wording = filing_type("repair.start_review").wording
    assert (wording.created, wording.updated) == ("开工审核新增成功！", "修改开工审核成功！")
    assert filing_type("repair.completion").wording.created == "竣工备案新增成功！"
