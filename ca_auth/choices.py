"""Value lists that every app shares."""

from django.db.models import TextChoices


class District(TextChoices):
    """Manual 000 §3.1 所在区县; letters as in the official numbers. KQ is offered to reviewers only."""

    HP = "HP", "黄浦区"
    XH = "XH", "徐汇区"
    CN = "CN", "长宁区"
    JA = "JA", "静安区"
    PT = "PT", "普陀区"
    HK = "HK", "虹口区"
    YP = "YP", "杨浦区"
    MH = "MH", "闵行区"
    BS = "BS", "宝山区"
    JD = "JD", "嘉定区"
    PD = "PD", "浦东新区"
    JS = "JS", "金山区"
    SJ = "SJ", "松江区"
    QP = "QP", "青浦区"
    FX = "FX", "奉贤区"
    CM = "CM", "崇明区"
    KQ = "KQ", "跨区"


class System(TextChoices):
    """The systems behind one login."""

    REPAIR = "repair", "住宅修缮工程网上办事平台"
    SAFETY = "safety", "安全生产标准化管理系统"
    CREDIT = "credit", "企业诚信手册"
    WORKFORCE = "workforce", "建筑工人实名制管理系统"
    FUND = "fund", "维修资金第三方机构管理系统"
    INTERNAL = "internal", "内网审核平台"


class Role(TextChoices):
    """What an identity may be inside its system."""

    IMPLEMENTER = "implementer", "实施单位"
    DISTRICT_REVIEWER = "district_reviewer", "区审核人员"
    MUNICIPAL_REVIEWER = "municipal_reviewer", "市审核人员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


# The three of the internal site that must not be joined in one hand.
ADMIN_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
REVIEWER_ROLES = (Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER)
STAFF_ROLES = REVIEWER_ROLES + ADMIN_ROLES
