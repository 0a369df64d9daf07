"""Throwing away what has served: keys of answered forms, drafts that nobody came back for."""

from datetime import datetime, timedelta

from portal.filing.models import Draft, IdempotencyKey

KEEP_KEYS = timedelta(days=7)
KEEP_DRAFTS = timedelta(days=90)


def prune(now: datetime) -> dict[str, int]:
    """Remove what is past its time; gives the numbers."""
    keys, _ = IdempotencyKey.objects.filter(created_at__lt=now - KEEP_KEYS).delete()
    drafts, _ = Draft.objects.filter(saved_at__lt=now - KEEP_DRAFTS).delete()
    return {"重复提交保护": keys, "暂存": drafts}
