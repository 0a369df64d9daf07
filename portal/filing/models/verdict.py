from django.db import models

from portal.filing.states import Status


class AttachmentVerdict(models.Model):
    """What a reviewer found of the files in one slot of one submission, at 受理 and again at 审核."""

    filing = models.ForeignKey(
        "filing.Filing", models.CASCADE, related_name="attachment_verdicts", verbose_name="办件"
    )
    submission = models.PositiveSmallIntegerField("第几次上报")
    stage = models.CharField("环节", max_length=10, choices=[(Status.SUBMITTED, "受理"), (Status.ACCEPTED, "审核")])
    slot = models.CharField("附件栏目", max_length=60)
    label = models.CharField("附件名称", max_length=100)
    passed = models.BooleanField("符合")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    author = models.ForeignKey("ca_auth.Identity", models.PROTECT, related_name="+", verbose_name="审核人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "附件审核结论"
        verbose_name_plural = "附件审核结论"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "submission", "stage", "slot"], name="attachment_verdict_once_per_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}：{'符合' if self.passed else '不符合'}"
