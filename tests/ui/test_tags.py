"""The template tags and filters of every page."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from portal.ui.statuses import look_of
from portal.ui.templatetags import portal_ui as tags

TODAY = date(2026, 11, 20)


def render(source: str, address: str = "/list/", **context) -> str:
    request = RequestFactory().get(address)
    return Template("{% load portal_ui %}" + source).render(Context({"request": request, **context}))


def test_an_icon_is_hidden_from_screen_readers_unless_it_says_something():
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    spoken = render('{% icon "lock" label="未开放" %}')
    assert 'role="img"' in spoken
    assert 'aria-label="未开放"' in spoken
    assert "aria-hidden" not in spoken


def test_an_icon_points_into_the_sprite():
    assert 'href="/static/vendor/icons.svg#bell"' in render('{% icon "bell" %}')


def test_an_icons_label_cannot_become_markup():
    assert "<script" not in render('{% icon "bell" label=name %}', name='"><script>')


@pytest.mark.parametrize(
    ("status", "tone"),
    [("saved", "slate"), ("submitted", "blue"), ("returned", "red"), ("accepted", "violet"), ("approved", "green")],
)
def test_a_chip_has_icon_word_and_colour(status, tone):
    html = render("{% chip status label %}", status=status, label="某状态")
    assert f'<span class="chip chip-{tone}">' in html
    assert "某状态" in html
    assert f"#{look_of(status).icon}" in html


def test_a_chip_is_an_element_and_its_label_is_text():
    html = render('{% chip label=label tone="red" %}', label="<b>4 件</b>")
    assert '<span class="chip chip-red">&lt;b&gt;4 件&lt;/b&gt;</span>' in html


def test_a_state_nobody_knows_is_still_shown():
    assert "新状态" in render('{% chip "unheard" "新状态" %}')


def test_a_chip_without_a_state_takes_its_tone():
    html = render('{% chip label="4 件" tone="red" %}')
    assert "chip-red" in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 18), "超期 2 天"),
        (date(2026, 11, 20), "今日到期"),
        (date(2026, 11, 21), "还剩 1 天"),
        (date(2026, 12, 1), "2026-12-01"),
        (None, "—"),
    ],
)
def test_a_deadline_in_words(due, words):
    assert words in render("{% sla due today %}", due=due, today=TODAY)


def test_a_deadlines_day_is_shanghais():
    late_evening_in_utc = datetime(2026, 11, 19, 17, 0, tzinfo=ZoneInfo("UTC"))
    assert tags.sla(late_evening_in_utc, TODAY)["kind"] == "today"


def test_query_replace_keeps_the_other_filters():
    assert render("{% query_replace page=2 %}", "/list/?q=田林&page=1") == "q=%E7%94%B0%E6%9E%97&amp;page=2"


def test_query_replace_removes_what_is_empty():
    assert render('{% query_replace status="" page=None %}', "/list/?q=a&status=saved&page=3") == "q=a"


@pytest.mark.parametrize(
    ("address", "direction", "following"),
    [("/", "", "sort=due"), ("/?sort=due", "ascending", "sort=-due"), ("/?sort=-due", "descending", "sort=due")],
)
def test_a_sort_head_tells_its_direction_and_turns_it(address, direction, following):
    html = render('{% sort_header "due" "办理期限" %}', address)
    assert f'href="?{following}"' in html
    assert (f'aria-sort="{direction}"' in html) is bool(direction)


def test_the_default_order_is_marked():
    assert 'aria-sort="descending"' in render('{% sort_header "due" "办理期限" default="-due" %}')


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (912, "912 B"), (912_384, "891 KB"), (1_887_436, "1.8 MB"), (None, "")]
)
def test_file_sizes(size, words):
    assert tags.humansize(size) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("12345678.9"), "12,345,678.90"), ("3860", "3,860.00"), (0, "0.00"), (None, "—"), ("待定", "待定")],
)
def test_amounts(value, words):
    assert tags.money(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("13800000000", "138****0000"),
        ("310104199001010011", "310***********0011"),
        ("12345", "*****"),
        ("", ""),
        (None, ""),
    ],
)
def test_masked_numbers_show_at_most_seven_characters(value, words):
    assert tags.masked(value) == words


def test_long_lists_of_pages_are_shortened():
    page = Paginator(range(1000), 10).get_page(50)
    assert len(tags.page_numbers(page)) < 12
