"""P7, P8: 上报 with everything that belongs to it, beside the least that could be written; what a number costs."""

import itertools
import json
import multiprocessing
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import mock

from django.db import connection, connections, transaction

from ca_auth.models import Identity
from portal.filing import numbering
from portal.filing.models import Filing
from portal.filing.perform import perform
from portal.filing.snapshots import Signature
from tests import factories
from tests.bench.measure import Line, p50
from tests.factories_auth import AccountFactory, IdentityFactory, uscc

WRITERS = 8
_firms = itertools.count(uuid.uuid4().int % 5_000_000)


def owner():
    """A firm of this run alone: the database is used again and again."""
    code = uscc(next(_firms))
    account = AccountFactory(enterprise__uscc=code, enterprise__name=f"上海测速{code[-6:]}有限公司")
    return IdentityFactory(account=account, enterprise=account.enterprise)


def saved(count: int) -> list[Filing]:
    """Filings that lack nothing for 上报."""
    actor = owner()
    kind = factories.filing_type("repair.declaration")
    found = [factories.save_new(kind, factories.declaration_data(), actor=actor) for _ in range(count)]
    for filing in found:
        factories.upload_missing(filing, actor=actor)
    return found


@dataclass(frozen=True)
class Ready:
    """A filing as a page has it at the moment of the click: read, its actor known, its content signed."""

    row: Filing
    actor: Identity
    signature: Signature


def ready(filing: Filing) -> Ready:
    row = filing.type.model.objects.select_related("owner").get(pk=filing.pk)
    return Ready(row, factories.implementer(row.owner), factories.signature(row))


def submit(one: Ready) -> None:
    perform(one.row, "submit", actor=one.actor, version=one.row.version, signature=one.signature)


def bare(filing: Filing) -> None:
    """Update the row, insert a line that says so."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE filing_filing SET event_count = event_count WHERE id = %s", [filing.pk])
        cursor.execute(
            "INSERT INTO bench_line (filing_id, content) VALUES (%s, %s)",
            [filing.pk, json.dumps({"title": filing.title})],
        )


def timed(act: Callable, filings: list) -> list[float]:
    taken = []
    for filing in filings:
        began = time.perf_counter()
        act(filing)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def lines(count: int) -> Iterator[Line]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_line (filing_id bigint, content text)")
    ours, least = [], []
    for some in _tens(saved(count)):
        least += timed(bare, some)
        ours += timed(submit, [ready(one) for one in some])
    ratio = p50(ours[10:]) / p50(least[10:])
    yield Line("P7", "上报 / bare update and insert", ratio, 5, detail=f"{p50(ours):.2f} / {p50(least):.2f} ms")
    alone, together = (_rate(writers, count) for writers in (1, WRITERS))
    yield Line(
        "P7", f"上报 by {WRITERS} writers / by one", together / alone, 1.1, least=True,
        detail=f"{together:.0f} / {alone:.0f} a second",
    )  # fmt: skip
    yield from _number_lines(count)


def _tens(filings: list[Filing]) -> Iterator[list[Filing]]:
    yield from (filings[n : n + 10] for n in range(0, len(filings), 10))


def _number_lines(count: int) -> Iterator[Line]:
    """The same approvals with the counter and with a number that costs nothing."""
    with_number, without = [], []
    given = itertools.count(1)

    def number(prefix: str, *, digits: int) -> str:
        return f"B{next(given)}{uuid.uuid4().hex[:12]}"

    free = mock.patch.object(numbering, "take", number)
    for some in _tens(saved(count * 2)):
        for filing in some:
            submit(ready(filing))
            factories.act(filing, "accept")
        half = len(some) // 2
        with_number += timed(lambda one: factories.act(one, "approve"), some[:half])
        with free:
            without += timed(lambda one: factories.act(one, "approve"), some[half:])
    detail = f"{p50(with_number):.2f} / {p50(without):.2f} ms"
    yield Line("P8", "approval with number / without", p50(with_number) / p50(without), 1.1, detail=detail)


def _rate(writers: int, count: int) -> float:
    """Submissions a second by so many processes at once."""
    shares = [[ready(one) for one in saved(max(12, count // writers))] for _ in range(writers)]
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(writers + 1)
    people = [context.Process(target=_write, args=(share, barrier)) for share in shares]
    for one in people:
        one.start()
    barrier.wait()
    began = time.perf_counter()
    for one in people:
        one.join()
    return sum(len(share) for share in shares) / (time.perf_counter() - began)


def _write(filings: list[Ready], barrier) -> None:
    connection.ensure_connection()
    barrier.wait()
    for filing in filings:
        submit(filing)
    connections.close_all()
