"""A search finds what LIKE finds, in every scope, whatever path it takes; numbers come before names."""

import random

import pytest
from django.core.management import call_command
from django.db import connection

from portal.filing.models import Filing
from portal.filing.states import Status
from portal.search import services, sqlite
from portal.search.keys import bigrams, name_key
from tests.search import envelopes

pytestmark = pytest.mark.django_db


@pytest.fixture
def filings():
    return envelopes.make(1200)


def scopes(filings) -> dict:
    owners = sorted({one.owner_id for one in filings})
    newest = Filing.objects.order_by("-pk")
    return {
        "all": newest,
        "approved": newest.filter(status=Status.APPROVED),
        "submitted": Filing.objects.filter(status=Status.SUBMITTED).order_by("due_on", "pk"),
        "district": newest.filter(district="XH"),
        "large enterprise": newest.filter(owner=owners[0]),
        "small enterprise": newest.filter(owner=owners[1]),
    }


def words(filings, count: int = 130) -> list[str]:
    """Pieces of names of every length, phrases that are nowhere, and everything that LIKE treats specially."""
    rng = random.Random(7)
    found = {"%", "_", "\\", "100%", "a_b", "甲\\乙", "%达", "村", "弄", "鑫", "外墙修工", "霹雳", "不存在的小区"}
    found |= {"newtown", "abc座"}
    while len(found) < count:
        key = rng.choice(filings).title_key
        start, length = rng.randrange(len(key) - 1), rng.choice([1, 2, 2, 2, 3, 4, 6])
        found.add(key[start : start + length])
    return sorted(word for word in found if not services._NUMBER.fullmatch(word.upper()))


@pytest.mark.parametrize("probe", [1, 40, 5_000])
def test_finds_exactly_what_like_finds_in_its_order(filings, monkeypatch, probe):
    monkeypatch.setattr(services, "PROBE", probe)
    asked = words(filings)
    assert len(asked) >= 100
    for scope_name, scope in scopes(filings).items():
        rows = list(scope.values_list("pk", "title_key"))
        for word in asked:
            expected = [pk for pk, key in rows if word in key]
            assert expected[:1001] == list(scope.filter(title_key__contains=word).values_list("pk", flat=True))[:1001]
            assert services.find(scope, word).ids == expected[:1001], (scope_name, word, probe)
            first = services.find(scope, word, need=21)
            assert first.ids == expected[:21], (scope_name, word, probe)
            assert not first.complete or len(expected) <= 21


@pytest.mark.postgres
def test_finds_exactly_what_like_finds_on_postgresql(filings, monkeypatch):
    test_finds_exactly_what_like_finds_in_its_order(filings, monkeypatch, 40)


def test_the_index_alone_answers_where_the_probe_is_too_short(filings, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(services, "PROBE", 1)
    with django_assert_num_queries(3):
        assert services.find(Filing.objects.order_by("-pk"), "彭浦").ids


def test_a_frequent_word_ends_in_the_probe(filings, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(services.find(Filing.objects.order_by("-pk"), "工程", need=21).ids) == 21


def test_word_is_typed_with_other_widths_cases_and_spaces(filings):
    scope = Filing.objects.order_by("-pk")
    assert services.find(scope, " NEW　town ").ids == services.find(scope, "newtown").ids != []
    assert services.find(scope, "彭浦 新村").ids == services.find(scope, "彭浦新村").ids != []


@pytest.mark.parametrize("term", ["", "   ", "\u3000"])
def test_nothing_asked_nothing_found(filings, term):
    assert services.find(Filing.objects.all(), term).ids == []


def test_exact_number_comes_alone(filings):
    one = filings[77]
    scope = Filing.objects.order_by("-pk")
    assert services.find(scope, one.online_application_no).ids == [one.pk]
    assert services.find(scope, f" {one.online_application_no.lower()} ").ids == [one.pk]
    approved = next(f for f in filings if f.official_no)
    assert services.find(scope, approved.official_no).ids == [approved.pk]


def test_beginning_of_a_number(filings):
    scope = Filing.objects.order_by("-pk")
    expected = [f.pk for f in reversed(filings) if f.online_application_no.startswith("W202611020007")]
    assert services.find(scope, "w202611020007").ids == expected != []
    expected = [f.pk for f in reversed(filings) if (f.official_no or "").startswith("26HP00")]
    assert services.find(scope, "26HP00").ids == expected != []


def test_piece_of_a_number(filings):
    assert services.find(Filing.objects.order_by("-pk"), "110200078").ids == [filings[77].pk]


def test_number_outside_the_scope_is_not_found(filings):
    one = next(f for f in filings if f.district == "JA")
    assert services.find(Filing.objects.filter(district="XH"), one.online_application_no).ids == []


def test_search_narrows_a_queryset(filings):
    scope = Filing.objects.filter(district="XH").order_by("-pk")
    found = services.search(scope, "彭浦").filter(status=Status.APPROVED)
    assert {f.district for f in found} == {"XH"}
    assert all("彭浦" in f.title_key for f in found)
    assert found.count()


def test_index_follows_renaming_and_removal(filings, monkeypatch):
    monkeypatch.setattr(services, "PROBE", 1)
    scope = Filing.objects.order_by("-pk")
    one, two = filings[10], filings[11]
    Filing.objects.filter(pk=one.pk).update(title_key="蟠龙天地改造")
    assert services.find(scope, "蟠龙").ids == [one.pk]
    assert one.pk not in services.find(scope, one.title_key[:4]).ids
    Filing.objects.filter(pk=one.pk).update(title_key="虹梅小区")
    assert services.find(scope, "蟠龙").ids == []
    assert services.find(scope, "虹梅").ids == [one.pk]
    Filing.objects.filter(pk=two.pk)._raw_delete("default")
    assert two.pk not in services.find(scope, two.title_key[:4]).ids


def test_migrate_restores_an_index_that_lost_its_triggers(filings, monkeypatch):
    """Django rebuilds a SQLite table to alter it; the triggers go with the old one."""
    monkeypatch.setattr(services, "PROBE", 1)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER search_title_insert")
            cursor.execute("DROP TRIGGER search_title_update")
    Filing.objects.filter(pk=filings[5].pk).update(title_key="蟠龙天地改造")
    call_command("migrate", verbosity=0)
    assert services.find(Filing.objects.order_by("-pk"), "蟠龙").ids == [filings[5].pk]


def test_key_is_as_long_as_the_positions_reach():
    """The SQLite triggers cut names by a table of positions."""
    assert Filing._meta.get_field("title_key").max_length == sqlite.LONGEST_KEY


@pytest.mark.parametrize(
    ("text", "key"),
    [("彭浦新村 1 街坊", "彭浦新村1街坊"), ("（二期）ＡＢ", "(二期)ab"), ("New\u3000Town", "newtown"), ("", "")],
)
def test_key(text, key):
    assert name_key(text) == key


def test_bigrams():
    assert bigrams("彭浦新村") == ["彭浦", "浦新", "新村"]
    assert bigrams("村") == []
    assert bigrams("哈哈哈") == ["哈哈"]
