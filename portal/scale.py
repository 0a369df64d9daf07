"""Generated filings in bulk, for measuring. Apps register a maker; nothing here goes through perform(), because a
million acts would take a day: rows, contents and events are written as perform() would have left them."""

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max

from ca_auth.choices import District
from ca_auth.models import Enterprise
from ca_auth.models.account import Account
from portal.calendar import add_working_days
from portal.filing import audit, snapshots
from portal.filing.models import Event, Filing, Snapshot
from portal.filing.registry import registry
from portal.filing.states import Status
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
WEIGHTS = {Status.APPROVED: 94, Status.SUBMITTED: 2, Status.ACCEPTED: 1, Status.RETURNED: 1, Status.SAVED: 2}

Maker = Callable[[Filing, random.Random], object]
_makers: dict[str, Maker] = {}


def register_maker(kind: str, maker: Maker) -> None:
    """`maker(envelope, random)` gives the child row (unsaved) for a generated envelope of the type."""
    _makers[kind] = maker


def add_generated(count: int, *, progress: Callable[[int], None] = lambda done: None) -> int:
    """Insert `count` filings of all types with a maker; the same seed gives the same names. Gives the number made."""
    source = random.Random(SEED)  # noqa: S311 - names, not secrets
    envelopes = _envelopes(source)
    made = 0
    while made < count:
        batch = list(islice(envelopes, min(BATCH, count - made)))
        with transaction.atomic():
            _insert(batch, source)
        made += len(batch)
        if made % (BATCH * 10) == 0 or made == count:
            progress(made)
    _analyse()
    return made


def _envelopes(source: random.Random) -> Iterator[Filing]:
    owners = list(_owners())
    author = Account.objects.filter(enterprise__isnull=False).first() or Account.objects.first()
    kinds = sorted(_makers)
    districts = [value for value in District.values if value != District.KQ]
    number = (Filing.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    start = datetime(2023, 1, 3, 1, tzinfo=UTC)
    while True:
        moment = start + timedelta(minutes=7 * number % 1_900_000)
        # Skewed: a few large owners, many small ones.
        owner = owners[int(len(owners) * source.random() ** 2)]
        status = source.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        place = f"{source.choice(STREETS)}路{source.randint(1, 1999)}{source.choice(PLACES)}"
        title = f"{moment.year}年{District(source.choice(districts)).label}{place}{source.choice(WORKS)}工程"
        yield _envelope(
            kind=registry.types[kinds[number % len(kinds)]], number=number, moment=moment, owner=owner, author=author,
            status=status, title=title, district=source.choice(districts),
        )  # fmt: skip
        number += 1


def _owners() -> Iterator[Enterprise]:
    yield from Enterprise.objects.filter(kind="implementer").order_by("pk")


def _envelope(*, kind, number: int, moment, owner, author, status, title: str, district: str) -> Filing:
    sent = status != Status.SAVED
    return Filing(
        kind=kind.kind, system=kind.system, owner=owner, created_by=author, title=title, title_key=name_key(title),
        district=district, status=status, version=3 if sent else 1, submission_count=1 if sent else 0,
        online_application_no=f"W9{number:012d}",
        official_no=f"G{number:09d}" if status == Status.APPROVED else None,
        created_at=moment, saved_at=moment, submitted_at=moment if sent else None,
        accepted_at=moment if status in {Status.ACCEPTED, Status.APPROVED} else None,
        approved_at=moment + timedelta(days=2) if status == Status.APPROVED else None,
        returned_at=moment + timedelta(days=1) if status == Status.RETURNED else None,
        due_on=add_working_days(moment.date(), 5) if status in {Status.SUBMITTED, Status.ACCEPTED} else None,
    )  # fmt: skip


def _insert(batch: list[Filing], source: random.Random) -> None:
    Filing.objects.bulk_create(batch)
    by_model: dict[type, list] = {}
    for envelope in batch:
        child = _makers[envelope.kind](envelope, source)
        by_model.setdefault(type(child), []).append(child)
    for model, children in by_model.items():
        model._base_manager.all()._batched_insert(children, model._meta.local_concrete_fields, 500)
    sent = [envelope for envelope in batch if envelope.submission_count]
    found = [_snapshot(envelope) for envelope in sent]
    Snapshot.objects.bulk_create(found)
    Event.objects.bulk_create([_event(envelope, snapshot) for envelope, snapshot in zip(sent, found, strict=True)])
    Filing.objects.bulk_update(sent, ["event_count", "event_head"], batch_size=500)


def _snapshot(envelope: Filing) -> Snapshot:
    text = snapshots.canonical(
        {"kind": envelope.kind, "title": envelope.title, "generated": True, "sections": [], "tables": [],
         "attachments": [], "form_title": envelope.type.form_title, "subtitle": envelope.type.label,
         "online_application_no": envelope.online_application_no, "owner": "", "district": "", "submission": 1}
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
    envelope.event_count, envelope.event_head = 1, event.mac
    return event


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
