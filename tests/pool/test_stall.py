"""The arithmetic of a blocked table, against requests one by one."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pool.simulation import stalled_everywhere
from toolkit.pool.stall import Load, effect
from toolkit.pool.station import Station

CASES = {
    "everybody needs the table": (Station(count=1, servers=15, patience=5), Load(rate=20, hold=0.05), 20),
    "half of them": (Station(count=1, servers=15, patience=5), Load(rate=20, hold=0.05, blocked=0.5), 20),
    "few, and the others suffer": (Station(count=2, servers=5, patience=2), Load(rate=40, hold=0.1, blocked=0.1), 30),
    "one of a hundred": (Station(count=1, servers=10, patience=1), Load(rate=80, hold=0.05, blocked=0.01), 60),
    "busy pools": (Station(count=1, servers=20, patience=2), Load(rate=160, hold=0.1), 8),
    "busy pools, half of them": (Station(count=1, servers=20, patience=2), Load(rate=160, hold=0.1, blocked=0.5), 8),
    "long requests": (Station(count=4, servers=15, patience=3), Load(rate=60, hold=0.5), 12),
    "many processes": (Station(count=40, servers=5, patience=4), Load(rate=80, hold=0.02), 12),
    "many processes, none of which fails on average": (
        Station(count=100, servers=15, patience=5),
        Load(rate=300, hold=0.02),
        9,
    ),
    "the default patience": (Station(count=1, servers=15, patience=30), Load(rate=10, hold=0.1), 60),
    "no patience": (Station(count=1, servers=50, patience=0), Load(rate=40, hold=0.1), 5),
    "a block that is not much longer than the patience": (
        Station(count=2, servers=5, patience=5),
        Load(rate=80, hold=0.05),
        6,
    ),
    "few threads": (Station(count=2, servers=15, patience=2, room=5), Load(rate=60, hold=0.05), 30),
    "few threads, and some pass": (
        Station(count=8, servers=15, patience=2, room=5),
        Load(rate=240, hold=0.05, blocked=0.3),
        30,
    ),
    "threads enough": (Station(count=1, servers=10, patience=2, room=500), Load(rate=30, hold=0.05), 10),
    "one connection": (Station(count=20, servers=1, patience=1), Load(rate=20, hold=0.1), 10),
}


@pytest.mark.parametrize("case", CASES)
def test_as_many_fail_as_one_by_one(case: str) -> None:
    station, load, seconds = CASES[case]
    told = effect(station, load, seconds)
    delayed, failed = stalled_everywhere(station, load, seconds, seed=7, runs=4)
    assert failed > 5, "a case in which nothing happens proves nothing"
    assert failed / 1.5 - 3 < told.failed < failed * 1.5 + 3
    assert delayed / 1.5 - 5 < told.delayed < delayed * 1.5 + 5


SPARED = {
    "within patience": (Station(count=1, servers=5, patience=10), Load(rate=50, hold=0.05), 8),
    "not all connections are needed": (Station(count=1, servers=40, patience=1), Load(rate=2, hold=0.05), 8),
    "no end of patience": (Station(count=1, servers=5, patience=math.inf), Load(rate=20, hold=0.05), 60),
}


@pytest.mark.parametrize("case", SPARED)
def test_where_none_fails_one_by_one(case: str) -> None:
    station, load, seconds = SPARED[case]
    told = effect(station, load, seconds)
    delayed, failed = stalled_everywhere(station, load, seconds, seed=11, runs=3)
    assert failed == 0
    assert told.failed < 0.5
    assert delayed / 1.5 - 5 < told.delayed < delayed * 1.5 + 5


def test_the_law_of_one_blocked_table() -> None:
    """Saturated after c/L, and L (S - c/L - patience) fail."""
    found = effect(Station(count=1, servers=30, patience=10), Load(rate=100), 60)
    assert found.saturation == pytest.approx(0.3)
    assert found.failed == pytest.approx(100 * (60 - 0.3 - 10), rel=0.01)


def test_processes_share_the_requests_and_not_the_connections() -> None:
    found = effect(Station(count=10, servers=30, patience=10), Load(rate=100), 60)
    assert found.saturation == pytest.approx(3)
    assert found.failed == pytest.approx(100 * (60 - 3 - 10), rel=0.01)


STATIONS = st.builds(
    Station,
    count=st.integers(1, 50),
    servers=st.integers(1, 200),
    patience=st.floats(0, 60) | st.just(math.inf),
    room=st.none() | st.integers(1, 50),
)
LOADS = st.builds(Load, rate=st.floats(0, 5000), hold=st.floats(0.001, 10) | st.just(0.0), blocked=st.floats(0.001, 1))


@given(STATIONS, LOADS, st.floats(0, 1e6))
def test_the_numbers_are_numbers_and_not_more_than_there_are_requests(
    station: Station, load: Load, seconds: float
) -> None:
    found = effect(station, load, seconds)
    assert 0 <= found.failed < math.inf
    assert 0 <= found.delayed < math.inf
    assert found.saturation is None or 0 <= found.saturation <= seconds
    assert found.failed <= 2 * load.rate * seconds * (1 + 1e-9)


@given(STATIONS, LOADS, st.floats(0.1, 1000), st.floats(1.1, 10))
def test_longer_blocks_and_less_patience_fail_more(station: Station, load: Load, seconds: float, more: float) -> None:
    unbounded = replace(station, room=None)
    failed = effect(unbounded, load, seconds).failed
    assert effect(unbounded, load, seconds * more).failed >= failed * 0.999 - 0.01
    if load.hold == 0:
        assert effect(replace(unbounded, patience=station.patience * more), load, seconds).failed <= failed + 0.01


@pytest.mark.parametrize("load", [Load(rate=0), Load(rate=10, blocked=0)])
def test_nobody_comes(load: Load) -> None:
    found = effect(Station(count=1, servers=5, patience=1), load, 60)
    assert (found.saturation, found.delayed, found.failed) == (None, 0, 0)
    assert effect(Station(count=1, servers=5, patience=1), Load(rate=10), 0).delayed == 0


def test_thousands_of_connections() -> None:
    """Where the numbers are large, chance hardly matters."""
    found = effect(Station(count=1, servers=10_000, patience=5), Load(rate=50_000), 30)
    assert found.failed == pytest.approx(50_000 * 25 - 10_000, rel=1e-6)
    assert effect(Station(count=1, servers=10_000, patience=5), Load(rate=390), 30).failed < 0.5


def test_hardly_anybody_comes() -> None:
    for rate in (5e-324, 1e-300, 1e-12):
        assert effect(Station(count=3, servers=1, patience=1), Load(rate=rate, blocked=0.5), 60).delayed == 0


def test_pools_that_are_full_already() -> None:
    found = effect(Station(count=1, servers=5, patience=1), Load(rate=100, hold=0.1), 10)
    assert found.saturation == 0
    assert found.failed > 700
