from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.page.parsing import Page
from toolkit.reports.page.drawing import fitted, hatching, legend, scale, scrolled, svg, swatch, text


@given(st.lists(st.floats()), st.floats())
def test_everything_has_a_place_inside(values: list[float], other: float) -> None:
    drawn = scale(values, left=10, width=200)
    for value in (*values, other):
        assert 10 <= drawn.at(value) <= 210
    for mark in drawn.ticks():
        assert 10 <= drawn.at(mark) <= 210


@given(st.lists(st.floats()))
def test_an_axis_has_a_handful_of_marks(values: list[float]) -> None:
    drawn = scale(values, left=0, width=100)
    assert 1 <= len(list(drawn.ticks())) <= 8
    moments = list(drawn.moments())
    assert 1 <= len(moments) <= 8
    assert moments[0] == (0.0, "0")
    assert len({words for _, words in moments}) == len(moments) or drawn.top > 1e9


@pytest.mark.parametrize(
    ("top", "words"),
    [
        (0.05, ["0", "10 ms", "20 ms", "30 ms", "40 ms", "50 ms"]),
        (5, ["0", "1 s", "2 s", "3 s", "4 s", "5 s"]),
        (100, ["0", "30 s", "60 s", "90 s"]),
        (700, ["0", "2 min", "4 min", "6 min", "8 min", "10 min"]),
        (20_000, ["0", "60 min", "2 h", "3 h", "4 h", "5 h"]),
    ],
)
def test_times_have_round_marks(top: float, words: list[str]) -> None:
    assert [told for _, told in scale([top], left=0, width=100).moments()] == words


def test_the_largest_that_has_an_end_is_the_top() -> None:
    assert scale([1.0, math.inf, 4.0, math.nan], left=0, width=100).at(2.0) == 50
    assert scale([], left=0, width=100).top == 1


def test_a_drawing_says_what_it_is() -> None:
    page = Page(svg(text(1, 2, "<a>"), width=30, height=20, title="Locks", description="2 bars").text)
    [drawing] = page.all("svg")
    assert (drawing["role"], drawing["aria-label"], drawing["viewbox"]) == ("img", "Locks. 2 bars", "0 0 30 20")
    assert (page.told("title"), page.told("desc"), page.told("text")) == ("Locks", "2 bars", "<a>")


def test_what_is_wider_than_the_screen_can_be_moved_by_key() -> None:
    [region] = Page(scrolled(text(0, 0, "a"), "Locks").text).all("div")
    assert (region["tabindex"], region["role"], region["aria-label"]) == ("0", "region", "Locks")


def test_a_name_is_shortened_where_there_is_no_room() -> None:
    assert fitted("orders", 100) == "orders"
    assert fitted("a_table_with_a_long_name", 75) == "a_table_w…"
    assert len(fitted("orders", 0)) == 1


def test_patterns_and_legends() -> None:
    page = Page(hatching(["writes"]).text + legend([(swatch("writes"), "writes wait")]).text)
    assert [pattern["id"] for pattern in page.all("pattern")] == ["hatch-writes"]
    assert page.told("li") == "writes wait"
    assert all(drawing["aria-hidden"] == "true" for drawing in page.all("svg"))
