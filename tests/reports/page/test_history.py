from __future__ import annotations

import math

from tests.reports.page.parsing import Page
from tests.reports.plans import HISTORY
from toolkit.forecast import Traffic
from toolkit.reports.page.history import BOTTOM, LEFT, WIDTH, history


def drawn(*samples: Traffic) -> Page:
    return Page(history(samples).text)


def sample(rate: float | None, seconds: float = 1.0) -> Traffic:
    return Traffic(rate=rate, seconds=seconds, samples=1)


def test_both_lines_go_through_every_sample() -> None:
    lines = drawn(*HISTORY).all("polyline")
    assert [len(line["points"].split()) for line in lines] == [len(HISTORY) + 1] * 2


def test_what_is_told_beside_it() -> None:
    assert drawn(sample(2), sample(8)).told("figcaption").split("\n") == [
        "Requests per second: 2 samples, from 2 to 8.",
        "Sessions in a transaction: Not seen.",
    ]


def test_a_sample_that_was_not_seen_is_a_gap() -> None:
    lines = drawn(sample(1), sample(2), sample(None), sample(3)).all("polyline")
    assert [len(line["points"].split()) for line in lines] == [3, 2]


def test_higher_is_more_and_later_is_right() -> None:
    [line] = drawn(sample(1), sample(4)).all("polyline")
    (x, y), (later, higher), _ = (tuple(map(float, point.split(","))) for point in line["points"].split())
    assert LEFT < x < later <= WIDTH
    assert higher < y < BOTTOM


def test_no_samples_and_odd_ones() -> None:
    assert drawn().all("polyline") == []
    odd = drawn(sample(math.nan), sample(math.inf), sample(-3), sample(1e308, math.inf), sample(2, math.nan))
    for line in odd.all("polyline"):
        assert all(0 <= float(number) <= WIDTH for point in line["points"].split() for number in point.split(","))
