from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.forecast import DeclaredPool
from toolkit.pool.demand import demand, demand_by_user, fitting, pasted, remedy


def pool(name: str = "web", **values: object) -> DeclaredPool:
    return DeclaredPool(name=name, **values)  # type: ignore[arg-type]


def test_all_together() -> None:
    assert demand([]) == 0
    assert demand([pool(processes=8), pool(pool_size=2, max_overflow=0, replicas=3)]) == 126
    assert demand([pool(), pool(kind="NullPool")]) is None
    assert demand([pool(), pool(kind="NullPool", threads=4)]) == 19


def test_by_user() -> None:
    pools = [pool(user="shop"), pool(user="shop"), pool(), pool(user="jobs", max_overflow=-1)]
    assert demand_by_user(pools) == {"shop": 30, None: 15, "jobs": None}


def test_the_largest_that_fit_in_proportion() -> None:
    (web,) = fitting([pool(processes=8)], 96) or ()
    assert (web.pool_size, web.max_overflow, web.demand) == (4, 8, 96)
    web, jobs = fitting([pool(processes=8), pool("jobs", pool_size=40, max_overflow=0)], 80) or ()
    assert (web.capacity, jobs.capacity) == (7, 24)
    assert demand([web, jobs]) == 80


def test_what_fits_already_stays() -> None:
    pools = (pool(), pool("jobs", threads=4))
    assert fitting(pools, 19) == pools
    assert remedy(pools, 19) == ""


def test_pools_without_a_limit_get_one() -> None:
    for unlimited in (pool(kind="NullPool"), pool(max_overflow=-1), pool(pool_size=0)):
        (bounded,) = fitting([unlimited], 10) or ()
        assert bounded.demand == 10
        assert bounded.can_time_out


def test_the_connections_of_threads_stay() -> None:
    fixed = pool("x", kind="StaticPool", processes=4)
    after = fitting([fixed, pool()], 10)
    assert after is not None
    assert after[0] == fixed
    assert demand(after) == 10


def test_more_processes_than_connections() -> None:
    assert fitting([pool(processes=8), pool(replicas=3)], 10) is None
    assert remedy([pool(processes=8), pool(replicas=3)], 10) == (
        "fewer processes: there are 11, and 10 connections for them"
    )
    assert "0 connections" in remedy([pool()], -5)


def test_the_remedy_is_to_paste() -> None:
    assert remedy([pool(processes=8), pool("jobs", pool_size=1, max_overflow=0)], 41) == (
        "in the engine of web: pool_size=2, max_overflow=3"
    )
    assert pasted(pool()) == "pool_size=5, max_overflow=10"


POOLS = st.lists(
    st.builds(
        pool,
        processes=st.integers(1, 20),
        replicas=st.integers(1, 3),
        pool_size=st.integers(0, 60),
        max_overflow=st.integers(-1, 60),
        threads=st.none() | st.integers(1, 40),
        kind=st.sampled_from(["QueuePool", "QueuePool", "NullPool", "StaticPool"]),
    ),
    max_size=5,
)


@given(POOLS, st.integers(-5, 3000))
def test_what_fits_fits_and_wastes_little(pools: list[DeclaredPool], limit: int) -> None:
    after = fitting(pools, limit)
    count = sum(one.processes * one.replicas for one in pools)
    assert (after is None) == (count > limit)
    if after is None:
        return
    total = demand(after)
    assert total is not None
    assert total <= limit
    for before, now in zip(pools, after, strict=True):
        assert now.capacity is not None
        assert now.capacity >= 1
        if before.capacity is not None and before.can_time_out:
            assert now.capacity <= before.capacity
            one_more = replace(now, max_overflow=now.max_overflow + 1)
            assert now.capacity == before.capacity or total - (now.demand or 0) + (one_more.demand or 0) > limit


@pytest.mark.parametrize("limit", [3, 10, 100])
def test_none_is_starved(limit: int) -> None:
    after = fitting([pool(pool_size=1000, max_overflow=0), pool("a"), pool("b")], limit)
    assert after is not None
    assert demand(after) == limit
    assert min(one.capacity or 0 for one in after) >= 1
