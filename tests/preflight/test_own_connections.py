"""The run's own connections do not fit."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, seat
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import own_connections


def taken(number: int) -> tuple[object, ...]:
    return tuple(seat(n) for n in range(number))


@pytest.mark.parametrize(
    "values",
    [
        {"seats": taken(8)},
        {"seats": (*taken(8), seat(99, is_own=True))},
        {"seats": taken(50), "limits": Limits()},
        {"seats": taken(50), "limits": Limits(max_connections=10, pooler="PgBouncer, pooling transactions")},
        {"seats": None},
    ],
)
def test_silent_where_they_fit_or_that_cannot_be_seen(values: dict[str, object]) -> None:
    assert said(own_connections, circumstances(**({"limits": Limits(max_connections=10)} | values))) == []


@pytest.mark.parametrize(("number", "free"), [(9, "1 is free"), (10, "0 are free"), (12, "0 are free")])
def test_told_with_both_numbers(number: int, free: str) -> None:
    told = only(own_connections, circumstances(limits=Limits(max_connections=10), seats=taken(number)))
    assert (told.severity, told.subject) == (Severity.ERROR, "server")
    assert told.fact == f"The run needs 2 connections and {free}: {number} of 10 are taken."
    assert told.remedy == f"SET PERSIST max_connections = {number + 2};"


def test_what_is_reserved_is_not_for_the_run() -> None:
    limits = Limits(max_connections=13, reserved=3)
    told = only(own_connections, circumstances(limits=limits, seats=taken(9), backend="postgresql"))
    assert "9 of 10 are taken" in told.fact
    assert told.remedy.startswith("ALTER SYSTEM SET max_connections = 14;")


def test_each_limit_has_its_own_remedy() -> None:
    limits = Limits(max_connections=100, user_limit=3, database_limit=4)
    told = said(own_connections, circumstances(limits=limits, seats=taken(3), backend="postgresql"))
    assert [one.subject for one in told] == ["user app", "database shop"]
    assert [one.remedy for one in told] == [
        'ALTER ROLE "app" CONNECTION LIMIT 5;',
        'ALTER DATABASE "shop" CONNECTION LIMIT 5;',
    ]
