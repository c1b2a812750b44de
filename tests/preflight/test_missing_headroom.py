"""Too few connections are left."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, pool, said, seat
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import missing_headroom

OURS = pool(user="app", processes=4)


def of_others(number: int) -> tuple[object, ...]:
    return tuple(seat(n, user="root") for n in range(number))


@pytest.mark.parametrize(
    "values",
    [
        {"seats": of_others(69)},
        {"seats": tuple(seat(n) for n in range(120))},
        {"seats": of_others(100), "pools": ()},
        {"seats": of_others(100), "pools": (pool(user="app", processes=4, pooler="PgBouncer"),)},
        {"seats": None},
        {"seats": of_others(100), "limits": Limits()},
        {"seats": of_others(100), "limits": Limits(max_connections=151, pooler="PgBouncer", peak_used=151)},
        {"seats": of_others(100), "pools": (pool(processes=4),)},
        {"limits": Limits(max_connections=151, peak_used=149)},
    ],
)
def test_silent_where_there_is_room_or_that_cannot_be_told(values: dict[str, object]) -> None:
    assert said(missing_headroom, circumstances(**({"pools": (OURS,)} | values))) == []


def test_silent_where_the_demand_alone_is_too_much() -> None:
    """demand-over-limit says it."""
    assert said(missing_headroom, circumstances(pools=(pool(user="app"),), seats=of_others(20))) == []


@pytest.mark.parametrize(("number", "left", "refused"), [(70, 81, 1), (151, 0, 82), (160, 0, 91)])
def test_others_have_what_the_pools_count_on(number: int, left: int, refused: int) -> None:
    told = only(missing_headroom, circumstances(pools=(OURS,), seats=of_others(number)))
    assert (told.severity, told.subject) == (Severity.WARNING, "server")
    assert told.fact == (
        f"The pools and the run may open 82 connections, and {left} are left for them: "
        f"of 151 granted, {number} sessions of others have theirs."
    )
    assert f"{refused} of their connections are refused" in told.consequence
    assert told.remedy == f"SET PERSIST max_connections = {number + 82};"


@pytest.mark.parametrize("peak", [150, 151, 152])
def test_the_peak(peak: int) -> None:
    told = only(missing_headroom, circumstances(limits=Limits(max_connections=151, peak_used=peak)))
    assert (told.severity, told.subject) == (Severity.WARNING, "server at its peak")
    assert told.fact == (
        f"Since it started, the server had up to {peak} connections at once, of 151 that it grants; the run takes 2 more."
    )
    assert f"max_connections = {peak + 2};" in told.remedy
