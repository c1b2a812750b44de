from __future__ import annotations

import pytest

from tests.pool.simulation import steady
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.pool.stall import Load
from toolkit.pool.station import station_of
from toolkit.pool.steady import steady_states

WEB = DeclaredPool(name="web", processes=4, pool_size=3, max_overflow=2, pool_timeout=0.5)
TRAFFIC = Traffic(rate=160, busy=16)


def test_one_pool() -> None:
    (state,) = steady_states([WEB], TRAFFIC)
    assert (state.pool, state.rate, state.hold, state.busy, state.capacity) == ("web", 160, 0.1, 16, 20)
    assert 1 < state.margin < 1.3
    assert 0 < state.failing < 0.01


def test_each_process_has_a_line_of_its_own() -> None:
    """One pool of 20 bears more than four of 5."""
    one = DeclaredPool(name="one", pool_size=20, max_overflow=0, pool_timeout=0.5)
    (apart,), (together,) = steady_states([WEB], TRAFFIC), steady_states([one], TRAFFIC)
    assert apart.onset < together.onset * 0.97
    station = station_of(WEB)
    assert station is not None
    found = steady(station, Load(rate=apart.onset / 4, hold=0.1), requests=40_000, seed=3)
    assert found == pytest.approx(0.01, abs=0.004)


def test_the_traffic_is_split() -> None:
    jobs = DeclaredPool(name="jobs", share=0.25)
    web, other = steady_states([WEB, jobs], TRAFFIC)
    assert (web.rate, other.rate) == (120, 40)
    assert (web.busy, other.busy) == pytest.approx((12, 4))


def test_the_curve_is_drawn_around_the_onset() -> None:
    (state,) = steady_states([WEB], TRAFFIC)
    rates, parts = zip(*state.curve, strict=True)
    assert len(rates) == 30
    assert rates[0] == 0
    assert rates[-1] == pytest.approx(1.5 * state.onset)
    assert list(parts) == sorted(parts)
    assert parts[0] == 0
    assert parts[-1] > 0.25


def test_nothing_is_said_of_traffic_that_is_not_known() -> None:
    for traffic in (Traffic(), Traffic(rate=0, busy=0), Traffic(rate=10), Traffic(busy=3), Traffic(rate=10, busy=0)):
        assert steady_states([WEB], traffic) == ()


def test_a_pool_without_a_limit_is_bounded_by_the_server_alone() -> None:
    unlimited = DeclaredPool(name="jobs", kind="NullPool")
    assert steady_states([unlimited], TRAFFIC) == ()
    (state,) = steady_states([unlimited], TRAFFIC, granted=30)
    assert state.capacity == 30
    assert state.onset < 300
    web, jobs = steady_states([WEB, unlimited], TRAFFIC, granted=70)
    assert web.capacity == 20
    assert jobs.capacity == 70


def test_where_pools_may_open_more_than_there_is_they_share_it_as_they_need_it() -> None:
    """A pool of one connection is not refused it on a server where six of 151 are in use."""
    large = DeclaredPool(name="web", processes=8, pool_size=10, max_overflow=10)
    small = DeclaredPool(name="cron", pool_size=1, max_overflow=0)
    light, heavy = Traffic(rate=60, busy=6), Traffic(rate=1600, busy=160)
    (alone,) = steady_states([small], Traffic(rate=60 / 161, busy=6 / 161))
    web, cron = steady_states([large, small], light, granted=151)
    assert cron.failing == pytest.approx(alone.failing, abs=1e-6)
    # Where all of them have as many more requests, it is the server that they meet first.
    assert 20 < cron.margin == pytest.approx(web.margin)
    assert web.failing < 1e-6
    web, cron = steady_states([large, small], heavy, granted=151)
    # Erlang's loss formula: 160 in use at once of 151.
    assert web.failing == pytest.approx(0.1, abs=0.03)
    assert cron.failing > web.failing


def test_overload() -> None:
    (state,) = steady_states([WEB], Traffic(rate=400, busy=40))
    assert state.busy == 20
    assert state.failing == pytest.approx(0.5, abs=0.01)
    assert state.margin < 0.5
