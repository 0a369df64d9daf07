"""Gates that hold for every filing."""

from collections.abc import Iterator

from django.conf import settings

from portal.attachments import services as attachments
from portal.filing.states import Status
from portal.filing.workflow import Unmet


def saved_since_return(filing) -> Iterator[Unmet]:
    """Manual 000 §3.1: 请修改完相应内容，点击保存后上报."""
    if filing.status == Status.RETURNED and filing.corrected_at is None:
        yield Unmet(
            "退回后尚未修改保存，请修改相应内容并点击“保存”后再上报", repair_url=filing.type.url("edit", filing)
        )


def printable(filing) -> Iterator[Unmet]:
    """Manual 000 §3.1: 已审核后的…都不能进行保存和上报打印; PRINT_WHEN_APPROVED opens it for the owner."""
    if filing.status == Status.APPROVED and not settings.PRINT_WHEN_APPROVED:
        yield Unmet("已审核的记录不能再打印")


def attachments_complete(filing) -> Iterator[Unmet]:
    """Every attachment that the content asks for is there before 上报."""
    for slot in attachments.missing(filing, filing.type.slots):
        yield Unmet(f"请上传附件：{slot.label}", field=f"attachment:{slot.name}")


def never_submitted(filing) -> Iterator[Unmet]:
    """What was 上报 once stays on record."""
    if filing.submission_count:
        yield Unmet("已上报过的记录不能删除")


def no_open_remarks(filing) -> Iterator[Unmet]:
    """A reviewer who has written remarks on this submission means to return it."""
    if filing.review_remarks.filter(submission=filing.submission_count, sent_at__isnull=True).exists():
        yield Unmet("本次上报还有未发出的逐项意见，请退回修改，或删除意见后再审核通过")


def no_failed_attachments(filing) -> Iterator[Unmet]:
    """A file that was found wanting is returned, not approved. The later stage's finding counts."""
    latest = {one.slot: one for one in filing.attachment_verdicts.filter(submission=filing.submission_count)}
    for one in latest.values():
        if not one.passed:
            yield Unmet(f"附件“{one.label}”不符合{f'（{one.note}）' if one.note else ''}，不能审核通过")
