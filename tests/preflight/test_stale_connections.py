"""Pools keep connections that the server has closed."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, pool, said
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import stale_connections

LIMITS = Limits(idle_timeout=28_800.0)


@pytest.mark.parametrize(
    "values",
    [
        {"pools": ()},
        {"pools": (pool(pre_ping=True),)},
        {"pools": (pool(pool_recycle=28_799.0),)},
        {"pools": (pool(kind="NullPool"),)},
        {"pools": (pool(),), "limits": Limits()},
        {"pools": (pool(pooler="PgBouncer"),)},
        {"pools": (pool(),), "limits": Limits(idle_timeout=60.0, pooler="PgBouncer")},
    ],
)
def test_silent_where_none_goes_stale(values: dict[str, object]) -> None:
    assert said(stale_connections, circumstances(**({"limits": LIMITS} | values))) == []


@pytest.mark.parametrize(
    ("recycle", "kept"), [(None, "for ever"), (28_800.0, "for 28,800 s"), (86_400.0, "for 86,400 s")]
)
def test_told_with_both_times(recycle: float | None, kept: str) -> None:
    told = only(stale_connections, circumstances(pools=(pool(pool_recycle=recycle),), limits=LIMITS))
    assert (told.severity, told.subject) == (Severity.WARNING, "pool web")
    assert f"It keeps connections {kept} and" in told.fact
    assert "sleeps for 28,800 s." in told.fact
    assert told.consequence.endswith("`MySQL server has gone away`.")
    assert told.remedy == "create_engine(..., pool_pre_ping=True, pool_recycle=25920)"


def test_the_shortest_timeout() -> None:
    told = only(stale_connections, circumstances(pools=(pool(),), limits=Limits(idle_timeout=1.0)))
    assert told.remedy.endswith("pool_recycle=1)")


def test_each_pool_has_its_finding() -> None:
    pools = (pool(), pool("jobs"), pool("good", pre_ping=True))
    assert [one.subject for one in said(stale_connections, circumstances(pools=pools, limits=LIMITS))] == [
        "pool web",
        "pool jobs",
    ]
