"""Requests wait for a connection for a shorter time than a statement blocks."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, pool, said, statement, table
from tests.preflight.test_pool_saturation import outage
from toolkit.finding import Severity
from toolkit.preflight import short_pool_timeout

LONG = statement("ALTER TABLE orders MODIFY note VARCHAR(30)", table(), low=10.0, high=40.0)


@pytest.mark.parametrize(
    "values",
    [
        {"pools": ()},
        {"pools": (pool(pool_timeout=41.0),)},
        {"pools": (pool(kind="NullPool"),)},
        {"pools": (pool(max_overflow=-1),)},
        {"pools": (pool(),), "outages": (outage(),)},
        {"pools": (pool(),), "plan": None},
    ],
)
def test_silent_where_nobody_waits_in_vain(values: dict[str, object]) -> None:
    assert said(short_pool_timeout, circumstances(LONG, **values)) == []


def test_silent_where_nothing_blocks() -> None:
    quiet = statement("ALTER TABLE orders ADD note TEXT", table(blocks="nothing"), high=90.0)
    assert said(short_pool_timeout, circumstances(quiet, pools=(pool(pool_timeout=0.1),))) == []


def test_told_with_both_times() -> None:
    short = statement("ALTER TABLE orders MODIFY a TEXT", table(), number=2, high=2.0)
    told = only(short_pool_timeout, circumstances(LONG, short, pools=(pool(pool_timeout=30.0),)))
    assert (told.severity, told.subject) == (Severity.WARNING, "pool web")
    assert told.fact == (
        "A request waits 30 s for a connection; statement 0012.1 keeps reads and writes of table orders waiting for "
        "up to 40 s, and the lock before it for 1 s."
    )
    assert pool().message in told.consequence
    assert told.remedy == "create_engine(..., pool_timeout=42)"


def test_what_was_forecast_to_last_is_a_note() -> None:
    told = only(short_pool_timeout, circumstances(LONG, pools=(pool(),), outages=(outage(failed=0),)))
    assert told.severity is Severity.NOTE


def test_the_wait_for_the_lock_counts() -> None:
    moment = statement("ALTER TABLE orders ADD note TEXT", table(work="none"))
    told = only(short_pool_timeout, circumstances(moment, pools=(pool(pool_timeout=0.5),)))
    assert "for up to a moment, and the lock before it for 1 s." in told.fact
