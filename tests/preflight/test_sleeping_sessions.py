"""Sessions that do nothing."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, pool, said, seat
from toolkit.capacity import Limits, Seat
from toolkit.finding import Severity
from toolkit.preflight import sleeping_sessions

LIMITS = Limits(max_connections=100, idle_timeout=28_800.0)


def asleep(number: int, seconds: float = 60.0, start: int = 0, **values: object) -> tuple[Seat, ...]:
    return tuple(
        seat(start + n, is_idle=True, seconds=seconds, host=f"10.0.0.5:{50_000 + n}", **values) for n in range(number)
    )


@pytest.mark.parametrize(
    "values",
    [
        {"seats": ()},
        {"seats": None},
        {"seats": asleep(49)},
        {"seats": asleep(90, transaction_seconds=60.0)},
        {"seats": asleep(90, is_own=True)},
        {"seats": tuple(seat(n) for n in range(90))},
        {"seats": asleep(90), "limits": Limits()},
        {"seats": asleep(9, 90_000.0), "limits": Limits(max_connections=100)},
        {"seats": asleep(40, 80_000.0), "limits": Limits(max_connections=100)},
        {"seats": asleep(5), "backend": "sqlite", "limits": Limits()},
    ],
)
def test_silent_where_they_are_few_and_young(values: dict[str, object]) -> None:
    assert said(sleeping_sessions, circumstances(**({"limits": LIMITS} | values))) == []


def test_many_of_them_by_where_they_come_from() -> None:
    seats = (*asleep(60), *asleep(5, 3_000.0, 100, user="report", program="cron"))
    told = only(sleeping_sessions, circumstances(seats=seats, limits=LIMITS, pools=(pool(processes=1),)))
    assert (told.severity, told.subject) == (Severity.WARNING, "server")
    assert told.fact == (
        "65 sessions of 100 granted do nothing, the oldest for 50 min: 60 of app@10.0.0.5 (up to 60 s), "
        "5 of report@10.0.0.5/cron (up to 50 min). The declared pools keep 10 at the most."
    )
    assert told.consequence == "They take 65% of the connections from whoever needs one."
    assert told.remedy == "SET PERSIST wait_timeout = 3600;\nwith pool_recycle = 1800 in the pools"


def test_one_that_outlives_the_timeout() -> None:
    told = only(sleeping_sessions, circumstances(seats=asleep(1, 30_000.0, 7), limits=LIMITS))
    assert told.consequence.endswith("1 of them sleeps longer than the 28,800 s after which the server ends a session.")
    assert told.remedy.startswith("KILL 7;")


def test_old_ones_that_nobody_ends() -> None:
    told = only(
        sleeping_sessions,
        circumstances(seats=asleep(10, 90_000.0), limits=Limits(max_connections=100), backend="postgresql"),
    )
    assert told.consequence.endswith("10 of them sleep longer than a day.")
    assert "idle_session_timeout = '3600s'" in told.remedy


def test_a_short_timeout_leaves_the_size() -> None:
    limits = Limits(max_connections=100, idle_timeout=300.0)
    assert "pool_size" in only(sleeping_sessions, circumstances(seats=asleep(60), limits=limits)).remedy


@pytest.mark.parametrize(
    ("host", "shown"), [("::1", "app@::1"), (None, "app@unknown"), ("db:1", "app@db"), ("[local]", "app@[local]")]
)
def test_where_a_session_comes_from(host: str | None, shown: str) -> None:
    seats = tuple(seat(n, is_idle=True, host=host) for n in range(60))
    assert f"60 of {shown} (" in only(sleeping_sessions, circumstances(seats=seats, limits=LIMITS)).fact


def test_only_the_oldest_are_ended() -> None:
    told = only(sleeping_sessions, circumstances(seats=asleep(99, 99_999.0), limits=LIMITS))
    assert told.remedy.count("KILL") == 10


@pytest.mark.parametrize(
    ("seats", "is_told"),
    [(asleep(50), True), (asleep(49), False), (asleep(1, 28_800.0), False), (asleep(1, 28_801.0), True)],
)
def test_where_it_begins(seats: tuple[Seat, ...], is_told: bool) -> None:
    assert bool(said(sleeping_sessions, circumstances(seats=seats, limits=LIMITS))) == is_told


def test_what_the_pools_keep_is_only_said_where_all_keep_a_number() -> None:
    pools = (pool(), pool("jobs", kind="NullPool"))
    assert "keep" not in only(sleeping_sessions, circumstances(seats=asleep(60), limits=LIMITS, pools=pools)).fact


@pytest.mark.parametrize(("number", "is_told"), [(80, False), (81, True)])
def test_those_that_the_pools_are_meant_to_keep_may_sleep(number: int, is_told: bool) -> None:
    assert bool(said(sleeping_sessions, circumstances(seats=asleep(number), limits=LIMITS, pools=(pool(),)))) == is_told
