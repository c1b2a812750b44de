from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.reports.page.parsing import Page
from tests.reports.plans import HARMLESS, OUTAGE, WEB
from toolkit.reports.page.outages import GUTTER, WIDTH, outages, stages


def test_a_pool_fills_then_waits_then_fails() -> None:
    assert list(stages(OUTAGE, (WEB,))) == [
        ("nothing", 0.0, 12.8),
        ("writes", 12.8, 42.8),
        ("everything", 42.8, 90.0),
    ]


def test_a_pool_that_bears_it_only_fills() -> None:
    assert list(stages(HARMLESS, (WEB,))) == [("nothing", 0.0, 31.0), ("writes", 31.0, 31.0)]


def test_requests_that_fail_after_the_end_are_drawn_behind_it() -> None:
    late = replace(OUTAGE, seconds=40.0)
    assert list(stages(late, (WEB,)))[-1] == ("everything", 42.8, 42.8)
    [_, failing] = Page(outages([late], (WEB,)).text).all("rect", class_="everything")
    assert float(failing["width"]) == 3, "a line that is seen"


def test_a_pool_that_is_not_declared_has_no_time_of_failures() -> None:
    assert [name for name, _, _ in stages(OUTAGE, ())] == ["nothing", "writes"]


def test_the_parts_follow_each_other() -> None:
    page = Page(outages([OUTAGE, HARMLESS], (WEB,)).text)
    fills, waits, fails = (page.all("rect", class_=name) for name in ("nothing", "writes", "everything"))
    assert float(fills[1]["x"]) == GUTTER
    assert float(waits[1]["x"]) == pytest.approx(GUTTER + float(fills[1]["width"]), abs=0.02)
    assert float(fails[1]["x"]) == pytest.approx(float(waits[1]["x"]) + float(waits[1]["width"]), abs=0.02)
    assert "412 fail, 713 late" in page.told("text")
    assert "none fails, 15 late" in page.told("text")
    assert "web: bb22.2 on orders" in page.told("text")


@pytest.mark.parametrize("number", [math.inf, math.nan, -5.0, 1e308, 0.0])
def test_odd_times_stay_inside(number: float) -> None:
    odd = [replace(OUTAGE, seconds=number), replace(OUTAGE, saturation=number), OUTAGE]
    page = Page(outages(odd, (replace(WEB, pool_timeout=number),)).text)
    for name in ("nothing", "writes", "everything"):
        ends = map(sum, zip(page.numbers("rect", name, "x"), page.numbers("rect", name, "width"), strict=True))
        assert all(0 <= end <= WIDTH for end in ends)
