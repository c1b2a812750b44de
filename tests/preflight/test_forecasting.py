"""What the plan does to the pools."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.preflight.builders import circumstances, pool, revision, statement, table
from tests.preflight.builders import plan as planned
from toolkit.capacity import Limits
from toolkit.forecast import DeclaredPool, Outage, Traffic
from toolkit.plan import PlannedStatement
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.forecasting import forecast

SQL = "ALTER TABLE orders MODIFY note VARCHAR(30)"
WEB = pool(pool_timeout=5.0, processes=2)
BUSY = Traffic(rate=100.0, busy=4.0, write_share=0.25)
COPIES = statement(SQL, table(), high=30.0)


def given(*statements: PlannedStatement, **values: Any) -> Circumstances:
    return circumstances(*statements, **({"pools": (WEB,), "traffic": BUSY} | values))


def outages(*statements: PlannedStatement, **values: Any) -> tuple[Outage, ...]:
    return forecast(given(*statements, **values)).outages


def test_a_statement_that_blocks_for_long_saturates_the_pool() -> None:
    [found] = outages(COPIES)
    assert (found.pool, found.revision, found.statement, found.table) == ("web", "0012", 1, "orders")
    assert (found.blocks, found.seconds, found.rate) == ("reads and writes", pytest.approx(30.0), 100.0)
    assert found.saturation == pytest.approx(0.4, abs=0.2), "40 connections for 100 requests a second"
    assert found.failed == pytest.approx(100 * (30 - 0.4 - 5), rel=0.1)


@pytest.mark.parametrize(
    ("statements", "values"),
    [
        ((), {}),
        ((COPIES,), {"traffic": Traffic()}),
        ((COPIES,), {"traffic": Traffic(rate=0.0, busy=0.0)}),
        ((COPIES,), {"pools": ()}),
        ((statement(SQL, table(), high=0.5),), {}),
        ((statement(SQL, table()),), {}),
        ((statement(SQL, table(blocks="nothing"), high=900.0),), {}),
        ((statement(SQL, table(rows=None, bytes=None), high=900.0),), {}),
    ],
)
def test_nothing_where_nobody_waits(statements: tuple[PlannedStatement, ...], values: dict[str, Any]) -> None:
    assert outages(*statements, **values) == ()


def test_who_only_reads_goes_on_where_only_writes_wait() -> None:
    writes = statement(SQL, table(blocks="writes"), high=30.0)
    [found] = outages(writes)
    assert found.rate == 25.0
    [unknown] = outages(writes, traffic=replace(BUSY, write_share=None))
    assert unknown.rate == 100.0, "then any of them may be a write"
    [all_] = outages(COPIES)
    assert all_.rate == 100.0


def test_each_pool_has_its_share() -> None:
    jobs = DeclaredPool(name="jobs", share=0.1, pool_timeout=5.0)
    found = {one.pool: one.rate for one in outages(COPIES, pools=(WEB, jobs))}
    assert found == {"web": pytest.approx(90.0), "jobs": pytest.approx(10.0)}


def test_each_statement_is_told_by_its_own_number() -> None:
    more = statement(SQL.replace("orders", "items"), table("items"), number=2, high=60.0)
    assert [(one.statement, one.table) for one in outages(COPIES, more)] == [(1, "orders"), (2, "items")]


def test_locks_of_a_transaction_are_held_together() -> None:
    """PostgreSQL keeps the first lock while the second statement works."""
    first = statement(SQL, table(), high=10.0)
    second = statement(SQL.replace("orders", "items"), table("items"), number=2, high=20.0)
    on_mysql = {one.table: one.seconds for one in outages(first, second)}
    assert on_mysql == {"orders": pytest.approx(10.0), "items": pytest.approx(20.0)}
    on_postgresql = {one.table: one.seconds for one in outages(first, second, backend="postgresql")}
    assert on_postgresql == {"orders": pytest.approx(30.0), "items": pytest.approx(20.0)}


def test_the_middle_of_the_estimate_is_taken_however_sure_it_is() -> None:
    [measured] = outages(statement(SQL, table(), low=4.0, high=25.0))
    [assumed] = outages(statement(SQL, table(), low=4.0, high=25.0, basis="assumed"))
    assert (measured.seconds, assumed.seconds) == (pytest.approx(10.0), pytest.approx(10.0))


def test_pools_that_are_only_looked_at_have_a_steady_state() -> None:
    found = forecast(given())
    assert found.outages == ()
    [steady] = found.steady
    assert (steady.pool, steady.rate, steady.capacity) == ("web", 100.0, 40)


def test_the_server_may_grant_less_than_the_pools_may_open() -> None:
    [free] = outages(COPIES)
    [scarce] = outages(COPIES, limits=Limits(max_connections=10))
    assert scarce.saturation is not None
    assert free.saturation is not None
    assert scarce.saturation < free.saturation


def test_several_revisions() -> None:
    two = planned(revision(COPIES), revision(statement(SQL, table(), high=10.0), name="0013"))
    assert [one.revision for one in outages(plan=two)] == ["0012", "0013"]
