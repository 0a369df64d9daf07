"""P4: a Chinese word, of mixed length and frequency, beside an exact number, plain LIKE and icontains with a count."""

import random
from collections.abc import Iterator

from django.db import connection

from portal.filing.models import Filing
from portal.search import services
from tests.bench.measure import Line, p50, p95, rounds

PAGE = 21


def words(count: int = 48) -> list[str]:
    """Pieces of names of two to six characters, and phrases that are nowhere; the same in every run."""
    source = random.Random(4)
    keys = list(
        Filing.objects.order_by("-pk").values_list("title_key", flat=True)[:: max(1, Filing.objects.count() // 500)]
    )
    found = ["霹雳", "蟠龙天地", "外墙修工", "鲲鹏"]
    while len(found) < count:
        key, length = source.choice(keys), source.choice([2, 2, 3, 4, 4, 6])
        start = source.randrange(5, max(6, len(key) - length))
        found.append(key[start : start + length])
    return [word for word in found if not services._NUMBER.fullmatch(word.upper())]


def lines(count: int) -> Iterator[Line]:
    asked, scope = words(), Filing.objects.filter(submission_count__gt=0).order_by("-pk")
    numbers = list(scope.values_list("online_application_no", flat=True)[:500:11])
    ours, exact, like, stock = [], [], [], []
    for word, number in zip(asked, (numbers * 2)[: len(asked)], strict=True):
        taken = rounds(
            {
                "exact": lambda n=number: services.find(scope, n, need=PAGE),
                "ours": lambda w=word: services.find(scope, w, need=PAGE),
                "like": lambda w=word: _like(w),
                "stock": lambda w=word: _stock(w),
            },
            count=max(1, count // 10), each=1,
        )  # fmt: skip
        for kept, name in ((ours, "ours"), (exact, "exact"), (like, "like"), (stock, "stock")):
            kept += taken[name]
    base = p50(exact)
    yield Line("P4", "word / exact number, p50", p50(ours) / base, 10, detail=f"{p50(ours):.2f} / {base:.2f} ms")
    yield Line("P4", "word / exact number, p95", p95(ours) / p50(exact), 40, detail=f"{p95(ours):.2f} ms")
    mean = sum(ours) / len(ours)
    yield Line(
        "P4", "LIKE / word, one client", sum(like) / len(like) / mean, 30, least=True, detail=f"{p50(like):.1f} ms p50"
    )
    yield Line(
        "P4", "icontains and count / word, one client", sum(stock) / len(stock) / mean, 200, least=True,
        detail=f"{p50(stock):.1f} ms p50",
    )  # fmt: skip


def _like(word: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM filing_filing WHERE submission_count > 0 AND title LIKE %s ORDER BY id DESC LIMIT %s",
            [f"%{word}%", PAGE],
        )
        return cursor.fetchall()


def _stock(word: str) -> tuple[int, list]:
    found = Filing.objects.filter(submission_count__gt=0, title__icontains=word).order_by("-pk")
    return found.count(), list(found.values_list("pk", flat=True)[:PAGE])
