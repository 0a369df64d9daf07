"""What may be thrown away, and when."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from ca_auth.models import LoginAttempt, LoginChallenge, LoginSession, SecurityEvent, ThrottleBucket
from ca_auth.services import sessions
from ca_auth.services.throttle import LONGEST_WINDOW

# 网络安全法 art. 21: network logs at least six months.
KEEP_LOGS = timedelta(days=200)
KEEP_CHALLENGES = timedelta(days=1)


def prune(now: datetime) -> dict[str, int]:
    """Remove what has served its time; ends sessions nobody has closed. Returns rows per kind."""
    old_sessions = LoginSession.objects.filter(ended_at__lt=now - KEEP_LOGS)
    removed = {
        "sessions_ended": _end_forgotten(now),
        "challenges": LoginChallenge.objects.filter(expires_at__lt=now - KEEP_CHALLENGES).delete()[0],
        "throttle_buckets": ThrottleBucket.objects.filter(window_start__lt=now - 2 * LONGEST_WINDOW).delete()[0],
        "attempts": LoginAttempt.objects.prune_before(now - KEEP_LOGS),
        "events": SecurityEvent.objects.prune_before(now - KEEP_LOGS),
        "sessions": old_sessions.delete()[0],
    }
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return removed


def _end_forgotten(now: datetime) -> int:
    ended = 0
    for record in LoginSession.objects.live().select_related("account", "certificate").iterator():
        why = sessions.why_over(record, now)
        if why:
            sessions.end(record, why)
            ended += 1
    return ended
