"""The share of requests that fail, against its limits, known formulas, and requests one by one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pool.simulation import steady
from toolkit.pool.queueing import failing, onset
from toolkit.pool.stall import Load
from toolkit.pool.station import Station

SERVERS = st.integers(1, 300)
HOLDS = st.floats(1e-4, 60)
LOADS = st.floats(0.01, 5)
PATIENCE = st.floats(0, 120)


def erlang_b(offered: float, servers: int) -> float:
    """By its definition, in logarithms."""
    logs = [some * math.log(offered) - math.lgamma(some + 1) for some in range(servers + 1)]
    largest = max(logs)
    return math.exp(logs[-1] - largest) / sum(math.exp(one - largest) for one in logs)


def erlang_c(offered: float, servers: int) -> float:
    lost = erlang_b(offered, servers)
    return lost / (1 - offered / servers * (1 - lost))


@given(SERVERS, HOLDS, LOADS, PATIENCE, st.floats(1.01, 3))
def test_more_and_longer_requests_fail_more(
    servers: int, hold: float, load: float, patience: float, more: float
) -> None:
    rate = load * servers / hold
    share = failing(rate, hold, servers, patience)
    assert 0 <= share <= 1
    assert failing(rate * more, hold, servers, patience) >= share - 1e-12
    assert failing(rate, hold * more, servers, patience) >= share - 1e-12
    assert failing(rate, hold, servers + 1, patience) <= share + 1e-12
    assert failing(rate, hold, servers, patience * more) <= share + 1e-12


@given(SERVERS, HOLDS, LOADS, PATIENCE)
def test_what_the_servers_cannot_do_fails(servers: int, hold: float, load: float, patience: float) -> None:
    share = failing(load * servers / hold, hold, servers, patience)
    assert share >= 1 - 1 / load - 1e-12


@given(SERVERS, HOLDS, LOADS)
def test_without_patience_it_is_erlangs_loss_formula(servers: int, hold: float, load: float) -> None:
    assert failing(load * servers / hold, hold, servers, 0) == pytest.approx(
        erlang_b(load * servers, servers), rel=1e-6, abs=1e-12
    )


@given(st.integers(1, 60), st.floats(0.5, 0.95))
def test_with_much_patience_it_is_erlangs_waiting_formula(servers: int, load: float) -> None:
    patience = 12 / (servers * (1 - load))
    waits_longer = erlang_c(load * servers, servers) * math.exp(-(servers - load * servers) * patience)
    assert failing(load * servers, 1, servers, patience) == pytest.approx((1 - load) * waits_longer, rel=1e-3)


def test_without_end_of_patience_only_overload_fails() -> None:
    assert failing(99, 0.1, 10, math.inf) == 0
    assert failing(100, 0.1, 10, math.inf) == 0
    assert failing(200, 0.1, 10, math.inf) == pytest.approx(0.5)


@pytest.mark.parametrize("load", [0.5, 0.999, 1.0, 1.001, 3, 1000])
@pytest.mark.parametrize("servers", [1, 1000, 10_000])
def test_large_numbers_stay_numbers(servers: int, load: float) -> None:
    for patience in (0.0, 0.001, 30.0, 1e6):
        share = failing(load * servers / 0.01, 0.01, servers, patience)
        assert 0 <= share <= 1
        if load >= 3 and patience >= 30:
            assert share == pytest.approx(1 - 1 / load, rel=1e-3)


def test_nothing_asked_fails_nothing() -> None:
    assert failing(0, 0.1, 5, 30) == 0
    assert failing(10, 0, 5, 30) == 0
    assert onset(0, 5, 30) == math.inf


@given(SERVERS, HOLDS, PATIENCE)
@settings(max_examples=50)
def test_at_the_onset_one_of_a_hundred_fails(servers: int, hold: float, patience: float) -> None:
    rate = onset(hold, servers, patience)
    assert failing(rate, hold, servers, patience) == pytest.approx(0.01, abs=2e-4)


def test_the_onset_that_was_measured() -> None:
    """On a MariaDB server, with a pool of 10 + 10 and a hold of 0.1 s: between 202 and 208 requests per second."""
    assert onset(0.1, 20, 30) == pytest.approx(202, abs=1)
    assert onset(0.1, 20, 1) == pytest.approx(200, abs=5)


CASES = [(1, 0.9, 0.5), (5, 0.8, 0.1), (15, 0.85, 0.1), (20, 1.2, 1.0), (3, 2.0, 0.3), (10, 0.9, 0.0)]


@pytest.mark.parametrize(("servers", "load", "patience"), CASES)
def test_requests_one_by_one_fail_as_often(servers: int, load: float, patience: float) -> None:
    station, hold = Station(count=1, servers=servers, patience=patience), 0.1
    rate = load * servers / hold
    found = steady(station, Load(rate=rate, hold=hold), requests=40_000, seed=servers)
    assert found == pytest.approx(failing(rate, hold, servers, patience), rel=0.15, abs=0.003)


def test_a_constant_hold_waits_half_as_long() -> None:
    station, load = Station(count=1, servers=5, patience=0.1), Load(rate=45, hold=0.1)
    found = steady(station, load, requests=60_000, seed=1, constant=True)
    constant = failing(45, 0.1, 5, 0.1, cv2=0)
    assert constant < failing(45, 0.1, 5, 0.1) / 1.5
    assert constant / 1.5 < found < constant * 1.5
