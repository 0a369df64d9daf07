"""How often something may be tried. The count is raised before the attempt, by one conditional UPDATE."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from ca_auth.digests import keyed_digest
from ca_auth.models import ThrottleBucket


@dataclass(frozen=True)
class Limit:
    """At most ``times`` in each window of ``seconds``, counted per key under the name ``scope``."""

    scope: str
    times: int
    seconds: int


CHALLENGES_PER_IP = Limit("challenge_ip", 120, 60)
CERTIFICATES_PER_IP = Limit("certificate_ip", 60, 60)
STAFF_PER_ACCOUNT_AND_IP = Limit("staff_account_ip", 5, 15 * 60)
STAFF_PER_ACCOUNT = Limit("staff_account", 20, 24 * 3600)
STAFF_PER_IP = Limit("staff_ip", 100, 3600)
TOTP_PER_ACCOUNT = Limit("totp_account", 10, 15 * 60)


def take(limit: Limit, *key: str | None, now: datetime | None = None) -> bool:
    """Use up one attempt of ``key``; False when none is left in this window.

    Call it outside a transaction that may be rolled back: an attempt that was made stays counted.
    """
    bucket = _bucket(limit, key, now or timezone.now())
    free = ThrottleBucket.objects.filter(**bucket, count__lt=limit.times)
    if free.update(count=F("count") + 1):
        return True
    ThrottleBucket.objects.bulk_create([ThrottleBucket(**bucket, count=0)], ignore_conflicts=True)
    return bool(free.update(count=F("count") + 1))


def clear(limit: Limit, *key: str | None, now: datetime | None = None) -> None:
    """Forget the attempts of ``key``: the last one succeeded."""
    ThrottleBucket.objects.filter(**_bucket(limit, key, now or timezone.now())).delete()


def _bucket(limit: Limit, key: tuple[str | None, ...], now: datetime) -> dict:
    seconds = int(now.timestamp())
    return {
        "scope": limit.scope,
        "key_hmac": keyed_digest(f"throttle.{limit.scope}", "\0".join(part or "" for part in key)),
        "window_start": datetime.fromtimestamp(seconds - seconds % limit.seconds, UTC),
    }


LONGEST_WINDOW = timedelta(days=1)
