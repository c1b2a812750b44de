from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.reports.page.parsing import Page
from tests.reports.plans import STEADY
from toolkit.forecast import SteadyState
from toolkit.reports.page.curves import BOTTOM, LEFT, TOP, WIDTH, curve


def drawn(steady: SteadyState) -> Page:
    return Page(curve(steady).text)


def points(page: Page) -> list[tuple[float, ...]]:
    [line] = page.all("polyline")
    return [tuple(map(float, point.split(","))) for point in line["points"].split()]


def test_the_curve_rises_from_nothing_to_all() -> None:
    found = points(drawn(replace(STEADY, curve=((200.0, 1.0), (0.0, 0.0), (100.0, 0.5)), onset=100.0)))
    assert found == [(LEFT, BOTTOM), (LEFT + (WIDTH - LEFT - 12) / 2, (TOP + BOTTOM) / 2), (WIDTH - 12, TOP)]


def test_the_present_rate_and_the_onset_are_marked_at_their_places() -> None:
    page = drawn(replace(STEADY, rate=400.0, onset=1600.0, curve=((0.0, 0.0), (1600.0, 0.01))))
    [now], [onset] = page.numbers("line", "now", "x1"), page.numbers("line", "onset", "x1")
    assert (now - LEFT) * 4 == pytest.approx(onset - LEFT)
    assert {"now: 400/s", "begins to fail: 1,600/s"} <= set(page.told("text").split("\n"))


def test_the_sentence_is_beside_it_for_all() -> None:
    page = drawn(STEADY)
    assert "Pool web begins to fail at 1,612 requests/s" in page.told("figcaption")
    assert "Pool web begins to fail at 1,612 requests/s" in page.told("desc")


@pytest.mark.parametrize(
    "steady",
    [
        replace(STEADY, curve=()),
        replace(STEADY, rate=0.0),
        replace(STEADY, onset=math.inf),
        replace(STEADY, rate=math.nan, onset=math.nan),
        replace(STEADY, curve=((math.nan, 0.5), (1.0, math.inf), (1e308, 7.0), (-4.0, -4.0))),
    ],
)
def test_odd_values_stay_inside(steady: SteadyState) -> None:
    page = drawn(steady)
    assert all(LEFT <= x <= WIDTH and TOP <= y <= BOTTOM for x, y in points(page))
    marks = page.numbers("line", "now", "x1") + page.numbers("line", "onset", "x1")
    assert all(LEFT <= x <= WIDTH for x in marks)
