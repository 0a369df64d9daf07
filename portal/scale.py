"""Generated filings in bulk, for measuring. Apps register a maker; nothing here goes through perform(), because a
million acts would take a day: rows, contents and events are written as perform() would have left them."""

import hashlib
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import cycle, islice

from django.db import connection, transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils.module_loading import autodiscover_modules

from ca_auth.choices import District
from ca_auth.models import Account, Enterprise, EnterpriseKind
from ca_auth.pki.uscc import check_character
from portal.calendar import add_working_days
from portal.filing import audit, snapshots
from portal.filing.models import Event, Filing, Snapshot
from portal.filing.registry import registry
from portal.filing.states import WITH_REVIEWERS, Status
from portal.search.keys import name_key

BATCH = 2000
SEED = 20261120
STREETS = (
    "广灵", "山阴", "自忠", "永嘉", "临汾", "兰溪", "长阳", "潍坊", "鹤庆", "哈密", "武宁", "曹杨",
    "共和新", "平型关", "中兴", "宝山", "同心", "四平", "控江", "延吉", "国和", "双阳", "打浦", "瞿溪",
    "斜土", "漕溪", "田林", "桂林", "天钥桥", "龙华", "宛平", "江苏", "愚园", "华山", "镇宁", "仙霞",
    "虹桥", "古北", "水城", "茅台", "威宁", "娄山关", "芙蓉江", "北新泾",
)  # fmt: skip
WORKS = (
    "屋面及相关设施改造",
    "厨卫等综合改造",
    "多层住宅综合整治",
    "旧住房成套改造",
    "里弄房屋修缮改造",
    "高层住宅综合整修",
    "外立面修缮",
    "二次供水设施改造",
)
PLACES = ("弄", "街坊", "号", "小区", "坊", "新村", "公寓", "花园")
START = datetime(2023, 1, 3, 1, tzinfo=UTC)
DISTRICTS = District.values[:16]  # without 跨区
WEIGHTS = {Status.APPROVED: 94, Status.SUBMITTED: 2, Status.ACCEPTED: 1, Status.RETURNED: 1, Status.SAVED: 2}

Maker = Callable[[Filing, random.Random, Filing | None], object]


@dataclass(frozen=True)
class _Making:
    make: Maker
    follows: str = ""


_makers: dict[str, _Making] = {}


def register_maker(kind: str, maker: Maker, *, follows: str = "") -> None:
    """`maker(envelope, random, before)` gives the child row (unsaved) for a generated envelope of the type.

    With `follows` every envelope continues an approved one of that type, each at most once: owner, district and title
    are its, and it is handed in as `before` (else None).
    """
    _makers[kind] = _Making(maker, follows)


def add_generated(count: int, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Insert `count` filings of all types with a maker; the same seed gives the same names. Gives the number made."""
    autodiscover_modules("scale")
    source = random.Random(SEED)  # noqa: S311 - names, not secrets
    plans = _plans(source, _owners(count))
    made = 0
    while made < count:
        batch = list(islice(plans, min(BATCH, count - made)))
        with transaction.atomic():
            _insert(batch, source)
        made += len(batch)
        if made % (BATCH * 10) == 0 or made == count:
            progress(made)
    _analyse()
    return made


@dataclass
class _Plan:
    envelope: Filing
    before: Filing | None = None


def _plans(source: random.Random, owners: list[Enterprise]) -> Iterator[_Plan]:
    """Types in turn; where nothing is left that a type could follow, the one that it follows."""
    author = Account.objects.filter(enterprise__isnull=False).first() or Account.objects.first()
    kinds, waiting = cycle(sorted(_makers)), {kind: deque() for kind in _makers}
    number = (Filing.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    while True:
        kind, before = next(kinds), None
        while (first := _makers[kind].follows) and not waiting[kind]:
            kind = first
        if first:
            before = waiting[kind].popleft()
        plan = _Plan(_envelope(source, kind, number, author, before=before, owners=owners), before)
        if plan.envelope.status == Status.APPROVED:
            for follower, making in _makers.items():
                if making.follows == kind:
                    waiting[follower].append(plan.envelope)
        yield plan
        number += 1


def _owners(count: int) -> list[Enterprise]:
    """The implementing units there are, and generated ones beside them: one for every fifty filings."""
    there = Enterprise.objects.filter(kind=EnterpriseKind.IMPLEMENTER)
    missing = range(there.count(), count // 50)
    Enterprise.objects.bulk_create(
        [
            Enterprise(
                name=f"上海{STREETS[n % len(STREETS)]}住房修缮{n}有限公司", uscc=_uscc(n),
                kind=EnterpriseKind.IMPLEMENTER, district=DISTRICTS[n % 16],
            )
            for n in missing
        ],
        batch_size=500,
    )  # fmt: skip
    return list(there.order_by("pk"))


def _uscc(number: int) -> str:
    """Fictional: the district code 310199 is not in use."""
    first_17 = f"91310199MG{number:07d}"
    return first_17 + check_character(first_17)


def _envelope(source: random.Random, kind: str, number: int, author: Account, *, before, owners) -> Filing:
    moment = START + timedelta(minutes=7 * number % 1_900_000)
    status = source.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    sent, done, district = status != Status.SAVED, status == Status.APPROVED, source.choice(DISTRICTS)
    title = before.title if before else _title(source, moment, district)
    return Filing(
        kind=kind, system=registry.types[kind].system, created_by=author, title=title, title_key=name_key(title),
        # Skewed: a few large owners, many small ones.
        owner=before.owner if before else owners[int(len(owners) * source.random() ** 2)],
        district=before.district if before else district,
        status=status, version=3 if sent else 1, submission_count=1 if sent else 0,
        online_application_no=f"W9{number:012d}", official_no=f"G{number:09d}" if done else None,
        created_at=moment, saved_at=moment, submitted_at=moment if sent else None,
        accepted_at=moment if status in {Status.ACCEPTED, Status.APPROVED} else None,
        approved_at=moment + timedelta(days=2) if done else None,
        returned_at=moment + timedelta(days=1) if status == Status.RETURNED else None,
        due_on=_due(moment.date()) if status in WITH_REVIEWERS else None,
    )  # fmt: skip


def _title(source: random.Random, moment: datetime, district: str) -> str:
    place = f"{source.choice(STREETS)}路{source.randint(1, 1999)}{source.choice(PLACES)}"
    return f"{moment.year}年{District(district).label}{place}{source.choice(WORKS)}工程"


@cache
def _due(day: date) -> date:
    return add_working_days(day, 5)


def _insert(batch: list[_Plan], source: random.Random) -> None:
    envelopes = [plan.envelope for plan in batch]
    Filing.objects.bulk_create(envelopes, batch_size=500)
    by_model: dict[type, list] = {}
    for plan in batch:
        child = _makers[plan.envelope.kind].make(plan.envelope, source, plan.before)
        child.filing_ptr_id, child.uuid = plan.envelope.pk, plan.envelope.uuid
        by_model.setdefault(type(child), []).append(child)
    for model, children in by_model.items():
        # Only the child's own table: bulk_create() knows no multi-table inheritance.
        model._base_manager.all()._batched_insert(children, model._meta.local_concrete_fields, 500)
    found = [(one, _snapshot(one)) for one in envelopes if one.submission_count]
    Snapshot.objects.bulk_create([snapshot for _, snapshot in found], batch_size=500)
    Event.objects.bulk_create([_event(*pair) for pair in found], batch_size=500)
    mac = Event.objects.filter(filing_id=OuterRef("pk")).values("mac")[:1]
    Filing.objects.filter(pk__in=[one.pk for one, _ in found]).update(event_count=1, event_head=Subquery(mac))


def _snapshot(envelope: Filing) -> Snapshot:
    kind = envelope.type
    text = snapshots.canonical(
        {"kind": envelope.kind, "title": envelope.title, "generated": True, "sections": [], "tables": [],
         "attachments": [], "form_title": kind.form_title, "subtitle": kind.label,
         "online_application_no": envelope.online_application_no, "owner": envelope.owner.name,
         "district": envelope.get_district_display(), "submission": 1}
    )  # fmt: skip
    snapshot = Snapshot(
        filing=envelope, number=1, version=2, created_at=envelope.submitted_at,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    snapshot.seal(text)
    return snapshot


def _event(envelope: Filing, snapshot: Snapshot) -> Event:
    event = Event(
        stream=f"filing:{envelope.uuid}", sequence=1, filing=envelope, at=envelope.submitted_at, actor_name="演示生成",
        action="submit", source=Status.SAVED, result=Status.SUBMITTED, version=2,
        facts={"submission": 1, "sha256": snapshot.sha256},
    )  # fmt: skip
    event.mac = audit.mac_of(event)
    return event


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
