"""Value lists of manual 000 and of the municipal forms behind it."""

import pytest

from ca_auth.validators import IdType
from portal.filing.registry import filing_type
from repair_projects import choices
from tests.factories_auth import IdentityFactory

RING_ZONES = """
内环线以内
内环线与中环线之间
中环线与外环线之间
外环线与郊环线之间
郊环线以外
跨区域
"""
NATURES = """
政府财政预算(授权)单位 事业单位 国有企业 国有资产控股企业 其他事业单位 集体企业 集体资产控股企业
私(民)营企业 私(民)营资产控股企业 外商或港澳台独资企业 外商或港澳台资产控股企业 外国领事机构
民办非企业单位 社会团体 中国人民解放军 业委会 中国人民武装警察部队
"""
LABELS = {
    choices.HouseType: """
        花园住宅 公寓 联列住宅 新式里弄 旧式里弄（一级） 旧式里弄（二级）
        职工住宅（新工房） 商品住宅 简屋 其他
    """,
    choices.TenureType: "直管公房 系统（自管）公房 售后公房 商品住房 私房 混合产权 其他",
    choices.FundingSource: """
        市级政府财力补贴资金 区级政府财力补贴资金 维修资金 业主自筹资金 产权单位自有资金 其他资金
    """,
    choices.HeritageBatch: "第一批 第二批 第三批 第四批 第五批",
    choices.HeritageClass: "一类 二类 三类 四类",
    choices.ApprovalLevel: "国家部委或中央单位 市级机关或市级单位 区县级机关或区县级单位 其他",
    choices.ApprovalType: "审批 内资核准 外资核准 备案 其他",
    choices.RepairItem: """
        屋面 外立面 承重构件加固(不涉及变动) 楼道公共部位 门窗 给排水管道 雨污分流 厨房卫生间 电气线路
        三线整治 消防设施 电梯 二次供水水箱 防盗门禁 白蚁防治 木构件 无障碍及适老化 道路及停车 绿化
        围墙大门 非机动车棚 其他
    """,
    IdType: "身份证 军官证 警官证 其他 港澳同胞回乡证 台湾同胞证 护照",
    choices.TenderMode: "公开招标 邀请招标 直接发包 竞争性磋商 框架协议 其他",
    choices.PricingMode: "单价合同 总价合同 其他",
    choices.SitePost: """
        技术负责人 施工员 质量员 安全员 标准员 材料员 机械员 劳务员 资料员 取样员 测量员
        群众工作（居民协调）员 其他
    """,
    choices.SupervisionPost: "总监理工程师代表 专业监理工程师 监理员 见证员 资料员",
}
CLASSES = {
    "CTGZ": "100304", "WMGZ": "100303", "CWGZ": "100303", "LNXS": "100305", "LSJZ": "100305", "GCZZ": "100301",
    "DCZZ": "100303", "PGP": "100302", "QXM": "100305", "ECGS": "100105", "JZDT": "100104", "QT": "100305",
}  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), [(choices.RingZone, RING_ZONES), (choices.UnitNature, NATURES)])
def test_numbered_lists(found, expected):
    assert [(value, str(label)) for value, label in found.choices] == [
        (str(number), label) for number, label in enumerate(expected.split(), start=1)
    ]


@pytest.mark.parametrize(("found", "expected"), LABELS.items(), ids=lambda v: getattr(v, "__name__", ""))
def test_labels_in_order(found, expected):
    assert [str(label) for label in found.labels] == expected.split()


def test_every_category_has_its_municipal_class():
    assert {str(key): code for key, code in choices.CLASS_CODES.items()} == CLASSES
    assert set(choices.RepairCategory.values) == set(CLASSES)


def test_structures_of_old_housing_come_first():
    assert choices.StructureType.values[:5] == ["100", "001", "013", "003", "005"]
    national = {f"{n:03d}" for n in range(1, 17)} | {"099"}
    assert set(choices.StructureType.values) == national | {"100"}


def test_sixteen_districts_are_offered_and_no_other():
    letters = ["HP", "XH", "CN", "JA", "PT", "HK", "YP", "MH", "BS", "JD", "PD", "JS", "SJ", "QP", "FX", "CM"]
    assert [value for value, _ in choices.ENTERPRISE_DISTRICTS] == letters


def test_twelve_conservation_areas_have_names():
    named = [area for area in choices.ConservationArea if area not in choices.UNNAMED_AREAS]
    assert len(named) == 12


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["repair.declaration", "repair.project"])
def test_forms_offer_neither_cross_district_nor_new_lifts(kind):
    one = filing_type(kind)
    form = one.form_class(instance=one.model(), kind=one, actor=IdentityFactory())
    districts = [value for value, _ in form.fields["district"].choices]
    categories = [value for value, _ in form.fields["repair_category"].choices]
    assert districts[0] == ""
    assert "KQ" not in districts
    assert len(districts) == 17
    assert "JZDT" not in categories
    assert len(categories) == 12
