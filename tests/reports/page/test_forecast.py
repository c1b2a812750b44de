from __future__ import annotations

from tests.reports.page.parsing import Page
from tests.reports.plans import HARMLESS, LIMITS, OUTAGE, WEB, pools
from toolkit.capacity import Limits
from toolkit.forecast import PoolsOfDatabase, Traffic
from toolkit.reports import forecasts
from toolkit.reports.page.forecast import forecast
from toolkit.reports.page.markup import joined


def drawn(told: PoolsOfDatabase) -> Page:
    return Page(joined(forecast(told, (WEB,))).text)


def test_all_of_it_what_will_happen_first() -> None:
    page = drawn(pools())
    assert page.told("h3").split("\n") == ["While statements block", "As long as nothing blocks"]
    for sentence in (forecasts.outage(OUTAGE), forecasts.outage(HARMLESS), *LIMITS.unseen):
        assert sentence in page.told("p")
    assert page.told("code") == OUTAGE.remedy, "where there is none, none is told"
    assert {"Demand", "Headroom", "Traffic", "Server"} == set(page.told("dt").split("\n"))
    assert page.told("caption") == "Sessions by state"


def test_nothing_known_is_nothing_told() -> None:
    empty = pools(limits=Limits(), sessions={}, demand=None, headroom=None, traffic=Traffic(), steady=(), outages=())
    assert drawn(empty).told() == ""
