"""The pools want more than the server grants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.preflight.builders import circumstances, only, pool, said
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import demand_over_limit


@pytest.mark.parametrize(
    "values",
    [
        {"pools": ()},
        {"pools": (pool(),), "limits": Limits(max_connections=162)},
        {"pools": (pool(),), "limits": Limits()},
        {"pools": (pool(), pool("jobs", kind="NullPool")), "limits": Limits(), "backend": "sqlite"},
        {"pools": (pool(kind="StaticPool", processes=1),), "limits": Limits(max_connections=3)},
    ],
)
def test_silent_where_they_fit_or_there_is_no_limit(values: dict[str, object]) -> None:
    assert said(demand_over_limit, circumstances(**values)) == []


def test_the_share_of_each_and_what_fits() -> None:
    pools = (pool(), pool("jobs", processes=4, pool_size=5, max_overflow=0))
    told = only(demand_over_limit, circumstances(pools=pools))
    assert (told.severity, told.subject) == (Severity.ERROR, "server")
    assert told.fact == (
        "web 8 x (10 + 10) = 160, jobs 4 x (5 + 0) = 20, the run 2: 182 connections wanted; the server grants 151."
    )
    assert (
        told.consequence == "When the pools fill up, 31 of their connections are refused with `Too many connections`."
    )
    assert told.remedy.startswith("In the engine of web: pool_size=8, max_overflow=")
    assert told.remedy.endswith("\nor: SET PERSIST max_connections = 182;")


def test_what_is_reserved_is_not_granted() -> None:
    limits = Limits(max_connections=163, reserved=3)
    told = only(demand_over_limit, circumstances(pools=(pool(),), limits=limits, backend="postgresql"))
    assert "the server grants 160 (163 less 3 reserved)." in told.fact
    assert "max_connections = 165;" in told.remedy


def test_a_pool_without_a_limit_is_told_apart() -> None:
    told = said(demand_over_limit, circumstances(pools=(pool("web", processes=1), pool("jobs", kind="NullPool"))))
    assert [(one.severity, one.subject) for one in told] == [(Severity.WARNING, "pool jobs")]
    assert "(NullPool), and the server grants 151." in told[0].fact
    assert "[tool.tk.pools.jobs] threads = N" in told[0].remedy


def test_the_size_for_a_pool_without_a_limit_fits_beside_the_others() -> None:
    given = circumstances(pools=(pool("web", max_overflow=-1, processes=30),), limits=Limits(max_connections=62))
    assert only(demand_over_limit, given).remedy.startswith("create_engine(..., pool_size=1, max_overflow=1)")


def test_where_the_limit_is_not_told() -> None:
    told = only(demand_over_limit, circumstances(pools=(pool(max_overflow=-1),), limits=Limits()))
    assert "(pool_size=10, max_overflow=-1), and what the server grants is not told." in told.fact


def test_a_pooler_in_between_is_a_note() -> None:
    limits = Limits(max_connections=20, pooler="PgBouncer, pooling transactions")
    told = only(demand_over_limit, circumstances(pools=(pool(),), limits=limits, backend="postgresql"))
    assert told.severity is Severity.NOTE
    assert told.fact == (
        "Between the pool web and the server stands PgBouncer, pooling transactions: 160 connections may be wanted of it, "
        "and how many it has is not told here."
    )


def test_a_declared_pooler_is_a_note_and_the_others_are_judged() -> None:
    behind, direct = pool(pooler="PgBouncer"), pool("jobs", processes=9)
    assert only(demand_over_limit, circumstances(pools=(behind,))).severity is Severity.NOTE
    note, error = said(demand_over_limit, circumstances(pools=(behind, direct)))
    assert "Between the pool web and the server stands PgBouncer: 160 connections" in note.fact
    assert error.fact.startswith("jobs 9 x (10 + 10) = 180, the run 2: 182 connections wanted")
    both = (pool(pooler="PgBouncer", max_overflow=-1), pool("jobs", pooler="Odyssey", processes=1))
    assert (
        "the pools web, jobs and the server stands PgBouncer and Odyssey: 20 "
        in only(demand_over_limit, circumstances(pools=both)).fact
    )


def test_more_processes_than_connections() -> None:
    told = only(demand_over_limit, circumstances(pools=(pool(processes=500),), limits=Limits(max_connections=100)))
    assert told.remedy.startswith("Fewer processes: there are 500, and 98 connections for them")


@given(
    granted=st.integers(0, 5_000),
    sizes=st.lists(st.tuples(st.integers(1, 50), st.integers(1, 30), st.integers(0, 30)), min_size=1, max_size=4),
)
def test_it_speaks_exactly_when_the_sum_is_larger(granted: int, sizes: list[tuple[int, int, int]]) -> None:
    pools = tuple(
        pool(f"p{n}", processes=processes, pool_size=size, max_overflow=overflow)
        for n, (processes, size, overflow) in enumerate(sizes)
    )
    wanted = sum(processes * (size + overflow) for processes, size, overflow in sizes) + 2
    told = said(demand_over_limit, circumstances(pools=pools, limits=Limits(max_connections=granted)))
    assert bool(told) == (wanted > granted)
