"""What follows from the numbers of a pool."""

from __future__ import annotations

import math
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from toolkit.forecast import DeclaredPool, SteadyState, Traffic

CAPACITIES: list[tuple[dict[str, Any], int | None]] = [
    ({}, 15),
    ({"pool_size": 3, "max_overflow": 0}, 3),
    ({"threads": 4}, 4),
    ({"threads": 40}, 15),
    ({"max_overflow": -1}, None),
    ({"pool_size": 0}, None),
    ({"kind": "NullPool"}, None),
    ({"kind": "NullPool", "threads": 8}, 8),
    ({"max_overflow": -1, "threads": 8}, 8),
    ({"kind": "StaticPool", "threads": 8}, 1),
    ({"kind": "AssertionPool"}, 1),
    ({"kind": "SingletonThreadPool"}, 5),
    ({"kind": "SingletonThreadPool", "threads": 3}, 3),
    ({"kind": "AsyncAdaptedQueuePool", "pool_size": 1}, 11),
]


@pytest.mark.parametrize(("values", "capacity"), CAPACITIES)
def test_what_one_process_and_all_of_them_open(values: dict[str, Any], capacity: int | None) -> None:
    pool = DeclaredPool(name="web", processes=4, replicas=3, **values)
    assert pool.capacity == capacity
    assert pool.demand == (None if capacity is None else 12 * capacity)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, True),
        ({"kind": "AsyncAdaptedQueuePool"}, True),
        ({"max_overflow": 0}, True),
        ({"max_overflow": -1}, False),
        ({"pool_size": 0}, False),
        ({"kind": "NullPool"}, False),
        ({"kind": "StaticPool"}, False),
    ],
)
def test_in_which_a_request_waits(values: dict[str, Any], expected: bool) -> None:
    assert DeclaredPool(name="web", **values).can_time_out is expected


def test_the_message_is_sqlalchemys_own() -> None:
    engine = sa.create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=1, pool_timeout=0.05)
    with engine.connect(), engine.connect(), pytest.raises(PoolTimeout) as raised:
        engine.connect()
    engine.dispose()
    pool = DeclaredPool(name="web", pool_size=1, max_overflow=1, pool_timeout=0.05)
    assert pool.message in str(raised.value)


def test_how_long_a_request_holds_its_connection() -> None:
    assert Traffic(rate=200, busy=20).hold == pytest.approx(0.1)
    assert Traffic(rate=200, busy=0).hold == 0
    for unknown in (Traffic(), Traffic(rate=0, busy=3), Traffic(rate=3), Traffic(busy=3)):
        assert unknown.hold is None


def test_how_far_away_the_onset_is() -> None:
    state = SteadyState(pool="web", rate=50, hold=0.1, busy=5, capacity=20, onset=200, failing=0)
    assert state.margin == 4
    idle = SteadyState(pool="web", rate=0, hold=0.1, busy=0, capacity=20, onset=200, failing=0)
    assert idle.margin == math.inf
