"""Value lists of the four contracts (manual 000 §3.2); those that projects share are in repair_projects.choices."""

from django.db.models import TextChoices

from repair_projects.choices import ContractKind, PricingMode, ServicePricing, SitePost, SupervisionPost

__all__ = ["ContractKind"]


class StaffRole(TextChoices):
    """What a person chosen from the register is in a contract."""

    PROJECT_MANAGER = "project_manager", "项目经理"
    SAFETY_OFFICER = "safety_officer", "安全员"
    CHIEF_ENGINEER = "chief_engineer", "总监理工程师"
    SAFETY_SUPERVISOR = "safety_supervisor", "安全监理员"
    DESIGN_LEAD = "design_lead", "设计负责人"


# The one who answers for the contract; safety reports and site rosters call them 项目负责人.
MANAGER_ROLES = (StaffRole.PROJECT_MANAGER, StaffRole.CHIEF_ENGINEER, StaffRole.DESIGN_LEAD)


class ContractingMode(TextChoices):
    """承包方式 of a 施工总包; decides the letters of its number."""

    GENERAL = "general", "施工总承包"
    DESIGN_BUILD = "design_build", "设计施工一体化"
    SURVEY_DESIGN_BUILD = "survey_design_build", "勘察设计施工一体化"


CONTRACTING_LETTERS = {
    ContractingMode.GENERAL: "CZ",
    ContractingMode.DESIGN_BUILD: "VZ",
    ContractingMode.SURVEY_DESIGN_BUILD: "WZ",
}


class QualityStandard(TextChoices):
    """质量标准."""

    PASSED = "passed", "合格"
    GOOD = "good", "优良"
    FINE_STRUCTURE = "fine_structure", "优质结构"
    OTHER = "other", "其他"


class SubcontractType(TextChoices):
    """分包类型."""

    SPECIALIST = "specialist", "专业分包"
    LABOUR = "labour", "劳务分包"


SUBCONTRACT_LETTERS = {SubcontractType.SPECIALIST: "F", SubcontractType.LABOUR: "L"}


class SupervisionPhase(TextChoices):
    """监理阶段."""

    PREPARATION = "preparation", "施工准备"
    CONSTRUCTION = "construction", "施工"
    WARRANTY = "warranty", "保修"
    RELATED = "related", "勘察设计相关服务"


class DesignStage(TextChoices):
    """设计阶段."""

    SURVEY = "survey", "现场勘查"
    SCHEME = "scheme", "方案设计"
    PRELIMINARY = "preliminary", "初步设计"
    DRAWINGS = "drawings", "施工图设计"
    SITE_SUPPORT = "site_support", "施工配合"


class Discipline(TextChoices):
    """专业 of a design contract's 专业负责人."""

    ARCHITECTURE = "architecture", "建筑"
    STRUCTURE = "structure", "结构"
    PLUMBING = "plumbing", "给排水"
    ELECTRICAL = "electrical", "电气"
    HVAC = "hvac", "暖通"
    COST = "cost", "造价"


# One column serves 施工 and 监理/设计 contracts; each form offers its own part.
ALL_PRICING = tuple(dict([*PricingMode.choices, *ServicePricing.choices]).items())
ALL_POSTS = tuple(dict([*SitePost.choices, *SupervisionPost.choices]).items())
