"""The five states that every filing of manual 000 goes through, and what each side is told to do next."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Manual 000 §3.1: 项目信息报送状态."""

    SAVED = "saved", "已保存"
    SUBMITTED = "submitted", "已上报"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已受理"
    APPROVED = "approved", "已审核"


EDITABLE = frozenset({Status.SAVED, Status.RETURNED})
WITH_REVIEWERS = frozenset({Status.SUBMITTED, Status.ACCEPTED})

OWNER, REVIEWER, MUNICIPAL = "owner", "reviewer", "municipal"

NEXT_STEP = {
    (Status.SAVED, OWNER): "尚未上报。核对无误后点击“上报”，管理部门才能受理。",
    (Status.SUBMITTED, OWNER): "已送达管理部门，请等待受理。",
    (Status.RETURNED, OWNER): "请按审核意见修改，保存后重新上报。",
    (Status.ACCEPTED, OWNER): "管理部门已受理，请等待审核。",
    (Status.APPROVED, OWNER): "已审核通过，可以办理下一环节。",
    (Status.SUBMITTED, REVIEWER): "请核对内容和附件，受理或退回修改。",
    (Status.ACCEPTED, REVIEWER): "已受理，请审核通过或退回修改。",
    (Status.RETURNED, REVIEWER): "已退回，等待单位修改后重新上报。",
    (Status.APPROVED, REVIEWER): "已审核通过，无需处理。",
}


def next_step(status: str, side: str) -> str:
    return NEXT_STEP.get((Status(status), side), "")
