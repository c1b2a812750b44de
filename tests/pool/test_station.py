"""Where requests wait, and what ends their wait."""

from __future__ import annotations

import math

from toolkit.forecast import DeclaredPool
from toolkit.pool.station import REFUSED, Station, station_of


def pool(**values: object) -> DeclaredPool:
    return DeclaredPool(name="web", **{"pool_timeout": 7.0, **values})  # type: ignore[arg-type]


def test_a_queue_pool_waits_and_fails() -> None:
    declared = pool(processes=4, replicas=2, pool_size=3, max_overflow=2)
    assert station_of(declared) == Station(count=8, servers=5, patience=7, message=declared.message)


def test_threads_beyond_the_connections_are_the_room() -> None:
    station = station_of(pool(pool_size=3, max_overflow=2, threads=9))
    assert station is not None
    assert (station.servers, station.room) == (5, 4)


def test_whoever_has_a_thread_has_a_connection() -> None:
    for threads in (2, 5):
        station = station_of(pool(pool_size=3, max_overflow=2, threads=threads))
        assert station == Station(count=1, servers=threads, patience=math.inf)


def test_pools_without_a_limit_are_limited_by_threads_or_by_the_server() -> None:
    for unlimited in ({"kind": "NullPool"}, {"max_overflow": -1}, {"pool_size": 0}):
        assert station_of(pool(**unlimited)) is None
        assert station_of(pool(threads=4, processes=3, **unlimited)) == Station(count=3, servers=4, patience=math.inf)
        expected = Station(count=1, servers=90, patience=0, message=REFUSED)
        assert station_of(pool(**unlimited), granted=90) == expected
        assert station_of(pool(threads=40, processes=3, **unlimited), granted=90) == expected


def test_a_server_that_has_less_refuses_before_anybody_waits() -> None:
    assert station_of(pool(processes=10), granted=100, refusal="no more") == Station(
        count=1, servers=100, patience=0, message="no more"
    )
    station = station_of(pool(processes=10), granted=150)
    assert station is not None
    assert (station.count, station.servers, station.patience) == (10, 15, 7)
    none = station_of(pool(), granted=0)
    assert none is not None
    assert none.servers == 1


def test_one_connection_for_all_or_for_each_thread_makes_nobody_wait() -> None:
    assert station_of(pool(kind="StaticPool")) is None
    assert station_of(pool(kind="SingletonThreadPool"), granted=1) is None
    assertion = station_of(pool(kind="AssertionPool"))
    assert assertion is not None
    assert (assertion.servers, assertion.patience) == (1, 0)
