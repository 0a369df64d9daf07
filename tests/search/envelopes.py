"""Many bare envelopes with names like real ones, for what looks at names and numbers only."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ca_auth.choices import District, System
from portal.filing.models import Filing
from portal.filing.states import Status
from portal.search.keys import name_key
from tests.factories_auth import AccountFactory, EnterpriseFactory

STREETS = [
    "彭浦", "临汾", "田林", "康健", "长桥", "曲阳", "凉城", "四平", "控江", "五角场", "江宁",
    "曹杨", "石泉", "天平", "漕河泾",
]  # fmt: skip
ESTATES = [
    "新村", "小区", "一村", "三村", "公寓", "里弄", "花园", "大楼",
]  # fmt: skip
WORKS = [
    "屋面及相关设施改造", "成套改造", "厨卫综合改造", "外墙修缮", "加装电梯", "二次供水", "雨污分流",
]  # fmt: skip
ODD = ["100%达标", "A_B座", r"甲\乙", "（二期）", "New Town", "451弄", "ＡＢＣ座", "鑫"]
DAY = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
STATES = [Status.SUBMITTED, Status.ACCEPTED, Status.RETURNED, *[Status.APPROVED] * 7]


def name(rng: random.Random) -> str:
    odd = rng.choice(ODD) if rng.random() < 0.1 else ""
    return f"{rng.choice(STREETS)}{rng.choice(ESTATES)} {rng.randint(1, 99)} 号{odd}{rng.choice(WORKS)}工程"


def make(count: int, *, seed: int = 20261120) -> list[Filing]:
    """`count` submitted filings of a large, a small and eight further enterprises, oldest first."""
    rng = random.Random(seed)
    owners = EnterpriseFactory.create_batch(10)
    account = AccountFactory(enterprise=owners[0])
    return Filing.objects.bulk_create(_one(rng, n, owners, account) for n in range(1, count + 1))


def _one(rng: random.Random, n: int, owners: list, account) -> Filing:
    status, title = rng.choice(STATES), name(rng)
    owner = owners[0] if rng.random() < 0.5 else owners[1] if rng.random() < 0.02 else rng.choice(owners[2:])
    at = DAY + timedelta(minutes=n)
    return Filing(
        kind="test", system=System.REPAIR, online_application_no=f"W20261102{n:05d}", title=title,
        official_no=f"26HP{n:04d}" if status == Status.APPROVED else None, title_key=name_key(title), owner=owner,
        district=rng.choice([District.HP, District.XH, District.JA]), status=status, submission_count=1,
        due_on=at.date() if status in {Status.SUBMITTED, Status.ACCEPTED} else None, created_by=account, created_at=at,
        saved_at=at, submitted_at=at, approved_at=at if status == Status.APPROVED else None,
    )  # fmt: skip
