"""Value lists of 开工审核 and 竣工备案."""

from django.db.models import TextChoices

from ca_auth.choices import District


class MethodStatement(TextChoices):
    """施工组织设计（方案）编审."""

    APPROVED = "approved", "已审批"
    PENDING = "pending", "未审批"


class DesignReview(TextChoices):
    """施工图或修缮方案审查."""

    PASSED = "passed", "合格"
    EXEMPT = "exempt", "免审"


class SiteStart(TextChoices):
    """现场开工情况."""

    NOT_STARTED = "not_started", "未开工"
    STARTED = "started", "已开工"


class BuildingUse(TextChoices):
    """工程用途."""

    HOUSING = "housing", "住宅"
    MIXED = "mixed", "商住"
    OTHER = "other", "其他"


class Grade(TextChoices):
    """工程质量等级, and 验收结论 of a building."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class OpinionParty(TextChoices):
    """Who accepts the works, in the order of the paper. 勘察 only where there was one."""

    DESIGN = "design", "设计单位"
    CONSTRUCTION = "construction", "施工单位"
    SUPERVISION = "supervision", "监理单位"
    IMPLEMENTER = "implementer", "实施单位"
    SURVEY = "survey", "勘察单位"


MUNICIPAL_OFFICE = "上海市住宅修缮工程质量事务中心"
# 质量、安全监督机构 by the letters of its district.
SUPERVISION_OFFICES = tuple(
    (value, MUNICIPAL_OFFICE if value == District.KQ else f"{label}住宅修缮工程管理中心")
    for value, label in District.choices
)
