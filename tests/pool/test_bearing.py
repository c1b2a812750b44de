from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pool.simulation import stalled_everywhere
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.pool.bearing import bearable_seconds, lock_timeout_of
from toolkit.pool.stall import Load
from toolkit.pool.station import station_of


def pool(**values: object) -> DeclaredPool:
    return DeclaredPool(name="web", **values)  # type: ignore[arg-type]


CASES = [(15, 0.5, 40.0, 1), (15, 0.2, 100.0, 4), (40, 1.0, 100.0, 1), (5, 0.3, 20.0, 8)]


@pytest.mark.parametrize(("connections", "patience", "rate", "processes"), CASES)
def test_a_stall_that_is_borne_one_by_one(connections: int, patience: float, rate: float, processes: int) -> None:
    declared = pool(pool_size=connections, max_overflow=0, pool_timeout=patience, processes=processes)
    seconds = bearable_seconds(declared, rate, 0.02)
    station = station_of(declared)
    assert station is not None
    assert seconds > patience
    load = Load(rate=rate, hold=0.02)
    assert stalled_everywhere(station, load, seconds, seed=2, runs=20)[1] < 0.3
    assert stalled_everywhere(station, load, seconds * 2 + connections * processes / rate, seed=2, runs=5)[1] > 5


def test_what_never_fails() -> None:
    assert bearable_seconds(pool(threads=4), 100) == math.inf
    assert bearable_seconds(pool(kind="NullPool"), 100) == math.inf
    assert bearable_seconds(pool(kind="StaticPool"), None) == math.inf
    assert bearable_seconds(pool(), 0) == math.inf


def test_without_a_rate_the_patience_alone_is_sure() -> None:
    assert bearable_seconds(pool(pool_timeout=3), None) == 3
    assert bearable_seconds(pool(pool_timeout=3), 1000, 1.0) == 3


@given(st.integers(1, 50), st.floats(0, 60), st.floats(0.01, 1e4), st.floats(0, 1), st.floats(1, 5))
def test_more_requests_bear_less(size: int, patience: float, rate: float, hold: float, more: float) -> None:
    declared = pool(pool_size=size, pool_timeout=patience)
    seconds = bearable_seconds(declared, rate, hold)
    assert seconds >= patience
    assert bearable_seconds(declared, rate * more, hold) <= seconds * (1 + 1e-9)


def test_the_lock_timeout_is_that_of_the_weakest_pool() -> None:
    assert lock_timeout_of([]) == 1.0
    assert lock_timeout_of([pool()]) == 2.0
    assert lock_timeout_of([pool(), pool(pool_timeout=0.7)]) == 0.7
    assert lock_timeout_of([pool(pool_timeout=0)]) == 0.1
    assert lock_timeout_of([pool(pool_timeout=0.7)], Traffic()) == 0.7
    busy = lock_timeout_of([pool(pool_timeout=0.7)], Traffic(rate=20, busy=1))
    assert 0.7 < busy < 1.2
    assert lock_timeout_of([pool(pool_timeout=0.7)], Traffic(rate=0, busy=0)) == 2.0
    assert lock_timeout_of([pool(kind="NullPool")], Traffic(rate=100, busy=10), granted=40) < 1
