"""Value lists of manual 000: what the selects of 项目申报, 项目信息报送 and the contracts offer.

Districts are shared by all systems and live in ca_auth.choices, the seven 证件类型 in ca_auth.validators.
"""

from django.db.models import TextChoices

from ca_auth.choices import District

# 跨区 is given by the municipal desk, never chosen by an enterprise.
ENTERPRISE_DISTRICTS = tuple((value, label) for value, label in District.choices if value != District.KQ)


class RingZone(TextChoices):
    """所在区域: the belts between Shanghai's ring roads."""

    INNER = "1", "内环线以内"
    INNER_TO_MIDDLE = "2", "内环线与中环线之间"
    MIDDLE_TO_OUTER = "3", "中环线与外环线之间"
    OUTER_TO_SUBURBAN = "4", "外环线与郊环线之间"
    BEYOND_SUBURBAN = "5", "郊环线以外"
    CROSS = "6", "跨区域"


# Goes with 跨区 only, which an enterprise cannot choose.
ENTERPRISE_RING_ZONES = tuple((value, label) for value, label in RingZone.choices if value != RingZone.CROSS)


class RepairCategory(TextChoices):
    """项目类别. JZDT needs a construction permit: kept for reading old records, not offered."""

    CTGZ = "CTGZ", "旧住房成套改造"
    WMGZ = "WMGZ", "屋面及相关设施改造"
    CWGZ = "CWGZ", "厨卫等综合改造"
    LNXS = "LNXS", "里弄房屋修缮改造"
    LSJZ = "LSJZ", "优秀历史建筑修缮"
    GCZZ = "GCZZ", "高层住宅综合整修"
    DCZZ = "DCZZ", "多层住宅综合整治"
    PGP = "PGP", "平改坡综合改造"
    QXM = "QXM", "直管公房全项目修缮"
    ECGS = "ECGS", "居民住宅二次供水设施改造"
    JZDT = "JZDT", "既有多层住宅增设电梯"
    QT = "QT", "其他住宅修缮"


OFFERED_CATEGORIES = tuple((v, label) for v, label in RepairCategory.choices if v != RepairCategory.JZDT)

# 项目分类代码: the municipal class that a category falls into.
CLASS_CODES = {
    RepairCategory.CTGZ: "100304",
    RepairCategory.WMGZ: "100303",
    RepairCategory.CWGZ: "100303",
    RepairCategory.LNXS: "100305",
    RepairCategory.LSJZ: "100305",
    RepairCategory.GCZZ: "100301",
    RepairCategory.DCZZ: "100303",
    RepairCategory.PGP: "100302",
    RepairCategory.QXM: "100305",
    RepairCategory.ECGS: "100105",
    RepairCategory.JZDT: "100104",
    RepairCategory.QT: "100305",
}
CONSTRUCTION_NATURE = "修缮"


class HouseType(TextChoices):
    """房屋类型."""

    GARDEN = "garden", "花园住宅"
    APARTMENT = "apartment", "公寓"
    TERRACED = "terraced", "联列住宅"
    NEW_LANE = "new_lane", "新式里弄"
    OLD_LANE_1 = "old_lane_1", "旧式里弄（一级）"
    OLD_LANE_2 = "old_lane_2", "旧式里弄（二级）"
    WORKERS = "workers", "职工住宅（新工房）"
    COMMERCIAL = "commercial", "商品住宅"
    SIMPLE = "simple", "简屋"
    OTHER = "other", "其他"


class StructureType(TextChoices):
    """结构类型: national codes, those of old housing first; 100 is this platform's own."""

    BRICK_TIMBER = "100", "砖木"
    BRICK_CONCRETE = "001", "砖混"
    MIXED = "013", "混合"
    FRAME = "003", "框架"
    SHEAR_WALL = "005", "剪力墙"
    BOTTOM_FRAME = "002", "底框"
    FRAME_SHEAR_WALL = "004", "框架-剪力墙"
    SLAB_COLUMN_SHEAR_WALL = "006", "板柱-剪力墙"
    SHORT_SHEAR_WALL = "007", "短肢墙剪力墙"
    FRAME_SUPPORTED = "008", "部分框支剪力墙"
    FRAME_TUBE = "009", "框-筒体"
    TUBE_IN_TUBE = "010", "筒中筒"
    SPECIAL_COLUMN = "011", "异型柱框架"
    COMPLEX_HIGH_RISE = "012", "复杂高层"
    STEEL = "014", "钢结构"
    BENT = "015", "排架"
    TIMBER = "016", "木结构"
    OTHER = "099", "其他"


class TenureType(TextChoices):
    """房屋产权性质."""

    DIRECT_PUBLIC = "direct_public", "直管公房"
    SYSTEM_PUBLIC = "system_public", "系统（自管）公房"
    SOLD_PUBLIC = "sold_public", "售后公房"
    COMMERCIAL = "commercial", "商品住房"
    PRIVATE = "private", "私房"
    MIXED = "mixed", "混合产权"
    OTHER = "other", "其他"


class FundingSource(TextChoices):
    """资金来源: the six of the form, in its order. Values are the stems of the fund_*_pct fields."""

    MUNICIPAL = "municipal", "市级政府财力补贴资金"
    DISTRICT = "district", "区级政府财力补贴资金"
    MAINTENANCE = "maintenance", "维修资金"
    OWNER = "owner", "业主自筹资金"
    TITLE_HOLDER = "title_holder", "产权单位自有资金"
    OTHER = "other", "其他资金"


FUND_FIELDS = {source: f"fund_{source.value}_pct" for source in FundingSource}


class RepairItem(TextChoices):
    """修缮内容."""

    ROOF = "roof", "屋面"
    FACADE = "facade", "外立面"
    STRENGTHENING = "strengthening", "承重构件加固(不涉及变动)"
    STAIRCASE = "staircase", "楼道公共部位"
    DOORS_WINDOWS = "doors_windows", "门窗"
    PIPES = "pipes", "给排水管道"
    SEWER_SEPARATION = "sewer_separation", "雨污分流"
    KITCHEN_BATH = "kitchen_bath", "厨房卫生间"
    WIRING = "wiring", "电气线路"
    CABLES = "cables", "三线整治"
    FIRE = "fire", "消防设施"
    LIFT = "lift", "电梯"
    WATER_TANK = "water_tank", "二次供水水箱"
    ACCESS_CONTROL = "access_control", "防盗门禁"
    TERMITES = "termites", "白蚁防治"
    TIMBER = "timber", "木构件"
    ACCESSIBILITY = "accessibility", "无障碍及适老化"
    ROADS = "roads", "道路及停车"
    GREENING = "greening", "绿化"
    WALLS_GATES = "walls_gates", "围墙大门"
    BICYCLE_SHED = "bicycle_shed", "非机动车棚"
    OTHER = "other", "其他"


class UnitNature(TextChoices):
    """单位性质: the municipal list, in its order."""

    BUDGET = "1", "政府财政预算(授权)单位"
    INSTITUTION = "2", "事业单位"
    STATE_OWNED = "3", "国有企业"
    STATE_HELD = "4", "国有资产控股企业"
    OTHER_INSTITUTION = "5", "其他事业单位"
    COLLECTIVE = "6", "集体企业"
    COLLECTIVE_HELD = "7", "集体资产控股企业"
    PRIVATE = "8", "私(民)营企业"
    PRIVATE_HELD = "9", "私(民)营资产控股企业"
    FOREIGN = "10", "外商或港澳台独资企业"
    FOREIGN_HELD = "11", "外商或港澳台资产控股企业"
    CONSULATE = "12", "外国领事机构"
    PRIVATE_NON_ENTERPRISE = "13", "民办非企业单位"
    SOCIAL_ORGANISATION = "14", "社会团体"
    ARMY = "15", "中国人民解放军"
    OWNERS_COMMITTEE = "16", "业委会"
    ARMED_POLICE = "17", "中国人民武装警察部队"


class HeritageBatch(TextChoices):
    """优秀历史建筑公布批次."""

    FIRST = "1", "第一批"
    SECOND = "2", "第二批"
    THIRD = "3", "第三批"
    FOURTH = "4", "第四批"
    FIFTH = "5", "第五批"


class HeritageClass(TextChoices):
    """优秀历史建筑保护类别."""

    ONE = "1", "一类"
    TWO = "2", "二类"
    THREE = "3", "三类"
    FOUR = "4", "四类"


class ConservationArea(TextChoices):
    """历史文化风貌区: the twelve of the centre by name, the others in words."""

    BUND = "bund", "外滩"
    PEOPLES_SQUARE = "peoples_square", "人民广场"
    OLD_TOWN = "old_town", "老城厢"
    NANJING_WEST = "nanjing_west", "南京西路"
    HENGSHAN_FUXING = "hengshan_fuxing", "衡山路—复兴路"
    YUYUAN = "yuyuan", "愚园路"
    XINHUA = "xinhua", "新华路"
    HONGQIAO = "hongqiao", "虹桥路"
    SHANYIN = "shanyin", "山阴路"
    TILANQIAO = "tilanqiao", "提篮桥"
    JIANGWAN = "jiangwan", "江湾"
    LONGHUA = "longhua", "龙华"
    SUBURBAN = "suburban", "浦东及郊区风貌区"
    BLOCK = "block", "风貌保护街坊"
    OTHER = "other", "其他"


UNNAMED_AREAS = frozenset({ConservationArea.SUBURBAN, ConservationArea.BLOCK, ConservationArea.OTHER})


class ApprovalLevel(TextChoices):
    """立项级别."""

    STATE = "state", "国家部委或中央单位"
    MUNICIPAL = "municipal", "市级机关或市级单位"
    DISTRICT = "district", "区县级机关或区县级单位"
    OTHER = "other", "其他"


class ApprovalType(TextChoices):
    """立项分类."""

    APPROVAL = "approval", "审批"
    DOMESTIC = "domestic", "内资核准"
    FOREIGN = "foreign", "外资核准"
    RECORD = "record", "备案"
    OTHER = "other", "其他"


class SitePost(TextChoices):
    """岗位 of the site managers of a 施工 contract."""

    TECHNICAL_LEAD = "technical_lead", "技术负责人"
    BUILDER = "builder", "施工员"
    QUALITY = "quality", "质量员"
    SAFETY = "safety", "安全员"
    STANDARDS = "standards", "标准员"
    MATERIALS = "materials", "材料员"
    MACHINERY = "machinery", "机械员"
    LABOUR = "labour", "劳务员"
    DOCUMENTS = "documents", "资料员"
    SAMPLING = "sampling", "取样员"
    SURVEYING = "surveying", "测量员"
    RESIDENTS = "residents", "群众工作（居民协调）员"
    OTHER = "other", "其他"


class SupervisionPost(TextChoices):
    """岗位 of the project's supervisors."""

    CHIEF_DEPUTY = "chief_deputy", "总监理工程师代表"
    ENGINEER = "engineer", "专业监理工程师"
    SUPERVISOR = "supervisor", "监理员"
    WITNESS = "witness", "见证员"
    DOCUMENTS = "documents", "资料员"


GENERAL_CONTRACT_GRADES = tuple(f"建筑工程施工总承包{grade}" for grade in ("特级", "一级", "二级", "三级"))
SUPERVISION_GRADES = ("工程监理综合资质", *(f"房屋建筑工程监理{grade}级" for grade in "甲乙丙"))
DESIGN_GRADES = (
    *(f"建筑行业（建筑工程）{grade}级" for grade in "甲乙丙"),
    "建筑设计事务所",
    *(f"文物保护工程勘察设计{grade}级" for grade in "甲乙丙"),
)
LABOUR_GRADES = ("施工劳务（不分等级）",)


class Specialty(TextChoices):
    """专业工程类别 of a 专业分包."""

    DECORATION = "decoration", "建筑装修装饰"
    WATERPROOFING = "waterproofing", "防水防腐保温"
    ANCIENT = "ancient", "古建筑"
    STRENGTHENING = "strengthening", "特种工程（结构补强）"
    SCAFFOLDING = "scaffolding", "模板脚手架"
    MECHANICAL = "mechanical", "建筑机电安装"
    FIRE = "fire", "消防设施"
    LIFT = "lift", "电梯安装"


class TenderMode(TextChoices):
    """发包方式."""

    OPEN = "open", "公开招标"
    INVITED = "invited", "邀请招标"
    DIRECT = "direct", "直接发包"
    NEGOTIATION = "negotiation", "竞争性磋商"
    FRAMEWORK = "framework", "框架协议"
    OTHER = "other", "其他"


class PricingMode(TextChoices):
    """计价方式 of 施工 contracts."""

    UNIT = "unit", "单价合同"
    LUMP_SUM = "lump_sum", "总价合同"
    OTHER = "other", "其他"


class PricingDetail(TextChoices):
    """计价方式, second level."""

    FIXED_UNIT = "fixed_unit", "固定单价"
    ADJUSTABLE_UNIT = "adjustable_unit", "可调单价"
    FIXED_TOTAL = "fixed_total", "固定总价"
    ADJUSTABLE_TOTAL = "adjustable_total", "可调总价"
    COST_PLUS = "cost_plus", "成本加酬金"


class ServicePricing(TextChoices):
    """计价方式 of 监理 and 设计 contracts."""

    FIXED_TOTAL = "fixed_total", "固定总价"
    RATE = "rate", "费率(按比例)"
    OTHER = "other", "其他"


class ModelText(TextChoices):
    """采用合同示范文本."""

    CONSTRUCTION = "GF-2017-0201", "建设工程施工合同（GF-2017-0201）"
    SUPERVISION = "GF-2012-0202", "建设工程监理合同（GF-2012-0202）"
    DESIGN = "GF-2015-0209", "建设工程设计合同（GF-2015-0209）"
    SPECIALIST = "GF-2003-0213", "建设工程施工专业分包合同（GF-2003-0213）"
    LABOUR = "GF-2003-0214", "建设工程施工劳务分包合同（GF-2003-0214）"
    SHANGHAI_REPAIR = "SH-REPAIR", "上海市住宅修缮工程合同示范文本"
    OWN = "own", "自拟"


class ContractKind(TextChoices):
    """合同类别 (manual 000 §3.2). Here, because what stands on contracts asks `project.contracts` by kind."""

    DESIGN = "design", "设计"
    GENERAL = "general", "施工总包"
    SUB = "sub", "施工分包"
    SUPERVISION = "supervision", "监理"
