"""Numbers: unique, gapless as allocated, never reused.

The counter row is taken inside the transaction of the act, so it rolls back with it. One statement, the same on both
databases: reading the maximum and adding one is not safe under a double click.
"""

from datetime import date

from django.db import connection

from portal.filing import clock
from portal.filing.workflow import Refused, Unmet

_TAKE = """
INSERT INTO filing_numbersequence (prefix, value) VALUES (%s, 1)
ON CONFLICT (prefix) DO UPDATE SET value = filing_numbersequence.value + 1 RETURNING value
"""
_RAISE_TO = """
INSERT INTO filing_numbersequence (prefix, value) VALUES (%s, %s)
ON CONFLICT (prefix) DO UPDATE SET value = excluded.value WHERE filing_numbersequence.value < excluded.value
"""


class SeriesExhausted(Refused):
    """The series has no number left; it never wraps. Told like any other obstacle, and the act is undone."""


def take(prefix: str, *, digits: int) -> str:
    """The next number under `prefix`, zero-filled to `digits`. Call inside the transaction that uses it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [prefix])
        value = cursor.fetchone()[0]
    if value >= 10**digits:
        raise SeriesExhausted(Unmet(f"编号 {prefix} 已用完，请联系系统管理员"))
    return f"{prefix}{value:0{digits}d}"


def raise_to(prefix: str, value: int) -> None:
    """Let the series continue after `value`; used when numbers given out elsewhere are taken over."""
    with connection.cursor() as cursor:
        cursor.execute(_RAISE_TO, [prefix, value])


def online_prefix(day: date) -> str:
    """Manual 000 shows W2021031200012: W, the day, five digits of the day's sequence."""
    return f"W{day:%Y%m%d}"


def online_number() -> str:
    """网上申请编号 of a filing that is saved for the first time."""
    return take(online_prefix(clock.today()), digits=5)
